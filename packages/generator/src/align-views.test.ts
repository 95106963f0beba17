import { describe, expect, it } from "vitest";
import { disc, drawPhoto, rectangle } from "../test/draw-photo.ts";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { alignViews, outlineAgreement } from "./align-views.ts";
import { outlineDistance } from "./outline-sampler.ts";
import { aspectOf } from "./outline.ts";
import { surfaceNets } from "./surface-nets.ts";

const box = (view: "front" | "back" | "side" | "top", width: number, height: number) => outlineFrom(view, drawPhoto(rectangle(width, height)));

describe("alignViews", () => {
  it("takes width and depth from the boxes, whatever the scale of each photo", () => {
    const views = alignViews({ front: box("front", 0.4, 0.8), back: box("back", 0.3, 0.6), side: box("side", 0.2, 0.8), top: box("top", 0.8, 0.4) });
    expect(views.width).toBeCloseTo(0.5, 2);
    expect(views.depth).toBeCloseTo(0.25, 2);
    expect(views.warnings).toEqual([]);
  });

  it("leaves the depth open with front and back alone", () => {
    expect(alignViews({ front: box("front", 0.4, 0.8), back: box("back", 0.4, 0.8) }).depth).toBeNull();
  });

  it("puts the outline's box on the object's: zero distance at its rim", () => {
    const front = box("front", 0.4, 0.8);
    expect(outlineDistance(front, 0.25, 0, 0.5, 1)).toBeCloseTo(0, 2);
    expect(outlineDistance(front, 0, 0.5, 0.5, 1)).toBeCloseTo(0, 2);
    expect(outlineDistance(front, 0, 0, 0.5, 1)).toBeLessThan(-0.2);
  });

  it("refuses the same side twice, and takes its mirror image or a symmetric shape twice", () => {
    const handled = (sign: 1 | -1) => drawPhoto((u, v) => rectangle(0.4, 0.7)(u, v) || rectangle(0.4, 0.15)(u - sign * 0.3, v - 0.2));
    const twice = () => alignViews({ front: outlineFrom("front", handled(1)), back: outlineFrom("back", handled(1)) });
    expect(twice).toThrow(expect.objectContaining({ code: "views_contradict", view: "back", message: expect.stringContaining("same side") }));
    expect(alignViews({ front: outlineFrom("front", handled(1)), back: outlineFrom("back", handled(-1)) }).warnings).toEqual([]);
    expect(alignViews({ front: box("front", 0.4, 0.8), back: box("back", 0.4, 0.8) }).warnings).toEqual([]);
  });

  it("goes by what is within the outlines where a mask has the same spot wrong in both photos", () => {
    const bitten = (u: number, v: number) => rectangle(0.6, 0.6)(u, v) && !rectangle(0.2, 0.25)(u - 0.25, v + 0.2);
    const lit = (sign: 1 | -1) => drawPhoto(bitten, { color: (u) => (sign * u < -0.05 ? [200, 60, 40] : [40, 60, 200]) });
    const photos = (sign: 1 | -1) => ({ front: outlineFrom("front", lit(1)), back: outlineFrom("back", lit(sign)) });
    expect(alignViews(photos(-1)).depth).toBeNull();
    expect(() => alignViews(photos(1))).toThrow(expect.objectContaining({ message: expect.stringContaining("same side") }));
  });

  it("warns of a small and refuses a large difference between front and back", () => {
    expect(alignViews({ front: box("front", 0.4, 0.8), back: box("back", 0.47, 0.8) }).warnings).toHaveLength(1);
    expect(() => alignViews({ front: box("front", 0.3, 0.8), back: box("back", 0.8, 0.3) })).toThrow(expect.objectContaining({ code: "views_contradict", view: "back" }));
  });

  it("takes thin legs that a near camera shows apart for the same legs", () => {
    const table = surfaceNets(
      fieldOf(56, (x, y, z) => {
        const board = Math.max(Math.abs(x) - 0.5, Math.abs(y - 0.75) - 0.05, Math.abs(z) - 0.6);
        const leg = Math.max(Math.abs(Math.abs(x) - 0.35 - 0.1 * z) - 0.05, Math.abs(y) - 0.8, Math.abs(Math.abs(z) - 0.5) - 0.05);
        return Math.min(board, leg);
      }),
    );
    const near = { size: 320, distance: 2.2, scale: 80 };
    const front = outlineFrom("front", pinholePhoto(table, "front", near));
    const back = outlineFrom("back", pinholePhoto(table, "back", near));
    expect(outlineAgreement(front, back, aspectOf(front), -1)).toBeLessThan(0.6);
    expect(alignViews({ front, back }).width).toBeGreaterThan(0.5);
  });

  it("refuses outlines of different shapes, and a side and a top of different depths", () => {
    const square = box("front", 0.7, 0.7);
    const cross = outlineFrom("back", drawPhoto((u, v) => rectangle(0.12, 0.7)(u, v) || rectangle(0.7, 0.12)(u, v)));
    expect(() => alignViews({ front: square, back: cross })).toThrow(expect.objectContaining({ code: "views_contradict" }));
    const views = { front: square, back: outlineFrom("back", drawPhoto(disc(0.35))) };
    expect(() => alignViews({ ...views, side: box("side", 0.2, 0.8), top: box("top", 0.6, 0.6) })).toThrow(
      expect.objectContaining({ code: "views_contradict", view: "top" }),
    );
  });
});

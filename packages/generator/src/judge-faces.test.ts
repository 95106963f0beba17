import { describe, expect, it } from "vitest";
import { drawPhoto, rectangle, type DrawPhotoOptions } from "../test/draw-photo.ts";
import { outlineFrom } from "../test/outlines.ts";
import { judgeFaces } from "./judge-faces.ts";

type Light = (u: number, v: number) => number;
type Color = NonNullable<DrawPhotoOptions["color"]>;

const WIDTH = 0.5;
const even: Light = (_u, v) => 0.8 + 0.1 * v;
const around: Light = (u) => {
  const across = Math.max(-1, Math.min(1, (2 * u) / WIDTH));
  return 0.45 + 0.45 * Math.max(0, 0.4 * across + 0.85 * Math.sqrt(1 - across * across));
};
const plain = (light: Light): Color => (u, v) => [200 * light(u, v), 160 * light(u, v), 120 * light(u, v)];
/** A dark label on the lower third, wider than it is high. */
const labelled = (light: Light): Color => (u, v) => (v < -0.1 && v > -0.25 && Math.abs(u) < 0.15 ? [40 * light(u, v), 40 * light(u, v), 90 * light(u, v)] : plain(light)(u, v));
/** Bars of ink at places of no order, all over it. */
const printed = (light: Light): Color => (u, v) => (Math.sin(97 * u + 13 * Math.sin(41 * v)) > 0.2 ? [30, 30, 30] : plain(light)(u, v));

const seen = (color: Color, background: DrawPhotoOptions["background"] = "transparent") => outlineFrom("front", drawPhoto(rectangle(WIDTH, 0.8), { color, background }));

describe("judging faces by the light on them", () => {
  it.each([["transparent" as const], [[235, 235, 235] as const]])("tells flat sides from round ones, with a label on them or without (before %s)", (background) => {
    for (const paint of [plain, labelled]) {
      expect(judgeFaces([seen(paint(even), background), seen(paint(even), background)])).toBe("flat");
      expect(judgeFaces([seen(paint(around), background), seen(paint(around), background)])).toBe("curved");
    }
  });

  it("says nothing where print drowns the light, where there is none, or where photos contradict each other", () => {
    expect(judgeFaces([seen(printed(even)), seen(printed(around))])).toBe("unclear");
    expect(judgeFaces([seen(() => [180, 60, 40])])).toBe("unclear");
    expect(judgeFaces([seen(plain(even)), seen(plain(around)), seen(plain(around))])).toBe("unclear");
  });

  it("goes by half of the photos where the others say nothing, and by no fewer", () => {
    expect(judgeFaces([seen(plain(even)), seen(printed(even))])).toBe("flat");
    expect(judgeFaces([seen(plain(around)), seen(printed(around)), seen(printed(around))])).toBe("unclear");
  });

  it("does not take a seat for the sides of what stands below it", () => {
    const stool = (u: number, v: number) => Math.abs(u) < 0.3 && v < 0.4 && (v > 0.25 || (v > -0.4 && Math.abs(Math.abs(u) - 0.25) < 0.05));
    expect(judgeFaces([outlineFrom("front", drawPhoto(stool, { color: plain(even) }))])).toBe("unclear");
  });
});

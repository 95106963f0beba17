import { describe, expect, it } from "vitest";
import { drawPhoto } from "../test/draw-photo.ts";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { SMALL } from "../test/vase.ts";
import { alignViews, type Outlines } from "./align-views.ts";
import { buildShape, type Shape } from "./build-shape.ts";
import { estimateCameras } from "./estimate-cameras.ts";
import { generateModel } from "./generate-model.ts";
import type { Image } from "./image.ts";
import { sharpCodec } from "./node/sharp-codec.ts";
import { gridCoordinate } from "./outline-grids.ts";
import { surfaceNets } from "./surface-nets.ts";
import { VIEWS, type View } from "./view-cameras.ts";

/** To a box that lacks three corners: each is seen from two opposite sides alone, and lies at the other end of the photo from across. */
function distance(x: number, y: number, z: number): number {
  const cuts = [Math.min(x - 0.1, y - 0.05), Math.min(z - 0.15, y - 0.2), Math.min(-x - 0.2, -z - 0.1)];
  return Math.max(Math.abs(x) - 0.45, Math.abs(y) - 0.5, Math.abs(z) - 0.4, ...cuts);
}

const block = surfaceNets(fieldOf(96, distance));

/** One colour for each view, in their order. */
const PAINTS = [[200, 60, 40], [40, 90, 160], [60, 140, 80], [220, 200, 40], [150, 60, 160], [110, 200, 210]] as const;

function photoOf(view: View, eye: number): Image {
  return pinholePhoto(block, view === "side" ? "right" : view, { distance: eye, scale: eye === Infinity ? 300 : 260 });
}

function outlinesOf(views: readonly View[], eye: number): Outlines {
  return Object.fromEntries(views.map((view) => [view, outlineFrom(view, photoOf(view, eye))])) as Outlines;
}

/** Intersection over union with the true block. */
function likeness({ field }: Shape): number {
  const { nx, ny, nz, cellSize, values } = field;
  let both = 0;
  let either = 0;
  for (let i = 0; i < values.length; i++) {
    const [x, y, z] = [gridCoordinate(i % nx, nx, cellSize), gridCoordinate(Math.floor(i / nx) % ny, ny, cellSize), gridCoordinate(Math.floor(i / (nx * ny)), nz, cellSize)];
    const inside = distance(x, y, z) < 0;
    if (inside && values[i]! < 0) both++;
    if (inside || values[i]! < 0) either++;
  }
  return both / either;
}

const shapeOf = (views: readonly View[], eye = Infinity): Shape => buildShape(alignViews(estimateCameras(outlinesOf(views, eye))), 64);

describe("six labelled views", () => {
  it.each<[string, View[], View[]]>([
    ["the left", ["front", "back", "left"], ["front", "back", "side"]],
    ["below", ["front", "back", "bottom"], ["front", "back", "top"]],
    ["the left and below", ["front", "back", "left", "bottom"], ["front", "back", "side", "top"]],
    ["all six sides", [...VIEWS], ["front", "back", "side", "top"]],
  ])("make the solid of front, back and %s that the views across from them make", (_name, views, across) => {
    const found = likeness(shapeOf(views));
    expect(found).toBeCloseTo(likeness(shapeOf(across)), 2);
    expect(found).toBeGreaterThan(views.length > 3 ? 0.92 : 0.7);
  });

  it("agree from nearby, where each photo shows its side larger than the one behind", () => {
    expect(likeness(shapeOf(VIEWS, 4))).toBeGreaterThan(0.88);
    expect(likeness(shapeOf(["front", "back", "left", "bottom"], 4))).toBeGreaterThan(0.88);
  });

  it("take a photo labelled as the left one for nothing else, whatever the side photo would fit", () => {
    const { outlines, warnings } = shapeOf(VIEWS).views;
    expect([outlines.side!.camera, outlines.left!.camera, outlines.bottom!.camera]).toEqual(["right", "left", "bottom"]);
    expect(warnings).toEqual([]);
  });

  it("are refused where two that face each other cannot be of one object", () => {
    const outlines = outlinesOf(["front", "back", "side", "top"], Infinity);
    const narrow = (view: View) => outlineFrom(view, drawPhoto((u, v) => Math.abs(u) < 0.1 && Math.abs(v) < 0.4));
    expect(() => alignViews({ ...outlines, left: narrow("left") })).toThrow(expect.objectContaining({ code: "views_contradict", view: "left" }));
    expect(() => alignViews({ ...outlines, bottom: narrow("bottom") })).toThrow(expect.objectContaining({ code: "views_contradict", view: "bottom" }));
  });

  it("paint each side of the model with its own photo", async () => {
    const photos: Partial<Record<View, Image>> = {};
    VIEWS.forEach((view, i) => {
      const { data, ...size } = photoOf(view, Infinity);
      photos[view] = { ...size, data: data.map((value, k) => (k % 4 === 3 ? value : PAINTS[i]![k % 4]!)) };
    });
    const { stats } = await generateModel(photos, sharpCodec, SMALL);
    expect(Object.keys(stats.match.views)).toEqual([...VIEWS]);
    for (const view of VIEWS) {
      expect(stats.match.views[view]!.color, view).toBeGreaterThan(0.8);
      expect(stats.silhouetteIou[view], view).toBeGreaterThan(0.97);
    }
  });
});

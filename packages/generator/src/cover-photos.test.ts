import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { knownPhoto } from "../test/known-photo.ts";
import { coverPhotos } from "./cover-photos.ts";
import type { ScalarField } from "./outline-grids.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { surfaceNets } from "./surface-nets.ts";

const SIZE = 320;
const SCALE = 90;
const DISTANCE = 4;
const SAMPLES = 48;

type Distance = (x: number, y: number, z: number) => number;
const body: Distance = (x, y, z) => Math.max(Math.hypot(x + 0.1, z) - 0.4, Math.abs(y) - 0.7);
const bar = (low: number): Distance => (x, y, z) => Math.max(Math.hypot(x - 0.55, z) - 0.1, y - 0.5, low - y);
const jug: Distance = (x, y, z) => Math.min(body(x, y, z), bar(-0.5)(x, y, z));

/** From nearby with its camera known; models are in their own units, 1 wide and high. */
const photoOf = (view: "front" | "back" | "side") => knownPhoto(surfaceNets(fieldOf(SAMPLES, jug)), view, { distance: DISTANCE, scale: SCALE, size: SIZE });

const [front, back, side] = [photoOf("front"), photoOf("back"), photoOf("side")];
const views = { outlines: { front, back, side }, width: 1, depth: 1, warnings: [] };
const fits = (field: ScalarField): number[] => [front, back, side].map((outline) => silhouetteIou(surfaceNets(field), outline, 1, 1));
const inside = (field: ScalarField, where: Distance): number => fieldOf(SAMPLES, where).values.filter((value, i) => value < 0 && field.values[i]! < 0).length;

describe("coverPhotos", () => {
  it("gives back what photos show and the model lacks, and cuts off what they do not show", () => {
    const lump: Distance = (x, y, z) => Math.hypot(x + 0.6, y, z) - 0.2;
    const field = fieldOf(SAMPLES, (x, y, z) => Math.min(body(x, y, z), bar(0.1)(x, y, z), lump(x, y, z)));
    expect(Math.min(...fits(field))).toBeLessThan(0.95);
    coverPhotos({ field, views, depth: 1 });
    expect(Math.min(...fits(field))).toBeGreaterThan(0.98);
    // The missing half of the bar is where it was, not somewhere else along the same rays.
    const missing: Distance = (x, y, z) => Math.max(bar(-0.5)(x, y, z), y - 0.1);
    expect(inside(field, missing)).toBeGreaterThan(0.8 * inside(fieldOf(SAMPLES, jug), missing));
    expect(inside(field, () => -1)).toBeLessThan(1.06 * inside(fieldOf(SAMPLES, jug), () => -1));
  });

  it("makes nothing larger than it was taken for", () => {
    const field = fieldOf(SAMPLES, (x, y, z) => Math.max(jug(x, y, z), y - 0.6));
    coverPhotos({ field, views, depth: 1 });
    const { positions } = surfaceNets(field);
    let top = 0;
    for (let i = 1; i < positions.length; i += 3) top = Math.max(top, positions[i]!);
    expect(top).toBeLessThan(0.6 + 1.5 * field.cellSize);
  });

  it("leaves alone what its photos show", () => {
    const field = fieldOf(SAMPLES, jug);
    const before = inside(field, () => -1);
    coverPhotos({ field, views, depth: 1 });
    expect(Math.abs(inside(field, () => -1) / before - 1)).toBeLessThan(0.03);
  });
});

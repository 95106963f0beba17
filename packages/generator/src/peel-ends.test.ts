import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { knownPhoto } from "../test/known-photo.ts";
import type { AlignedViews } from "./align-views.ts";
import { hullThroughLenses } from "./hull-through-lenses.ts";
import { gridCoordinate, type ScalarField } from "./outline-grids.ts";
import { peelColumns, takeColumns } from "./peel-columns.ts";
import { surfaceNets } from "./surface-nets.ts";
import { sizeIn } from "./view-cameras.ts";

const SAMPLES = 72;
const CELL = 2 / (SAMPLES - 1);
/** The grid of tests reaches from −1 to 1; things are 0.6 high, 1.4 wide and 1.2 deep, and told in heights as the generator has them. */
const [HEIGHT, WIDTH, DEPTH] = [0.6, 1.4, 1.2];
const SCALE = 90;
const PITCH_DEGREES = 12;

type Distance = (x: number, y: number, z: number) => number;
const drum: Distance = (x, y, z) => Math.max((Math.hypot(x / 0.7, z / 0.6) - 1) * 0.6, Math.abs(y) - 0.3);
const egg: Distance = (x, y, z) => (Math.hypot(x / 0.7, y / 0.3, z / 0.6) - 1) * 0.3;
/** A lid with a peg that stands up in its middle. */
const pegged: Distance = (x, y, z) => Math.min(Math.max((Math.hypot(x / 0.7, z / 0.6) - 1) * 0.6, Math.abs(y + 0.1) - 0.2), Math.max(Math.hypot(x, z) - 0.1, Math.abs(y) - 0.3));

function photographed(thing: Distance, distance: number, pitchDegrees: number): AlignedViews {
  const mesh = surfaceNets(fieldOf(SAMPLES, thing));
  for (let i = 0; i < mesh.positions.length; i++) mesh.positions[i] = mesh.positions[i]! / HEIGHT;
  const shape = { views: { width: WIDTH / HEIGHT }, depth: DEPTH / HEIGHT };
  const outlines = Object.fromEntries(
    (["front", "back", "side", "top"] as const).map((view) => {
      const [width, height] = sizeIn(shape, view);
      return [view, knownPhoto(mesh, view, { size: 400, distance, scale: SCALE, width, height, pitchDegrees: view === "top" ? 0 : pitchDegrees })];
    }),
  );
  return { outlines: outlines as AlignedViews["outlines"], width: WIDTH / HEIGHT, warnings: [], depth: DEPTH / HEIGHT };
}

function hullOf(views: AlignedViews): ScalarField {
  return hullThroughLenses({ nx: SAMPLES, ny: SAMPLES, nz: SAMPLES, cellSize: CELL / HEIGHT }, views, DEPTH / HEIGHT);
}

/** From the lowest sample inside to the highest one, in heights of the thing. */
function heightOf({ nx, ny, cellSize, values }: ScalarField): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let o = 0; o < values.length; o++) {
    if (values[o]! >= 0) continue;
    const height = gridCoordinate(Math.floor(o / nx) % ny, ny, cellSize);
    [low, high] = [Math.min(low, height), Math.max(high, height)];
  }
  return { low, high };
}

describe("the ends of what is photographed", () => {
  it.each([["nearby", 4, PITCH_DEGREES], ["far away", Infinity, PITCH_DEGREES], ["nearby, level", 2.2, 0]])("lie where they are, with no roof over a lid and no keel under it, from %s", (_, distance, pitchDegrees) => {
    const views = photographed(drum, distance, pitchDegrees);
    const hull = hullOf(views);
    const bulging = heightOf(hull);
    expect(bulging.high).toBeGreaterThan(0.53);
    expect(bulging.low).toBeLessThan(-0.53);
    takeColumns(hull, peelColumns(hull, views, DEPTH / HEIGHT));
    const { low, high } = heightOf(hull);
    expect(Math.abs(high - 0.5)).toBeLessThan((1.2 * CELL) / HEIGHT);
    expect(Math.abs(low + 0.5)).toBeLessThan((1.2 * CELL) / HEIGHT);
  });

  it.each([["an egg", egg], ["a peg on a lid", pegged]])("are not cut off from what is narrower there: %s", (_, thing) => {
    for (const pitchDegrees of [PITCH_DEGREES, 0]) {
      const views = photographed(thing, 4, pitchDegrees);
      expect(peelColumns(hullOf(views), views, DEPTH / HEIGHT).ends?.high).toBe(Infinity);
    }
  });

  it("are not looked for while cameras are", () => {
    const pitched = photographed(drum, 4, PITCH_DEGREES);
    expect(peelColumns(hullOf(pitched), pitched, DEPTH / HEIGHT, { isModel: false }).ends).toBeNull();
  });
});

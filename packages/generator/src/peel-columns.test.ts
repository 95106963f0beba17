import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { knownPhoto } from "../test/known-photo.ts";
import type { AlignedViews } from "./align-views.ts";
import { hullThroughLenses } from "./hull-through-lenses.ts";
import type { ScalarField } from "./outline-grids.ts";
import { peelColumns, takeColumns } from "./peel-columns.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { surfaceNets } from "./surface-nets.ts";
import { sizeIn, VIEWS } from "./view-cameras.ts";

const SAMPLES = 72;
const CELL = 2 / (SAMPLES - 1);
/** The grid of tests reaches from −1 to 1; things are 1.2 high, 1.4 wide and 1 deep. */
const [HEIGHT, WIDTH, DEPTH] = [1.2, 1.4, 1];

type Distance = (x: number, y: number, z: number) => number;
const box = (x: number, y: number, z: number, w: number, h: number, d: number): number => Math.max(Math.abs(x) - w, Math.abs(y) - h, Math.abs(z) - d);
const table: Distance = (x, y, z) => Math.min(box(x, y - 0.52, z, 0.7, 0.08, 0.5), box(Math.abs(x) - 0.62, y + 0.05, Math.abs(z) - 0.42, 0.06, 0.55, 0.06));
const leaning: Distance = (x, y, z) => Math.min(box(x, y - 0.52, z, 0.7, 0.08, 0.5), box(Math.abs(x) - legAt(y), y + 0.05, Math.abs(z) - 0.42, 0.06, 0.55, 0.06));
const legAt = (y: number): number => 0.59 - 0.08 * y;
const egg: Distance = (x, y, z) => (Math.hypot(x / 0.7, y / 0.6, z / 0.5) - 1) * 0.5;

/** In heights, as the generator has them. */
function photographed(thing: Distance, names: readonly (keyof AlignedViews["outlines"])[], distance: number): AlignedViews {
  const mesh = surfaceNets(fieldOf(SAMPLES, thing));
  for (let i = 0; i < mesh.positions.length; i++) mesh.positions[i] = mesh.positions[i]! / HEIGHT;
  const shape = { views: { width: WIDTH / HEIGHT }, depth: DEPTH / HEIGHT };
  const outlines = Object.fromEntries(
    names.map((view) => {
      const [width, height] = sizeIn(shape, view);
      return [view, knownPhoto(mesh, view, { size: 360, distance, scale: 150, width, height })];
    }),
  );
  return { outlines: outlines as AlignedViews["outlines"], width: WIDTH / HEIGHT, warnings: [], depth: DEPTH / HEIGHT };
}

function hullOf(views: AlignedViews): ScalarField {
  return hullThroughLenses({ nx: SAMPLES, ny: SAMPLES, nz: SAMPLES, cellSize: 2 / HEIGHT / (SAMPLES - 1) }, views, DEPTH / HEIGHT);
}

function likeness(field: ScalarField, thing: Distance): number {
  const truth = fieldOf(SAMPLES, thing).values;
  let [both, either] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (truth[i]! < 0 && field.values[i]! < 0) both++;
    if (truth[i]! < 0 || field.values[i]! < 0) either++;
  }
  return both / either;
}

/** How wide the leg on the right before is at a height, along x through its middle; between samples as far as the field tells. */
function widthOfLeg({ values }: ScalarField, height: number): number {
  const at = (place: number): number => Math.round(((place + 1) / 2) * (SAMPLES - 1));
  const row = (at(0.42) * SAMPLES + at(height)) * SAMPLES;
  const value = (x: number): number => values[row + x]!;
  const middle = at(legAt(height));
  let [first, last] = [middle, middle];
  while (value(first - 1) < 0) first--;
  while (value(last + 1) < 0) last++;
  const beyond = value(last) / (value(last) - value(last + 1)) + value(first) / (value(first) - value(first - 1));
  return (last - first + beyond) * CELL;
}

function worstFit(field: ScalarField, views: AlignedViews): number {
  const mesh = surfaceNets(field);
  return Math.min(...VIEWS.filter((view) => views.outlines[view]).map((view) => silhouetteIou(mesh, views.outlines[view]!, ...sizeIn({ views, depth: DEPTH / HEIGHT }, view))));
}

describe("peelColumns", () => {
  it.each([["three", ["front", "back", "side"]], ["four", ["front", "back", "side", "top"]]] as const)("leaves of a table in %s photos from nearby its board and its legs", (_, names) => {
    const views = photographed(table, names, 2.2);
    const hull = hullOf(views);
    const before = likeness(hull, table);
    const peeled = peelColumns(hull, views, DEPTH / HEIGHT);
    takeColumns(hull, peeled);
    expect(before).toBeLessThan(0.6);
    expect(likeness(hull, table)).toBeGreaterThan(before + 0.1);
    expect(peeled.share).toBeGreaterThan(0.28);
  });

  it("finds the same on a coarser grid than that of which it is taken", () => {
    const views = photographed(table, ["front", "back", "side", "top"], 2.2);
    const hull = hullOf(views);
    takeColumns(hull, peelColumns({ nx: 48, ny: 48, nz: 48, cellSize: 2 / HEIGHT / 47 }, views, DEPTH / HEIGHT));
    expect(likeness(hull, table)).toBeGreaterThan(0.65);
  });

  it("leaves legs that lean as even as they are", () => {
    const views = photographed(leaning, ["front", "back", "side", "top"], 2.2);
    const hull = hullOf(views);
    takeColumns(hull, peelColumns(hull, views, DEPTH / HEIGHT));
    const widths = Array.from({ length: 20 }, (_, k) => widthOfLeg(hull, -0.25 + 0.03 * k));
    for (const width of widths) expect(Math.abs(width - 0.12)).toBeLessThan(0.6 * CELL);
  });

  it("takes little of what has no legs, and nothing that a photo shows", () => {
    const views = photographed(egg, ["front", "back", "side", "top"], 2.2);
    const hull = hullOf(views);
    const peeled = peelColumns(hull, views, DEPTH / HEIGHT);
    takeColumns(hull, peeled);
    expect(peeled.share).toBeLessThan(0.2);
    expect(worstFit(hull, views)).toBeGreaterThan(0.97);
  });

  it("takes nothing away from what is seen from far away", () => {
    const views = photographed(table, ["front", "back", "side", "top"], Infinity);
    const hull = hullOf(views);
    const before = hull.values.slice();
    const peeled = peelColumns(hull, views, DEPTH / HEIGHT);
    expect(peeled.share).toBeLessThan(0.02);
    takeColumns(hull, peeled);
    expect(hull.values.filter((value, i) => value < 0 !== before[i]! < 0).length).toBeLessThan(0.02 * before.filter((value) => value < 0).length);
  });
});

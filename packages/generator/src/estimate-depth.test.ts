import { expect, it } from "vitest";
import type { DepthEstimate } from "./estimate-depth.ts";
import { inflateDepth } from "./inflation-prior.ts";
import type { PlaneField } from "./outline-grids.ts";

const CELL_SIZE = 0.02;
const CELLS = 60;

function planeOf(distance: (x: number, y: number) => number): PlaneField {
  const values = new Float32Array(CELLS * CELLS);
  const at = (i: number): number => (i - (CELLS - 1) / 2) * CELL_SIZE;
  for (let j = 0; j < CELLS; j++) for (let i = 0; i < CELLS; i++) values[j * CELLS + i] = distance(at(i), at(j));
  return { columns: CELLS, rows: CELLS, values };
}

const box = (x: number, y: number, halfWidth: number, halfHeight: number): number => Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);

const disc = (x: number, y: number, radius: number): number => Math.hypot(x, y) - radius;

/** Its photo has a pixel for each sample. */
function estimate(distance: (x: number, y: number) => number): DepthEstimate {
  const plane = planeOf(distance);
  return inflateDepth(plane, CELL_SIZE, { field: { width: CELLS, height: CELLS, values: plane.values.map((d) => d / CELL_SIZE) } }, "unclear");
}

it("gives an open frame of thin bars more depth than its bars have", () => {
  expect(estimate((x, y) => Math.max(box(x, y, 0.4, 0.5), -box(x, y, 0.32, 0.42))).depth).toBeGreaterThan(0.3);
});

it("leaves what is turned on a lathe as deep as it is wide", () => {
  expect(estimate((x, y) => disc(x, y, 0.4)).depth).toBeCloseTo(0.8, 1);
});

it("makes a low, wide, turned thing as deep as it is wide, not as deep as it is high", () => {
  const bowl = (x: number, y: number): number => Math.max(disc(x, y - 0.25, 0.5), y);
  expect(estimate(bowl).depth).toBeGreaterThan(0.75);
});

it("makes a carton less deep than it is wide", () => {
  const { depth } = estimate((x, y) => box(x, y, 0.4, 0.5));
  expect(depth).toBeGreaterThan(0.4);
  expect(depth).toBeLessThan(0.6);
});

it("takes no handle for the width of the body", () => {
  const { halfDepth } = estimate((x, y) => Math.min(disc(x, y, 0.3), box(x, y, 0.5, 0.02)));
  expect(Math.max(...halfDepth)).toBeLessThan(0.35);
});

it("stands a stool on legs in front and behind, as far out as at the sides", () => {
  const stool = (x: number, y: number): number => Math.min(Math.hypot(Math.max(0, Math.abs(x) - 0.35), y - 0.43) - 0.06, box(Math.abs(x) - 0.3 + 0.15 * y, y + 0.05, 0.03, 0.45));
  const { depth, halfDepth, legOffset } = estimate(stool);
  const foot = 10;
  expect(depth).toBeGreaterThan(0.7);
  expect(halfDepth[foot]).toBeCloseTo(0.03, 1);
  expect(legOffset[foot]! / (depth / 2)).toBeGreaterThan(0.7);
  expect(legOffset[CELLS - 9]).toBe(0);
});

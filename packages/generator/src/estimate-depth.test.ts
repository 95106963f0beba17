import { expect, it } from "vitest";
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

it("gives an open frame of thin bars more depth than its bars have", () => {
  const frame = planeOf((x, y) => Math.max(box(x, y, 0.4, 0.5), -box(x, y, 0.32, 0.42)));
  expect(inflateDepth(frame, CELL_SIZE).depth).toBeGreaterThan(0.3);
});

it("leaves what is turned on a lathe as deep as it is wide", () => {
  const disc = planeOf((x, y) => Math.hypot(x, y) - 0.4);
  expect(inflateDepth(disc, CELL_SIZE).depth).toBeCloseTo(0.8, 1);
});

import { describe, expect, it } from "vitest";
import { gridCoordinate, type OutlineGrids, type PlaneField } from "./outline-grids.ts";
import { smoothIntersection } from "./smooth-intersection.ts";

const CELL = 0.02;
const COUNT = 61;

/** The distance to a rectangle around the middle. */
function rectangle(halfWidth: number, halfHeight: number): PlaneField {
  const values = new Float32Array(COUNT * COUNT);
  for (let i = 0; i < values.length; i++) {
    const u = Math.abs(gridCoordinate(i % COUNT, COUNT, CELL)) - halfWidth;
    const v = Math.abs(gridCoordinate(Math.floor(i / COUNT), COUNT, CELL)) - halfHeight;
    values[i] = Math.hypot(Math.max(0, u), Math.max(0, v)) + Math.min(0, Math.max(u, v));
  }
  return { columns: COUNT, rows: COUNT, values };
}

function fieldOf(outlines: Pick<OutlineGrids, "front" | "side" | "top">) {
  return smoothIntersection({ grid: { nx: COUNT, ny: COUNT, nz: COUNT, cellSize: CELL }, width: 1, depth: 1, ...outlines });
}

/** From where to where a line of samples through the middle is inside, along one axis. */
function thickness(values: Float32Array, stride: number): number {
  const middle = (COUNT - 1) / 2;
  const start = middle * (1 + COUNT + COUNT * COUNT) - middle * stride;
  const crossings: number[] = [];
  for (let k = 0; k + 1 < COUNT; k++) {
    const [a, b] = [values[start + k * stride]!, values[start + (k + 1) * stride]!];
    if (a < 0 !== b < 0) crossings.push((k + a / (a - b)) * CELL);
  }
  expect(crossings).toHaveLength(2);
  return crossings[1]! - crossings[0]!;
}

describe("smoothIntersection", () => {
  it("leaves a board of two and a half cells as thick as both photos show it", () => {
    const board = { front: rectangle(0.5, 0.025), side: rectangle(0.4, 0.025), top: null };
    expect(thickness(fieldOf(board).values, COUNT)).toBeCloseTo(0.05, 3);
    const seenFromAbove = { ...board, top: rectangle(0.5, 0.4) };
    expect(thickness(fieldOf(seenFromAbove).values, COUNT)).toBeCloseTo(0.05, 3);
  });

  it("leaves upright boards as thick, between front and top as between side and top", () => {
    const across = fieldOf({ front: rectangle(0.025, 0.5), side: rectangle(0.4, 0.5), top: rectangle(0.025, 0.4) });
    expect(thickness(across.values, 1)).toBeCloseTo(0.05, 3);
    const along = fieldOf({ front: rectangle(0.4, 0.5), side: rectangle(0.025, 0.5), top: rectangle(0.4, 0.025) });
    expect(thickness(along.values, COUNT * COUNT)).toBeCloseTo(0.05, 3);
  });

  it("rounds the edge where two outlines meet by a part of a cell", () => {
    const post = fieldOf({ front: rectangle(0.2, 0.5), side: rectangle(0.2, 0.5), top: null });
    const middle = (COUNT - 1) / 2;
    // Ten cells from the middle along both axes: on both outlines at once.
    const edge = post.values[(middle + 10) * COUNT * COUNT + middle * COUNT + middle + 10]!;
    expect(edge).toBeGreaterThan(0.2 * CELL);
    expect(edge).toBeLessThan(0.5 * CELL);
  });
});

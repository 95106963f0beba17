import { describe, expect, it } from "vitest";
import { modelOf, trianglesOf } from "../../test/measure.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { optimizeGlb } from "./optimize-glb.ts";
import { simplifyModel } from "./simplify-model.ts";

/** A sheet bent by so much, each of its triangles there once for each side, on the same vertices. */
function leafOf(cells: number, bend: number, diagonals: readonly [boolean, boolean] = [true, true]): Model {
  const [positions, indices]: [number[], number[]] = [[], []];
  for (let row = 0; row <= cells; row++) for (let column = 0; column <= cells; column++) positions.push(column / cells, bend * Math.sin((Math.PI * column) / cells), -row / cells);
  for (const [side, isDown] of diagonals.entries()) {
    for (let row = 0; row < cells; row++) {
      for (let column = 0; column < cells; column++) {
        const a = row * (cells + 1) + column;
        const [b, c, d] = [a + 1, a + cells + 2, a + cells + 1];
        const faces = isDown ? [[a, b, c], [a, c, d]] : [[a, b, d], [b, c, d]];
        for (const [p, q, r] of faces as [number, number, number][]) indices.push(...(side === 0 ? [p, q, r] : [p, r, q]));
      }
    }
  }
  return modelOf(positions, indices);
}

/** Of what faces up, and of what faces down. */
function areasOf(model: Model): { up: number; down: number } {
  const areas = { up: 0, down: 0 };
  for (const [a, b, c] of trianglesOf(model)) {
    const [u, v] = [b, c].map((point) => point.map((value, axis) => value - a[axis]!)) as [number[], number[]];
    const y = u[2]! * v[0]! - u[0]! * v[2]!;
    areas[y > 0 ? "up" : "down"] += Math.hypot(u[1]! * v[2]! - u[2]! * v[1]!, y, u[0]! * v[1]! - u[1]! * v[0]!) / 2;
  }
  return areas;
}

function expectAsLarge(model: Model, before: Model): void {
  const [is, was] = [areasOf(model), areasOf(before)];
  expect(Math.abs(is.up / was.up - 1)).toBeLessThan(0.01);
  expect(Math.abs(is.down / was.down - 1)).toBeLessThan(0.01);
}

describe("a sheet with both of its sides on the same vertices", () => {
  const leaves: [string, Model][] = [
    ["flat, of one cell", leafOf(1, 0)],
    ["flat, its sides cut the other way", leafOf(1, 0, [true, false])],
    ["flat, of many cells", leafOf(12, 0)],
    ["bent", leafOf(10, 0.2)],
    ["bent a little, of many cells", leafOf(24, 0.02)],
  ];

  it.each(leaves)("keeps both sides whole: %s", async (_, leaf) => {
    for (const preset of ["light", "tiny"] as const) {
      const { bytes, error } = await optimizeGlb(leaf, { preset });
      expectAsLarge(await readGlb(bytes), leaf);
      expect(error.relative).toBeLessThan(0.0015);
    }
  });

  it("is made lighter between its rims", async () => {
    const leaf = leafOf(24, 0);
    const { model, triangles } = await simplifyModel(leaf, { maxError: 0.001 });
    expect(triangles.after).toBeLessThan(0.25 * triangles.before);
    expectAsLarge(model, leaf);
  });
});

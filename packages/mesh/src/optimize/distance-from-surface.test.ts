import { describe, expect, it } from "vitest";
import { ballOf, trianglesOf } from "../../test/measure.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { optimizeGlb } from "./optimize-glb.ts";

/** Far finer than what is asked for, so that its own distance from the ball does not count. */
const ROWS = 160;

/** The middles of the sides and of the whole of each triangle, by its area: the root of the mean square of how far they are from the ball of radius 1. */
function distanceFromBall(model: Model): number {
  let [sum, weights] = [0, 0];
  for (const [a, b, c] of trianglesOf(model)) {
    const [u, v] = [b, c].map((point) => point.map((value, axis) => value - a[axis]!)) as [number[], number[]];
    const area = Math.hypot(u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!);
    for (const [p, q, r] of [[1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]] as const) {
      const point = [0, 1, 2].map((axis) => (p * a[axis]! + q * b[axis]! + r * c[axis]!) / (p + q + r));
      sum += area * (Math.hypot(...point) - 1) ** 2;
      weights += area;
    }
  }
  return Math.sqrt(sum / weights);
}

describe("the error of a light file", () => {
  it.each([0.0005, 0.002, 0.01])("is as far as its surface is from the ball, measured, or more: %d of its size", async (maxError) => {
    const ball = ballOf(ROWS);
    const { bytes, error, after, before } = await optimizeGlb(ball, { maxError });
    expect(after.triangles).toBeLessThan(0.25 * before.triangles);
    const distance = distanceFromBall(await readGlb(bytes));
    expect(distance).toBeLessThan(error.metres);
    expect(distance).toBeGreaterThan(0.1 * error.metres);
  });
});

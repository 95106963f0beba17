import { describe, expect, it } from "vitest";
import { ballOf, trianglesOf, volumeOf } from "../../test/measure.ts";
import { boundsOf, countTriangles } from "../model.ts";
import { closednessOf } from "../topology/closedness.ts";
import { simplifyInSlabs } from "./simplify-in-slabs.ts";

describe("simplifying in slabs", () => {
  const ball = ballOf(100);
  const [part] = ball.parts;
  const half = part!.indices.length / 6 - ((part!.indices.length / 6) % 3);
  // Two parts that share a rim, as long as the ball is.
  const model = { ...ball, parts: [{ ...part!, indices: part!.indices.slice(0, half) }, { ...part!, name: "other", indices: part!.indices.slice(half) }] };

  it("keeps a body closed, its bounds, its parts, and tells how far it is off", async () => {
    const { model: coarse, error } = await simplifyInSlabs(model, { targetTriangles: 4000, maxError: 0.01, atOnce: 3000 });
    expect(closednessOf(coarse.parts).isClosed).toBe(true);
    expect(countTriangles(coarse)).toBeLessThan(10_000);
    expect(coarse.parts.map(({ name }) => name)).toEqual([part!.name, "other"]);
    const { min, max } = boundsOf(coarse);
    expect([min, max].flat().map((value) => Math.abs(value).toFixed(4))).toEqual([boundsOf(ball).min, boundsOf(ball).max].flat().map((value) => Math.abs(value).toFixed(4)));
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.01 * 2);
    expect(Math.abs(volumeOf(trianglesOf(coarse)) / volumeOf(trianglesOf(ball)) - 1)).toBeLessThan(0.01);
  });

  it("has places alone, and nothing left of coordinates that its vertices had", async () => {
    const dressed = { ...model, parts: model.parts.map((of) => ({ ...of, moreUvs: [new Float32Array((2 * of.positions.length) / 3)] })) };
    const { model: coarse } = await simplifyInSlabs(dressed, { targetTriangles: 4000, maxError: 0.01, atOnce: 3000 });
    expect(coarse.parts.map(({ uvs, moreUvs = null }) => [uvs, moreUvs])).toEqual([[null, null], [null, null]]);
  });

  it("is one slab where all triangles are in one place, and stops when it is told to", async () => {
    const { model: coarse } = await simplifyInSlabs({ ...ball, parts: [{ ...part!, positions: part!.positions.map((value) => value * 1e-30) }] }, { targetTriangles: 100, maxError: 0.1, atOnce: 1e9 });
    expect(countTriangles(coarse)).toBeGreaterThan(0);
    await expect(simplifyInSlabs(model, { targetTriangles: 100, maxError: 0.1, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});

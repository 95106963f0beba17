import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ballOf, trianglesOf, volumeOf } from "../../test/measure.ts";
import { makeRichGlb } from "../../test/make-rich-glb.ts";
import { inspectModel } from "../inspect/inspect-model.ts";
import { boundsOf, countTriangles, type Model, type Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { makeLevels } from "./make-levels.ts";
import { simplifyModel } from "./simplify-model.ts";

/** A ball with bumps, of two materials, one above the other, with normals, and coordinates that jump at a seam. */
function bumpyBall(rows: number, bump: number, cut = 0.2): Model {
  const ball = ballOf(rows);
  const [whole] = ball.parts as [Part];
  const positions = whole.positions.slice();
  for (let at = 0; at < positions.length; at += 3) {
    const [x, y, z] = [positions[at]!, positions[at + 1]!, positions[at + 2]!];
    const factor = 1 + bump * Math.sin(5 * x) * Math.cos(4 * y + z);
    for (let k = 0; k < 3; k++) positions[at + k]! *= factor;
  }
  const parts = [true, false].map((isUpper, material): Part => {
    const part = { positions: [] as number[], normals: [] as number[], uvs: [] as number[], indices: [] as number[] };
    for (let at = 0; at < whole.indices.length; at += 3) {
      const triangle = [...whole.indices.subarray(at, at + 3)];
      const height = triangle.reduce((sum, vertex) => sum + whole.positions[3 * vertex + 1]! / 3, 0);
      if (height > cut !== isUpper) continue;
      const turns = triangle.map((vertex) => Math.atan2(whole.positions[3 * vertex + 2]!, whole.positions[3 * vertex]!) / (2 * Math.PI) + 0.5);
      triangle.forEach((vertex, k) => {
        part.indices.push(part.positions.length / 3);
        part.positions.push(...positions.subarray(3 * vertex, 3 * vertex + 3));
        part.normals.push(...whole.positions.subarray(3 * vertex, 3 * vertex + 3));
        // Across the seam the turn begins again.
        part.uvs.push(Math.max(...turns) - turns[k]! > 0.5 ? turns[k]! + 1 : turns[k]!, whole.positions[3 * vertex + 1]!);
      });
    }
    return { name: `part ${material}`, material, colors: null, positions: Float32Array.from(part.positions), normals: Float32Array.from(part.normals), uvs: Float32Array.from(part.uvs), indices: Uint32Array.from(part.indices) };
  });
  return { ...ball, materials: [ball.materials[0]!, ball.materials[0]!], parts };
}

describe("a simplified model", () => {
  it("has at most as many triangles as were asked for, closed as before, each part's its own, in the same box", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 8, max: 18 }), fc.double({ min: 0, max: 0.4, noNaN: true }), fc.double({ min: 0.1, max: 0.9, noNaN: true }), async (rows, bump, share) => {
        const model = bumpyBall(rows, bump);
        const before = inspectModel(model);
        const targetTriangles = Math.max(60, Math.round(before.triangles * share));
        const { model: light, error, triangles, isTargetReached } = await simplifyModel(model, { targetTriangles });
        const after = inspectModel(light);
        expect(triangles).toEqual({ before: before.triangles, after: after.triangles });
        expect(isTargetReached).toBe(true);
        expect(after.triangles).toBeLessThanOrEqual(targetTriangles);
        expect([after.isClosed, after.holes, after.bounds]).toEqual([true, [], before.bounds]);
        expect(error.metres / error.relative || 0).toBeCloseTo(error.relative > 0 ? Math.max(...before.bounds.max.map((value, axis) => value - before.bounds.min[axis]!)) : 0, 5);
        // Nothing is made up: each vertex was one of the same part.
        for (const part of light.parts) {
          const all = new Set(known(model.parts[part.material]!));
          expect(known(part).filter((vertex) => !all.has(vertex))).toEqual([]);
        }
      }),
      { numRuns: 20, seed: 11 },
    );
  });

  it("keeps its volume the better the less error is allowed", async () => {
    const model = bumpyBall(48, 0.2);
    const volume = volumeOf(trianglesOf(model));
    const made = await Promise.all([0.05, 0.01, 0.002].map((maxError) => simplifyModel(model, { maxError })));
    made.forEach(({ error }, at) => expect(error.relative).toBeLessThanOrEqual([0.05, 0.01, 0.002][at]!));
    const counts = made.map(({ triangles }) => triangles.after);
    expect(counts[0]).toBeLessThan(counts[1]!);
    expect(counts[1]).toBeLessThan(counts[2]!);
    expect(counts[2]).toBeLessThan(0.6 * countTriangles(model));
    made.forEach(({ model: light }, at) => expect(Math.abs(volumeOf(trianglesOf(light)) / volume - 1)).toBeLessThan([0.2, 0.05, 0.01][at]!));
  });

  it("is the same each time, and as it was where nothing is to be done", async () => {
    const model = bumpyBall(20, 0.3);
    const [once, again] = [await simplifyModel(model, { targetTriangles: 300 }), await simplifyModel(model, { targetTriangles: 300 })];
    expect(once).toEqual(again);
    const all = await simplifyModel(model, { targetTriangles: 1_000_000 });
    expect(all).toMatchObject({ error: { relative: 0, metres: 0 }, isTargetReached: true, triangles: { after: countTriangles(model) } });
    expect(boundsOf(all.model)).toEqual(boundsOf(model));
  });

  it("goes across edges of the normals where a faceted model leaves no other way, and never across the texture's", async () => {
    const smooth = ballOf(16);
    const [{ positions, indices }] = smooth.parts as [Part];
    const loose = Float32Array.from([...indices].flatMap((vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)]));
    const faceted: Part = { ...smooth.parts[0]!, positions: loose, indices: Uint32Array.from(indices.keys()), normals: loose.map((_, at) => faceNormal(loose, at)) };
    const { isTargetReached, model } = await simplifyModel({ ...smooth, parts: [faceted] }, { targetTriangles: 200 });
    expect([isTargetReached, inspectModel(model).isClosed]).toEqual([true, true]);
    const patches = Float32Array.from({ length: (2 * loose.length) / 3 }, (_, at) => at);
    for (const patched of [{ uvs: patches }, { moreUvs: [null, patches] }]) expect(await simplifyModel({ ...smooth, parts: [{ ...faceted, ...patched }] }, { targetTriangles: 200 })).toMatchObject({ isTargetReached: false, triangles: { after: indices.length / 3 } });
  });

  it("leaves the rims of an open surface where they are, when it is told to", async () => {
    const ball = ballOf(24);
    const [part] = ball.parts as [Part];
    const open = { ...ball, parts: [{ ...part, indices: part.indices.slice(0, part.indices.length / 2) }] };
    const rimOf = (model: Model) => inspectModel(model).holes.map(({ edges, length }) => [edges, length.toFixed(6)]);
    const locked = await simplifyModel(open, { targetTriangles: 150, lockBorder: true });
    const free = await simplifyModel(open, { targetTriangles: 150 });
    expect(rimOf(locked.model)).toEqual(rimOf(open));
    expect(rimOf(free.model)).not.toEqual(rimOf(open));
  });

  it("keeps materials, textures and all that vertices have", async () => {
    const rich = await readGlb(await makeRichGlb());
    const { model } = await simplifyModel(rich, { maxError: 0.001 });
    expect([model.materials, model.textures, countTriangles(model)]).toEqual([rich.materials, rich.textures, 36]);
    expect(model.parts.map(({ normals, uvs, colors }) => [normals, uvs, colors].map(Boolean))).toEqual(rich.parts.map(({ normals, uvs, colors }) => [normals, uvs, colors].map(Boolean)));
  });

  it("keeps all coordinates of a vertex together", async () => {
    const model = bumpyBall(16, 0.2);
    const further = (uvs: Float32Array) => uvs.map((value) => 3 * value + 1);
    const { model: light } = await simplifyModel({ ...model, parts: model.parts.map((part) => ({ ...part, moreUvs: [further(part.uvs!)] })) }, { targetTriangles: 200 });
    expect(countTriangles(light)).toBeLessThan(countTriangles(model) / 2);
    for (const { uvs, moreUvs } of light.parts) expect(moreUvs).toEqual([further(uvs!)]);
    // Vertices that are apart by nothing else stay apart.
    const [{ positions, indices }] = ballOf(6).parts as [Part];
    const loose = { ...ballOf(6).parts[0]!, positions: Float32Array.from([...indices].flatMap((vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)])), indices: Uint32Array.from(indices.keys()), moreUvs: [Float32Array.from({ length: 2 * indices.length }, (_, at) => at)] };
    const { model: same } = await simplifyModel({ ...ballOf(6), parts: [loose] }, { targetTriangles: indices.length });
    expect(same.parts[0]!.moreUvs).toEqual(loose.moreUvs);
  });

  it("refuses what cannot be, and stops when it is told to", async () => {
    const model = ballOf(6);
    for (const options of [{ targetTriangles: 0 }, { targetTriangles: 1.5 }, { maxError: -1 }, { maxError: NaN }, { weights: { uvs: -1 } }]) await expect(simplifyModel(model, options)).rejects.toMatchObject({ code: "option" });
    await expect(simplifyModel(model, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    expect(await simplifyModel({ ...model, parts: [] })).toMatchObject({ triangles: { before: 0, after: 0 }, error: { metres: 0 } });
  });
});

describe("levels of detail", () => {
  it("get lighter and coarser, one after the other, and say by how much", async () => {
    const told: number[] = [];
    const levels = await makeLevels(bumpyBall(40, 0.2), { onProgress: (share) => told.push(share) });
    expect(levels).toHaveLength(3);
    levels.forEach(({ triangles, error }, at) => {
      expect(triangles.after / triangles.before).toBeLessThanOrEqual([0.5, 0.25, 0.125][at]! + 0.001);
      expect(error.metres).toBeGreaterThan(levels[at - 1]?.error.metres ?? 0);
    });
    expect(told.at(-1)).toBe(1);
  });

  it("are left out where they would be hardly lighter", async () => {
    expect(await makeLevels(await readGlb(await makeRichGlb()), { maxError: 1e-6 })).toEqual([]);
    await expect(makeLevels(ballOf(4), { shares: [0.5, 0.5] })).rejects.toMatchObject({ code: "option" });
  });
});

/** Place and coordinates of each vertex, as one word. */
function known({ positions, uvs }: Part): string[] {
  return Array.from({ length: positions.length / 3 }, (_, vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3), ...uvs!.subarray(2 * vertex, 2 * vertex + 2)].join());
}

function faceNormal(corners: Float32Array, at: number): number {
  const first = at - (at % 9);
  const middle = [0, 1, 2].map((axis) => corners[first + axis]! + corners[first + 3 + axis]! + corners[first + 6 + axis]!);
  return middle[at % 3]! / Math.hypot(...middle);
}

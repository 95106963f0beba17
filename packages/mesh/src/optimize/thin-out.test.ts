import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSurfaces, type SurfaceComparison } from "../../test/compare-surfaces.ts";
import { ballOf, modelOf } from "../../test/measure.ts";
import { cornerNormals, normalOf, wavedBall } from "../../test/waved-ball.ts";
import { inspectModel } from "../inspect/inspect-model.ts";
import { countTriangles, type Model, type Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { optimizeGlb } from "./optimize-glb.ts";
import { simplifyModel } from "./simplify-model.ts";
import { thinOut } from "./thin-out.ts";

/** A closed ball of waves in patches of one colour each, with vertices of their own where patches meet. */
function chartedBall(rows: number, charts: number, first: number): Model {
  const ball = ballOf(rows);
  const [part] = ball.parts as [Part];
  let seed = first;
  const random = () => (seed = (16807 * seed) % 2147483647) / 2147483647;
  const middles = Array.from({ length: charts }, () => {
    const [height, angle] = [2 * random() - 1, 2 * Math.PI * random()];
    const radius = Math.sqrt(1 - height * height);
    return [radius * Math.cos(angle), height, radius * Math.sin(angle)] as const;
  });
  const [positions, colors, indices]: [number[], number[], number[]] = [[], [], []];
  const known = new Map<string, number>();
  for (let at = 0; at < part.indices.length; at += 3) {
    const corners = [0, 1, 2].map((k) => part.indices[at + k]!);
    const toward = [0, 1, 2].map((axis) => corners.reduce((sum, vertex) => sum + part.positions[3 * vertex + axis]!, 0));
    const along = middles.map((middle) => middle.reduce((sum, value, axis) => sum + value * toward[axis]!, 0));
    const chart = along.indexOf(Math.max(...along));
    for (const vertex of corners) {
      const key = `${vertex} ${chart}`;
      const number = known.get(key) ?? known.size;
      if (number === known.size) {
        known.set(key, number);
        const [x, y, z] = part.positions.subarray(3 * vertex, 3 * vertex + 3) as unknown as [number, number, number];
        const factor = 1 + 0.05 * Math.sin(4 * x) * Math.cos(5 * y);
        positions.push(factor * x, factor * y, factor * z);
        colors.push((chart % 7) / 7, (chart % 5) / 5, (chart % 3) / 3, 1);
      }
      indices.push(number);
    }
  }
  const { parts, ...rest } = modelOf(positions, indices);
  return { ...rest, parts: parts.map((own) => ({ ...own, colors: Float32Array.from(colors) })) };
}

/** A flat sheet of squares, one wide and one deep, with a coordinate that bends. */
function bentSheet(side: number): Model {
  const row = side + 1;
  const positions = Float32Array.from({ length: 3 * row * row }, (_, at) => (at % 3 === 0 ? (Math.floor(at / 3) % row) / side : at % 3 === 1 ? 0 : Math.floor(at / 3 / row) / side));
  const indices: number[] = [];
  for (let z = 0; z < side; z++) {
    for (let x = 0; x < side; x++) {
      const corner = z * row + x;
      indices.push(corner, corner + row, corner + 1, corner + 1, corner + row, corner + row + 1);
    }
  }
  const sheet = modelOf(positions, indices);
  const uvs = Float32Array.from({ length: 2 * row * row }, (_, at) => 0.5 + 0.1 * Math.sin(12 * positions[3 * Math.floor(at / 2) + (at % 2 === 0 ? 0 : 2)]!));
  return { ...sheet, parts: sheet.parts.map((part) => ({ ...part, normals: positions.map((_, at) => (at % 3 === 1 ? 1 : 0)), uvs })) };
}

const thinned = ({ parts: [part] }: Model, maxError: number, fixed: readonly number[] = []) => {
  const { positions, normals, indices } = part!;
  const stays = new Uint8Array(positions.length / 3);
  for (const vertex of fixed) stays[vertex] = 1;
  return thinOut({ positions, attributes: normals!, indices }, { maxError: 2 * maxError, longest: 2, weights: [0.5, 0.5, 0.5], findFixed: () => stays });
};

describe("a surface that is far denser than what is left of it", () => {
  it("is closed afterwards, in the same box, and as near to what it was as its error says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 90, max: 130 }), fc.integer({ min: 1, max: 7 }), fc.double({ min: 0, max: 0.1, noNaN: true }), fc.double({ min: 0, max: 0.0005, noNaN: true }), fc.constantFrom(0.002, 0.005), async (rows, wave, height, noise, maxError) => {
        const model = wavedBall(rows, { wave, height, noise });
        const before = inspectModel(model);
        const { model: light, error, triangles } = await simplifyModel(model, { maxError });
        const after = inspectModel(light);
        expect([after.isClosed, after.holes, after.components, after.bounds]).toEqual([true, [], before.components, before.bounds]);
        expect(triangles.after).toBeLessThan(0.3 * triangles.before);
        expect(error.relative).toBeLessThanOrEqual(maxError * (1 + 1e-6));
        const { distance } = compareSurfaces(model, light, 4000);
        expect(distance.rootMeanSquare).toBeLessThan(error.relative);
      }),
      { numRuns: 6, seed: 5 },
    );
  });

  it("stays closed where its colours meet at seams of many charts", async () => {
    for (const [rows, charts, seed] of [[60, 40, 6], [100, 40, 4], [100, 40, 8], [120, 6, 1]] as const) {
      const model = chartedBall(rows, charts, seed);
      expect(inspectModel(model).isClosed).toBe(true);
      const { model: light, triangles } = await simplifyModel(model, { maxError: 0.01 });
      expect(inspectModel(light).isClosed).toBe(true);
      expect(triangles.after).toBeLessThan(0.1 * triangles.before);
    }
  });

  it("has no triangle that looks to where its corners did not", () => {
    for (const [rows, wave, height, maxError] of [[30, 5, 0.1, 0.03], [60, 5, 0.1, 0.05], [60, 2, 0.05, 0.01], [90, 7, 0.08, 0.005]] as const) {
      const model = wavedBall(rows, { wave, height, noise: 0.0005 });
      const { positions, indices } = model.parts[0]!;
      const looks = cornerNormals(positions, indices);
      const left = thinned(model, maxError);
      if (!left) throw new Error("Nothing was thinned out.");
      const own = left.indices.map((vertex) => left.origins[vertex]!);
      for (let at = 0; at < own.length; at += 3) {
        const normal = normalOf(positions, own, at);
        const sum = [0, 1, 2].map((k) => looks[3 * own[at]! + k]! + looks[3 * own[at + 1]! + k]! + looks[3 * own[at + 2]! + k]!);
        expect(normal.reduce((along, value, k) => along + value * sum[k]!, 0)).toBeGreaterThan(0);
      }
    }
  });

  it("loses most of its vertices in the first step, and none that was to stay", () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 100 }), fc.double({ min: 0, max: 0.05, noNaN: true }), fc.array(fc.nat({ max: 5000 }), { maxLength: 40 }), (rows, height, fixed) => {
        const model = wavedBall(rows, { wave: 3, height, noise: 0 });
        const left = thinned(model, 0.005, fixed)!;
        expect(left.indices.length).toBeLessThan(0.5 * model.parts[0]!.indices.length);
        expect(fixed.filter((vertex) => !left.origins.includes(vertex))).toEqual([]);
        const light = modelOf(left.positions, left.indices);
        expect([inspectModel(light).isClosed, inspectModel(light).crowdedEdges.length]).toEqual([true, 0]);
        const { distance } = compareSurfaces(modelOf(model.parts[0]!.positions, model.parts[0]!.indices), light, 4000);
        expect(distance.rootMeanSquare).toBeLessThan(left.error / 2);
        expect(distance.largest).toBeLessThan(0.005);
      }),
      { numRuns: 10, seed: 3 },
    );
  });

  it("keeps a spike, however small the place is that it stands on", () => {
    const ball = wavedBall(60, { wave: 1, height: 0, noise: 0 });
    const [part] = ball.parts as [Part];
    const positions = part.positions.slice();
    const tip = 3000;
    for (let k = 0; k < 3; k++) positions[3 * tip + k]! *= 1.02;
    const left = thinned({ ...ball, parts: [{ ...part, positions }] }, 0.005)!;
    expect([...left.origins]).toContain(tip);
  });

  it("is left to the simplifier where it is rough all over", () => {
    expect(thinned(wavedBall(60, { wave: 1, height: 0, noise: 0.1 }), 0.002)).toBeNull();
    expect(thinned(wavedBall(12, { wave: 1, height: 0.1, noise: 0 }), 0.002)).toBeNull();
  });

  it("keeps its rim to the last vertex when it is told to, and its coordinates where they bend", async () => {
    const sheet = bentSheet(80);
    const rimOf = (model: Model) => inspectModel(model).holes.map(({ edges, length }) => [edges, length.toFixed(6)]);
    const { model: light, triangles } = await simplifyModel(sheet, { maxError: 0.002, lockBorder: true });
    expect(triangles.after).toBeLessThan(0.3 * triangles.before);
    expect(rimOf(light)).toEqual(rimOf(sheet));
    // Where a number is asked for, there is no such step.
    const { model: alone } = await simplifyModel(sheet, { targetTriangles: triangles.after, lockBorder: true });
    const [own, other] = [light, alone].map((model) => compareSurfaces(sheet, model, 4000)) as [SurfaceComparison, SurfaceComparison];
    expect(own.uvs.rootMeanSquare).toBeLessThan(1.2 * other.uvs.rootMeanSquare);
    expect(own.distance.largest).toBeLessThan(1e-6);
  });

  it("lies about as near as it would with as many triangles by the simplifier alone", async () => {
    const model = wavedBall(110, { wave: 4, height: 0.1, noise: 0.0002 });
    const { model: light, triangles } = await simplifyModel(model, { maxError: 0.003 });
    const { model: alone, triangles: same } = await simplifyModel(model, { targetTriangles: triangles.after });
    expect(same.after).toBeGreaterThan(0.99 * triangles.after);
    const [own, other] = [light, alone].map((left) => compareSurfaces(model, left, 4000)) as [SurfaceComparison, SurfaceComparison];
    expect(own.distance.rootMeanSquare).toBeLessThan(1.15 * other.distance.rootMeanSquare);
    expect(own.normals.rootMeanSquare).toBeLessThan(1.15 * other.normals.rootMeanSquare);
  });

  it("lies as near in a file, where its places are rounded too", async () => {
    const model = wavedBall(120, { wave: 5, height: 0.05, noise: 0.0002 });
    const { bytes, error, after } = await optimizeGlb(model, { maxError: 0.003 });
    expect(after.triangles).toBeLessThan(0.2 * countTriangles(model));
    const { distance, normals } = compareSurfaces(model, await readGlb(bytes), 4000);
    expect(distance.rootMeanSquare).toBeLessThan(error.relative);
    expect(normals.rootMeanSquare).toBeLessThan(1);
  });
});

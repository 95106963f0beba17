import fc from "fast-check";
import { MeshoptEncoder } from "meshoptimizer";
import { describe, expect, it } from "vitest";
import { compareSurfaces } from "../../test/compare-surfaces.ts";
import { modelOf } from "../../test/measure.ts";
import { cornerNormals, normalOf, wavedBall } from "../../test/waved-ball.ts";
import { inspectModel } from "../inspect/inspect-model.ts";
import type { Model, Part } from "../model.ts";
import { loadEdgeCollapser, type CollapseGoals } from "./collapse-edges.ts";

/** By the normals too; vertices that are told stay. */
async function collapsed({ parts: [part] }: Model, maxError: number, fixed: readonly number[] = []) {
  const { positions, normals, indices } = part!;
  const count = positions.length / 3;
  const locks = new Uint8Array(count);
  for (const vertex of fixed) locks[vertex] = 1;
  const collapse = await loadEdgeCollapser();
  const left = await collapse?.({ positions, attributes: normals!, indices, places: Uint32Array.from({ length: count }, (_, vertex) => vertex) }, { maxError, lockBorder: false, weights: [0.5, 0.5, 0.5], findLocks: () => locks });
  if (!left) throw new Error("It was taken for tangled.");
  return left;
}

/** A flat sheet of squares with one number a vertex, by how far it is across. */
async function collapsedSheet(side: number, valueAt: (across: number) => number, goals: Partial<CollapseGoals> = {}) {
  const row = side + 1;
  const positions = Float32Array.from({ length: 3 * row * row }, (_, at) => (at % 3 === 2 ? 0 : (at % 3 === 0 ? Math.floor(at / 3) % row : Math.floor(at / 3 / row)) / side));
  const attributes = Float32Array.from({ length: row * row }, (_, vertex) => valueAt((vertex % row) / side));
  const indices: number[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const corner = y * row + x;
      indices.push(corner, corner + 1, corner + row + 1, corner, corner + row + 1, corner + row);
    }
  }
  const collapse = await loadEdgeCollapser();
  const places = Uint32Array.from({ length: row * row }, (_, vertex) => vertex);
  return { attributes, positions, ...(await collapse!({ positions, attributes, indices: Uint32Array.from(indices), places }, { maxError: 0.001, lockBorder: false, weights: [1], findLocks: () => new Uint8Array(row * row), ...goals }))! };
}

/** How many sides have no triangle on their other side, and how many more than one on the same. */
function looseSides(indices: ArrayLike<number>, places: Uint32Array): { open: number; crowded: number } {
  const counts = new Map<string, number>();
  for (let at = 0; at < indices.length; at++) {
    const key = `${places[indices[at]!]!} ${places[indices[at % 3 === 2 ? at - 2 : at + 1]!]!}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const sides = [...counts.keys()];
  return { open: sides.filter((side) => !counts.has(side.split(" ").reverse().join(" "))).length, crowded: sides.filter((side) => counts.get(side)! > 1).length };
}

/** How many vertices a graphics card asks for, a triangle, that remembers the last sixteen that it asked for. */
function askedFor(indices: Uint32Array): number {
  const remembered: number[] = [];
  let asked = 0;
  for (const vertex of indices) {
    if (remembered.includes(vertex)) continue;
    asked += 1;
    remembered.push(vertex);
    if (remembered.length > 16) remembered.shift();
  }
  return asked / (indices.length / 3);
}

/** Triangles, each from its lowest corner on. */
const inOneOrder = (indices: ArrayLike<number>) =>
  Array.from({ length: indices.length / 3 }, (_, triangle) => {
    const corners = [0, 1, 2].map((k) => indices[3 * triangle + k]!);
    const least = corners.indexOf(Math.min(...corners));
    return [...corners.slice(least), ...corners.slice(0, least)].join(" ");
  }).sort();

describe("a surface of which as little is left as an error allows", () => {
  it("has no triangle that looks to where its corners did not", async () => {
    for (const [rows, wave, height, maxError] of [[30, 5, 0.1, 0.03], [60, 5, 0.1, 0.05], [60, 2, 0.05, 0.01], [90, 7, 0.08, 0.005]] as const) {
      const model = wavedBall(rows, { wave, height, noise: 0.0005 });
      const { positions, indices } = model.parts[0]!;
      const looks = cornerNormals(positions, indices);
      const { indices: own } = await collapsed(model, maxError);
      expect(own.length).toBeLessThan(0.5 * indices.length);
      for (let at = 0; at < own.length; at += 3) {
        const normal = normalOf(positions, own, at);
        const sum = [0, 1, 2].map((k) => looks[3 * own[at]! + k]! + looks[3 * own[at + 1]! + k]! + looks[3 * own[at + 2]! + k]!);
        expect(normal.reduce((along, value, k) => along + value * sum[k]!, 0)).toBeGreaterThan(0);
      }
    }
  });

  it("loses most of its vertices, and none that was to stay", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 60, max: 100 }), fc.double({ min: 0, max: 0.05, noNaN: true }), fc.array(fc.nat({ max: 5000 }), { maxLength: 40 }), async (rows, height, fixed) => {
        const model = wavedBall(rows, { wave: 3, height, noise: 0 });
        const { indices, error } = await collapsed(model, 0.005, fixed);
        expect(indices.length).toBeLessThan(0.5 * model.parts[0]!.indices.length);
        expect(fixed.filter((vertex) => !indices.includes(vertex))).toEqual([]);
        const light = modelOf(model.parts[0]!.positions, indices);
        expect([inspectModel(light).isClosed, inspectModel(light).crowdedEdges.length]).toEqual([true, 0]);
        const { distance } = compareSurfaces(modelOf(model.parts[0]!.positions, model.parts[0]!.indices), light, 4000);
        expect(distance.rootMeanSquare).toBeLessThan(error);
        expect(error).toBeLessThanOrEqual(0.005);
      }),
      { numRuns: 10, seed: 3 },
    );
  });

  it("keeps a spike, however small the place is that it stands on", async () => {
    const ball = wavedBall(60, { wave: 1, height: 0, noise: 0 });
    const [part] = ball.parts as [Part];
    const positions = part.positions.slice();
    const tip = 3000;
    for (let k = 0; k < 3; k++) positions[3 * tip + k]! *= 1.02;
    expect([...(await collapsed({ ...ball, parts: [{ ...part, positions }] }, 0.005)).indices]).toContain(tip);
  });

  it("is the same whatever else was made before", async () => {
    const model = wavedBall(40, { wave: 3, height: 0.05, noise: 0 });
    const first = await collapsed(model, 0.01);
    await collapsed(wavedBall(90, { wave: 5, height: 0.1, noise: 0.001 }), 0.003);
    expect(await collapsed(model, 0.01)).toEqual(first);
  });

  it("leaves two triangles of a flat sheet, and its rim where that is to stay", async () => {
    expect((await collapsedSheet(20, () => 0.5)).indices.length / 3).toBe(2);
    const { indices } = await collapsedSheet(20, () => 0.5, { lockBorder: true });
    // Each of the 80 sides of the rim has a triangle, and a polygon of 80 corners has two fewer.
    expect(indices.length / 3).toBe(78);
  });

  it("keeps a number where it bends, and only there", async () => {
    const { indices, attributes, positions } = await collapsedSheet(40, (across) => Math.abs(across - 0.5));
    expect(indices.length / 3).toBe(4);
    expect([...indices].filter((vertex) => positions[3 * vertex] === 0.5).map((vertex) => attributes[vertex])).toContain(0);
  });

  it("opens and folds nothing, whatever holes, bumps and seams a sheet has", async () => {
    const collapse = await loadEdgeCollapser();
    const side = 12;
    const row = side + 1;
    let looked = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 2 * side * side, maxLength: 2 * side * side }), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: row * row, maxLength: row * row }), fc.double({ min: 0, max: 2, noNaN: true }), fc.nat({ max: 20 }), fc.constantFrom(0.01, 0.1, 1, 100), async (isThere, bumps, height, seams, maxError) => {
        const positions = bumps.flatMap((bump, vertex) => [vertex % row, Math.floor(vertex / row), height * bump]);
        const places = bumps.map((_, vertex) => vertex);
        // One triangle in some forty is not there, and one corner in some has a vertex of its own.
        const indices = isThere.flatMap((_, triangle) => {
          const corner = Math.floor(triangle / 2 / side) * row + (Math.floor(triangle / 2) % side);
          if (!isThere[triangle] && triangle % 23 === 0) return [];
          return (triangle % 2 === 0 ? [corner, corner + 1, corner + row + 1] : [corner, corner + row + 1, corner + row]).map((vertex, k) => {
            if (seams === 0 || (7 * triangle + k) % (seams + 3) !== 0) return vertex;
            positions.push(...positions.slice(3 * vertex, 3 * vertex + 3));
            return places.push(vertex) - 1;
          });
        });
        const surface = { positions: Float32Array.from(positions), attributes: new Float32Array(0), indices: Uint32Array.from(indices), places: Uint32Array.from(places) };
        const left = await collapse!(surface, { maxError, lockBorder: false, weights: [], findLocks: () => new Uint8Array(places.length) });
        looked += left ? 1 : 0;
        if (!left) return;
        const [before, after] = [indices, left.indices].map((corners) => looseSides(corners, surface.places));
        expect(after!.crowded).toBeLessThanOrEqual(before!.crowded);
        expect(after!.open).toBeLessThanOrEqual(before!.open);
        expect(left.indices.length).toBeLessThanOrEqual(indices.length);
      }),
      { numRuns: 100, seed: 9 },
    );
    // The others are tangled all over.
    expect(looked).toBeGreaterThan(50);
  });

  it("leaves each side of a seam its own vertices, where it ends within the surface too", async () => {
    const collapse = await loadEdgeCollapser();
    const [row, middle] = [9, 4];
    const end = middle * row + middle;
    // A ridge along the seam, so that where it ends goes along it first, and not to where it was.
    const positions = Array.from({ length: row * row }, (_, vertex) => [vertex % row, Math.floor(vertex / row), -Math.abs((vertex % row) - middle) - (vertex === end - row ? 0.5 : 0)]).flat();
    const places = Array.from({ length: row * row }, (_, vertex) => vertex);
    const right = new Map<number, number>();
    for (let y = middle + 1; y < row; y++) {
      const vertex = y * row + middle;
      right.set(vertex, places.push(vertex) - 1);
      positions.push(...positions.slice(3 * vertex, 3 * vertex + 3));
    }
    const indices: number[] = [];
    for (let corner = 0; corner < row * (row - 1); corner++) {
      if (corner % row === row - 1) continue;
      const own = (vertex: number) => (corner % row < middle ? vertex : (right.get(vertex) ?? vertex));
      indices.push(...[corner, corner + 1, corner + row + 1, corner, corner + row + 1, corner + row].map(own));
    }
    for (const isAllFree of [true, false]) {
      const locks = Uint8Array.from(places, (_, vertex) => (isAllFree || vertex === end ? 0 : 1));
      const left = await collapse!({ positions: Float32Array.from(positions), attributes: new Float32Array(0), indices: Uint32Array.from(indices), places: Uint32Array.from(places) }, { maxError: 100, lockBorder: false, weights: [], findLocks: () => locks });
      for (let at = 0; at < left!.indices.length; at += 3) {
        const corners = [...left!.indices.subarray(at, at + 3)];
        const across = corners.reduce((sum, vertex) => sum + positions[3 * vertex]!, 0) / 3;
        if (corners.some((vertex) => right.has(vertex))) expect(across).toBeLessThan(middle);
        if (corners.some((vertex) => vertex >= row * row)) expect(across).toBeGreaterThan(middle);
      }
    }
  });

  it("has its triangles in an order that graphics cards remember, within a tenth, as well as meshoptimizer's", async () => {
    await MeshoptEncoder.ready;
    for (const [rows, wave, maxError] of [[60, 3, 0.001], [120, 3, 0.001], [100, 5, 0.0003]] as const) {
      const { indices } = await collapsed(wavedBall(rows, { wave, height: 0.1, noise: 0 }), maxError);
      const other = indices.slice();
      MeshoptEncoder.reorderMesh(other, true, true);
      // As they lie in the file it is a fifth to twice as many.
      expect(askedFor(indices)).toBeLessThan(1.1 * askedFor(other));
    }
  });

  it("has each triangle once where nothing may go, around a place of hundreds too", async () => {
    const collapse = await loadEdgeCollapser();
    const hub = 0;
    const blades = 300;
    const fan = Array.from({ length: blades }, (_, blade) => [hub, 1 + blade, 1 + ((blade + 1) % blades)]).flat();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: blades }), { maxLength: 3 * 12 }), async (more) => {
        const given = [...fan, ...more.slice(0, more.length - (more.length % 3))];
        const positions = Float32Array.from({ length: 3 * (blades + 1) }, (_, at) => Math.sin(at * at));
        const places = Uint32Array.from({ length: blades + 1 }, (_, vertex) => vertex);
        const left = await collapse!({ positions, attributes: new Float32Array(0), indices: Uint32Array.from(given), places }, { maxError: 1, lockBorder: false, weights: [], findLocks: () => new Uint8Array(blades + 1).fill(1) });
        if (left) expect(inOneOrder(left.indices)).toEqual(inOneOrder(given.filter((_, at) => new Set(given.slice(at - (at % 3), at - (at % 3) + 3)).size === 3)));
        else expect(more.length).toBeGreaterThan(12);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it("counts the pieces that hang together", async () => {
    const { parts: [part] } = wavedBall(12, { wave: 1, height: 0, noise: 0 }) as unknown as { parts: [Part] };
    const count = part.positions.length / 3;
    const twice = { ...part, positions: Float32Array.from([...part.positions, ...part.positions.map((value) => value + 5)]), normals: Float32Array.from([...part.normals!, ...part.normals!]), indices: Uint32Array.from([...part.indices, ...part.indices.map((vertex) => vertex + count)]) };
    expect((await collapsed({ ...wavedBall(4, { wave: 1, height: 0, noise: 0 }), parts: [twice] }, 0.001)).pieces).toBe(2);
    expect((await collapsed(wavedBall(12, { wave: 1, height: 0, noise: 0 }), 0.001)).pieces).toBe(1);
  });

  it("is left alone where more than one surface meets all over", async () => {
    const collapse = await loadEdgeCollapser();
    const { parts: [part] } = wavedBall(12, { wave: 1, height: 0, noise: 0 }) as unknown as { parts: [Part] };
    const back = part.indices.map((_, at) => part.indices[at - (at % 3) + 2 - (at % 3)]!);
    const count = part.positions.length / 3;
    const both = { positions: part.positions, attributes: new Float32Array(0), indices: Uint32Array.from([...part.indices, ...back]), places: Uint32Array.from({ length: count }, (_, vertex) => vertex) };
    expect(await collapse!(both, { maxError: 0.01, lockBorder: false, weights: [], findLocks: () => new Uint8Array(count) })).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ballOf, modelOf, trianglesOf, volumeOf } from "../../test/measure.ts";
import { cubesOf, ringOf, withIndices } from "../../test/shapes.ts";
import { inspectModel } from "../inspect/inspect-model.ts";
import type { Model } from "../model.ts";
import { REPAIRS } from "./repair-log.ts";
import { repairModel } from "./repair-model.ts";

const SHAPES: Readonly<Record<string, Model>> = { ball: ballOf(8), ring: ringOf(16, 9), box: cubesOf(4) };
const clean = { isClosed: true, openEdges: 0, flippedEdges: 0, crowdedEdges: 0 };
const none = Object.fromEntries(REPAIRS.map((repair) => [repair, 0]));
const volume = (model: Model) => volumeOf(trianglesOf(model));
const turned = ([a, b, c]: readonly number[]) => [a!, c!, b!];

describe("repair", () => {
  it.each(Object.entries({ ...SHAPES, "two bodies": cubesOf(2, [0, 0, 0], [3, 0, 0]), "nothing": modelOf([], []) }))("gives %s back as it is when nothing is wrong with it", async (_name, model) => {
    const { model: repaired, report } = await repairModel(model);
    expect(repaired).toBe(model);
    expect(report).toMatchObject({ counts: none, before: { openEdges: 0 }, after: report.before });
  });

  /** What one triangle suffers, by its number: most are left alone. */
  const harm = fc.record({ at: fc.nat(), kind: fc.constantFrom("hole", "turned", "twice", "twice turned", "point", "needle", "loose") });
  it.each(Object.entries(SHAPES))("closes a %s that has holes, turned, doubled and degenerate triangles, and keeps its volume", async (_name, model) => {
    const { positions, indices } = model.parts[0]!;
    const count = indices.length / 3;
    const whole = volume(model);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(harm, { minLength: 1, maxLength: 12, selector: ({ at }) => at % count }), fc.boolean(), async (harms, isInsideOut) => {
        const more: number[] = [];
        const places = [...positions];
        let triangles = Array.from({ length: count }, (_, at) => [...indices.subarray(3 * at, 3 * at + 3)]);
        for (const { at, kind } of harms) {
          const triangle = triangles[at % count]!;
          const [a, b] = triangle as [number, number, number];
          if (kind === "hole") triangles[at % count] = [];
          if (kind === "turned") triangles[at % count] = turned(triangle);
          if (kind === "twice") more.push(...triangle);
          if (kind === "twice turned") more.push(...turned(triangle));
          if (kind === "point") more.push(a, b, a);
          if (kind === "needle") more.push(a, b, places.push(...[0, 1, 2].map((axis) => (positions[3 * a + axis]! + positions[3 * b + axis]!) / 2)) / 3 - 1);
          if (kind === "loose") {
            // A seam that does not quite meet: a vertex of the triangle alone, a hair away.
            triangles[at % count] = [places.push(...[0, 1, 2].map((axis) => positions[3 * a + axis]! + 1e-6)) / 3 - 1, triangle[1]!, triangle[2]!];
          }
        }
        if (isInsideOut) triangles = triangles.map((triangle) => (triangle.length > 0 ? turned(triangle) : triangle));
        const broken = withIndices({ ...model, parts: [{ ...model.parts[0]!, positions: Float32Array.from(places), normals: null, uvs: null }] }, () => triangles.flat().concat(more));
        const { model: repaired, report } = await repairModel(broken);
        expect(report.after).toEqual(clean);
        expect(inspectModel(repaired)).toMatchObject({ isClosed: true, components: 1, degenerateTriangles: 0, duplicateTriangles: 0, genus: _name === "ring" ? 1 : 0 });
        // Holes beside each other may close otherwise than they were: by less than a triangle's height each.
        const holes = harms.filter(({ kind }) => kind === "hole").length;
        expect(Math.abs(volume(repaired) / whole - 1)).toBeLessThan(holes > 1 ? 0.002 * holes : 1e-4);
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it("turns what is inside out, but leaves a hollow to its body", async () => {
    const [outer, inner] = [cubesOf(2), cubesOf(1)].map((model) => model.parts[0]!);
    const small = { ...inner!, positions: inner!.positions.map((value) => 0.25 + value / 2), normals: inner!.normals!.map((value) => -value) };
    const hollow: Model = { ...cubesOf(1), parts: [outer!, { ...small, indices: small.indices.slice().reverse() }] };
    expect((await repairModel(hollow)).model).toBe(hollow);
    const insideOut = withIndices(cubesOf(2), (indices) => indices.reverse());
    const { model, report } = await repairModel({ ...insideOut, parts: [{ ...insideOut.parts[0]!, normals: insideOut.parts[0]!.normals!.map((value) => -value) }] });
    expect(volume(model)).toBeCloseTo(1, 6);
    expect(report.counts).toEqual({ ...none, turned: 48 });
    expect(model.parts[0]!.normals).toEqual(cubesOf(2).parts[0]!.normals);
  });

  it("closes a hole with the normals, coordinates and colours around it, in the part that is around it", async () => {
    const whole = cubesOf(4);
    const part = { ...whole.parts[0]!, moreUvs: [null, whole.parts[0]!.uvs!.map((value) => 1 - value)], colors: new Float32Array(whole.parts[0]!.positions.length / 3 * 4).fill(0.5) };
    // The middle four squares of the side at x = 0.
    const missing = [5, 6, 9, 10].flatMap((square) => [2 * square, 2 * square + 1]);
    const { model, report } = await repairModel(withIndices({ ...whole, parts: [part] }, (indices) => indices.filter((_, at) => !missing.includes(Math.floor(at / 3)))));
    expect(report).toMatchObject({ before: { openEdges: 8 }, after: clean, counts: { ...none, filled: 1 } });
    expect([...report.places.filled].map((value) => value.toFixed(3))).toEqual(["0.000", "0.500", "0.500"]);
    const { indices, normals, uvs, moreUvs, positions, colors } = model.parts[0]!;
    expect(moreUvs![0]).toBeNull();
    for (const vertex of indices.subarray(indices.length - 3 * 6)) {
      expect([...normals!.subarray(3 * vertex, 3 * vertex + 3)]).toEqual([-1, 0, 0]);
      expect([...uvs!.subarray(2 * vertex, 2 * vertex + 2)]).toEqual([...positions.subarray(3 * vertex + 1, 3 * vertex + 3)]);
      expect([...moreUvs![1]!.subarray(2 * vertex, 2 * vertex + 2)]).toEqual([...uvs!.subarray(2 * vertex, 2 * vertex + 2)].map((value) => 1 - value));
      expect([...colors!.subarray(4 * vertex, 4 * vertex + 4)]).toEqual([0.5, 0.5, 0.5, 0.5]);
    }
    expect(volume(model)).toBeCloseTo(1, 6);
  });

  it("gives vertices that a hole between two parts brings all coordinates of those that they stand for", async () => {
    const [part] = cubesOf(4).parts;
    const further = (uvs: Float32Array) => uvs.map((value) => 1 - value);
    // Half of the side at x = 0 is another part; the four squares in its middle are missing, two of each.
    const missing = [5, 6, 9, 10];
    const of = (isIn: (square: number) => boolean) => part!.indices.filter((_, at) => isIn(Math.floor(at / 6)) && !missing.includes(Math.floor(at / 6)));
    const parts = [of((square) => square < 8), of((square) => square >= 8)].map((indices) => ({ ...part!, indices, moreUvs: [null, further(part!.uvs!)] }));
    const { model, report } = await repairModel({ ...cubesOf(4), parts });
    expect(report).toMatchObject({ after: clean, counts: { ...none, filled: 1 } });
    const counts = model.parts.map(({ positions }) => positions.length / 3);
    expect(Math.max(...counts)).toBeGreaterThan(part!.positions.length / 3);
    for (const { uvs, moreUvs } of model.parts) expect(moreUvs).toEqual([null, further(uvs!)]);
  });

  it("closes each of several holes that meet in points by itself", async () => {
    // Around the square in the middle of a side of five by five: what is left of it hangs by its corners, and is turned over.
    const square = (column: number, row: number) => [0, 1].map((half) => 2 * (5 * row + column) + half);
    const missing = [square(2, 1), square(1, 2), square(3, 2), square(2, 3)].flat();
    const middle = square(2, 2);
    const broken = withIndices(cubesOf(5), (indices) => {
      const triangles = Array.from({ length: indices.length / 3 }, (_, at) => indices.slice(3 * at, 3 * at + 3));
      return triangles.map((triangle, at) => (middle.includes(at) ? turned(triangle) : triangle)).filter((_, at) => !missing.includes(at)).flat();
    });
    const { model, report } = await repairModel(broken);
    expect(report).toMatchObject({ before: { openEdges: 16 }, after: clean, counts: { ...none, turned: 2, filled: 4 } });
    expect(inspectModel(model)).toMatchObject({ components: 1, genus: 0, volume: expect.closeTo(1, 6) as number, triangles: 300 });
  });

  it("leaves holes that are larger than the limits, and says so", async () => {
    const open = withIndices(cubesOf(2), (indices) => indices.slice(24));
    const { model, report } = await repairModel(open);
    expect(model).toBe(open);
    expect(report).toMatchObject({ after: { isClosed: false, openEdges: 8 }, counts: none });
    expect((await repairModel(open, { maxHoleShare: 0.25 })).report.after).toEqual(clean);
    expect((await repairModel(open, { maxHoleShare: 0.25, maxHoleEdges: 7 })).report.after.isClosed).toBe(false);
    // A leaf is all rim: what would close it is itself.
    const leaf = modelOf([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0], [0, 1, 2, 0, 2, 3]);
    expect((await repairModel(leaf)).model).toBe(leaf);
  });

  it("makes two bodies of two that touch along an edge, in a face or in a point", async () => {
    for (const corner of [[1, 1, 0], [1, 0, 0], [1, 1, 1]] as const) {
      for (const cuts of [1, 3]) {
        const { model, report } = await repairModel(cubesOf(cuts, [0, 0, 0], corner));
        expect(report.after).toEqual(clean);
        expect(report.counts.separated).toBeGreaterThan(0);
        expect(inspectModel(model)).toMatchObject({ components: 2, genus: 0, volume: expect.closeTo(2, 4) as number });
      }
    }
  });

  it("keeps what hangs on a body apart from it, so that the body is closed", async () => {
    const fin = withIndices({ ...cubesOf(1), parts: [{ ...cubesOf(1).parts[0]!, normals: null, uvs: null, positions: Float32Array.of(...cubesOf(1).parts[0]!.positions, 0, 0, 0, 1, 0, 0, 0.5, -1, -1) }] }, (indices) => [...indices, 24, 25, 26]);
    const { report } = await repairModel(fin);
    expect(report).toMatchObject({ before: { crowdedEdges: 1 }, after: { crowdedEdges: 0, openEdges: 3 } });
  });

  it("leaves out what lies back to back on an edge of a body, and keeps it where it stands alone", async () => {
    const cube = modelOf([0, 1, 2, 3, 4, 5, 6, 7].flatMap((at) => [at & 1, (at >> 1) & 1, at >> 2]).concat(0.5, -1, -1), [0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5]);
    const { model, report } = await repairModel(withIndices(cube, (indices) => [...indices, 0, 1, 8, 0, 8, 1]));
    expect(report).toMatchObject({ before: { crowdedEdges: 1 }, after: clean, counts: { duplicate: 2, separated: 0 } });
    expect(inspectModel(model)).toMatchObject({ components: 1, triangles: 12 });
    const alone = withIndices(cube, () => [0, 1, 8, 0, 8, 1]);
    expect((await repairModel(alone)).model).toBe(alone);
  });

  it("never makes it worse, whatever the triangles are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7)), { minLength: 1, maxLength: 30 }), async (triangles) => {
        const { model, report } = await repairModel(modelOf(Array.from({ length: 8 }, (_, at) => [at & 1, (at >> 1) & 1, at >> 2]).flat(), triangles.flat()));
        const faults = ({ openEdges, flippedEdges, crowdedEdges }: typeof report.after) => openEdges + flippedEdges + crowdedEdges;
        expect(faults(report.after)).toBeLessThanOrEqual(faults(report.before));
        expect(inspectModel(model).isClosed).toBe(report.after.isClosed);
        for (const repair of REPAIRS) expect(report.places[repair].length).toBe(3 * report.counts[repair]);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it("tells how far it is, stops when it is told to, and refuses what cannot be", async () => {
    const told: number[] = [];
    await repairModel(ballOf(4), { onProgress: (share) => told.push(share) });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
    const stop = new AbortController();
    await expect(repairModel(ballOf(4), { signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) })).rejects.toThrow("enough");
    for (const options of [{ tolerance: -1 }, { maxHoleEdges: 2000 }, { maxHoleEdges: -1 }, { maxHoleShare: 2 }]) {
      await expect(repairModel(ballOf(4), options)).rejects.toMatchObject({ code: "option", message: expect.stringContaining(Object.keys(options)[0]!) as string });
    }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeBox } from "../../test/make-glb.ts";
import { ballOf, modelOf } from "../../test/measure.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { inspectModel } from "./inspect-model.ts";
import { ringOf } from "../../test/shapes.ts";

const CUBE = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1];
const CUBE_TRIANGLES = [0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4, 3, 7, 6, 3, 6, 2, 0, 4, 7, 0, 7, 3, 1, 2, 6, 1, 6, 5];
/** Its lower corner and its size: a box, its triangles looking outwards. */
const boxAt = ([x, y, z]: number[], [width, height, depth]: number[]) => CUBE.map((value, at) => [x, y, z][at % 3]! + value * [width, height, depth][at % 3]!);
const boxes = (...places: number[][][]): Model => modelOf(places.flatMap(([corner, size]) => boxAt(corner!, size!)), places.flatMap((_, which) => CUBE_TRIANGLES.map((vertex) => vertex + 8 * which)));

describe("an inspection", () => {
  it("measures a cube whose faces have vertices of their own", async () => {
    const found = inspectModel(await readGlb(await makeBox()));
    expect(found).toMatchObject({ triangles: 12, vertices: 24, parts: 1, materials: ["red"], textures: [], isClosed: true, components: 1, genus: 0, degenerateTriangles: 0, duplicateTriangles: 0, holes: [] });
    expect([found.area, found.volume]).toEqual([expect.closeTo(6, 6), expect.closeTo(1, 6)]);
    expect([found.flippedEdges.length, found.crowdedEdges.length, found.overhangs.triangles.length]).toEqual([0, 0, 0]);
    expect(found.thinWalls).toMatchObject({ thinnest: expect.closeTo(1, 6), looked: 12 });
  });

  it("counts handles and pieces", () => {
    expect(inspectModel(ringOf(24, 12))).toMatchObject({ isClosed: true, components: 1, genus: 1 });
    const two = boxes([[0, 0, 0], [1, 1, 1]], [[3, 0, 0], [1, 1, 1]]);
    expect(inspectModel(two)).toMatchObject({ components: 2, genus: 0, volume: expect.closeTo(2, 5) });
  });

  it("tells a body that is inside out from one with a hollow", () => {
    const cube = boxes([[0, 0, 0], [1, 1, 1]]);
    const turned = (indices: Uint32Array) => indices.slice().reverse();
    expect(inspectModel({ ...cube, parts: [{ ...cube.parts[0]!, indices: turned(cube.parts[0]!.indices) }] })).toMatchObject({ isClosed: true, isInsideOut: true, volume: expect.closeTo(-1, 5) });
    const hollow = boxes([[0.25, 0.25, 0.25], [0.5, 0.5, 0.5]]).parts[0]!;
    const small = { ...cube.parts[0]!, indices: turned(cube.parts[0]!.indices), positions: cube.parts[0]!.positions.map((value) => value / 2 + 5) };
    expect(inspectModel({ ...cube, parts: [...cube.parts, small] })).toMatchObject({ isClosed: true, isInsideOut: true, volume: expect.closeTo(0.875, 5) });
    expect(() => inspectModel(cube, { minThicknes: 1 } as never)).toThrow('There is no option "minThicknes"');
    expect(inspectModel({ ...cube, parts: [...cube.parts, { ...hollow, indices: turned(hollow.indices) }] })).toMatchObject({ isClosed: true, isInsideOut: false, volume: expect.closeTo(0.875, 5) });
  });

  it("finds a hole with its rim, and then knows no volume", () => {
    const cube = boxes([[0, 0, 0], [1, 1, 1]]);
    const { holes, ...found } = inspectModel({ ...cube, parts: [{ ...cube.parts[0]!, indices: cube.parts[0]!.indices.slice(6) }] });
    expect(found).toMatchObject({ isClosed: false, volume: null, genus: null, thinWalls: null, components: 1 });
    expect(holes).toMatchObject([{ edges: 4, length: 4 }]);
    expect([...holes[0]!.rim].filter((_, at) => at % 3 === 2)).toEqual([0, 0, 0, 0]);
  });

  it("finds triangles that are turned over, there twice, or have no surface, and edges with more than two", () => {
    const turned = CUBE_TRIANGLES.slice();
    [turned[1], turned[2]] = [turned[2]!, turned[1]!];
    expect(inspectModel(modelOf(CUBE, turned))).toMatchObject({ isClosed: false, components: 1, flippedEdges: { length: 3 * 6 } });
    const messy = inspectModel(modelOf(CUBE, [...CUBE_TRIANGLES, 0, 2, 1, 0, 0, 3]));
    expect(messy).toMatchObject({ triangles: 14, duplicateTriangles: 1, degenerateTriangles: 1, isClosed: false });
    expect(messy.crowdedEdges.length).toBe(3 * 6);
  });

  it("finds what hangs over, but not what stands on the plate, and a slope that prints", () => {
    const table = boxes([[0, 1, 0], [4, 0.5, 4]], [[1.5, 0, 1.5], [1, 1, 1]]);
    expect(inspectModel(table).overhangs).toMatchObject({ area: expect.closeTo(16, 4), triangles: { length: 18 } });
    const slope = (reach: number) => modelOf([0, 0, 0, 1, 0, 0, 1, 1, reach, 0, 1, reach], [0, 1, 3, 1, 2, 3]);
    expect(inspectModel(slope(0.9)).overhangs.area).toBe(0);
    expect(inspectModel(slope(1.1)).overhangs.area).toBeGreaterThan(0);
    expect(inspectModel(slope(1.1), { overhangAngle: 60 }).overhangs.area).toBe(0);
  });

  it("finds walls that are thin, in the middle of a large model too", () => {
    const sheet = inspectModel(boxes([[0, 0, 0], [1, 0.004, 1]], [[5, 0, 5], [1, 1, 1]]), { minThickness: 0.01 });
    expect(sheet.thinWalls).toMatchObject({ thinnest: expect.closeTo(0.004, 5), triangles: { length: 4 * 9 } });
    expect(inspectModel(ballOf(40)).thinWalls?.thinnest).toBeGreaterThan(1.9);
  });

  it("finds pieces that go through one another or lie within one another, and none that only touch or are hollows", () => {
    const overlapsOf = (model: Model) => inspectModel(model).overlaps;
    const cube = [[0, 0, 0], [1, 1, 1]];
    const none = { bodies: 0, isComplete: true, triangles: { length: 0 } };
    expect(overlapsOf(boxes(cube))).toMatchObject(none);
    expect(overlapsOf(boxes(cube, [[3, 0, 0], [1, 1, 1]]))).toMatchObject(none);
    // Beside each other with no corner in common, one on a part of the other's side.
    expect(overlapsOf(boxes(cube, [[1, 0.25, 0.25], [0.5, 0.5, 0.5]]))).toMatchObject(none);
    const through = boxes(cube, [[0.5, 0.4, 0.3], [1, 1, 1]]);
    const found = inspectModel(through);
    expect(found).toMatchObject({ isClosed: true, components: 2, volume: expect.closeTo(2, 5), overlaps: { bodies: 2, isComplete: true } });
    expect(found.overlaps.triangles.length % 9).toBe(0);
    expect(found.overlaps.triangles.length).toBeGreaterThan(9 * 5);
    // Flush on four sides, so that no triangle goes through another; within; the same in a hollow.
    expect(overlapsOf(boxes(cube, [[0.5, 0, 0], [1, 1, 1]]))).toMatchObject({ bodies: 2, triangles: { length: 0 } });
    const within = boxes(cube, [[0.25, 0.25, 0.25], [0.5, 0.5, 0.5]], [[5, 0, 0], [1, 1, 1]]);
    expect(overlapsOf(within)).toMatchObject({ bodies: 2, triangles: { length: 0 } });
    const hollowed = (model: Model, from: number, to: number) => ({ ...model, parts: [{ ...model.parts[0]!, indices: model.parts[0]!.indices.map((vertex, at, all) => (at >= from && at < to ? all[at - (at % 3) + 2 - (at % 3)]! : vertex)) }] });
    expect(overlapsOf(hollowed(within, 36, 72))).toMatchObject(none);
    expect(overlapsOf(hollowed(boxes(cube, [[0.25, 0.25, 0.25], [0.5, 0.5, 0.5]], [[0.4, 0.4, 0.4], [0.2, 0.2, 0.2]]), 36, 72))).toMatchObject(none);
  });

  it("finds where one piece goes through itself, soon also in a large one", () => {
    const ball = ballOf(100);
    const folded = { ...ball, parts: [{ ...ball.parts[0]!, positions: ball.parts[0]!.positions.map((value, at, all) => (at % 3 === 1 && value > 0.8 ? value - 3 * (all[at]! - 0.8) : value)) }] };
    expect(inspectModel(ball).overlaps).toMatchObject({ bodies: 0, isComplete: true, triangles: { length: 0 } });
    expect(inspectModel(folded).overlaps).toMatchObject({ bodies: 0, isComplete: true, triangles: { length: 0 } });
    const pierced = { ...ball, parts: [{ ...ball.parts[0]!, positions: ball.parts[0]!.positions.map((value, at) => (at === 1 ? -2 : value)) }] };
    expect(inspectModel(pierced).overlaps.triangles.length).toBeGreaterThan(9 * 100);
    expect(inspectModel(pierced).overlaps.bodies).toBe(0);
  });

  it("grows with a model as it should, wherever that is", () => {
    const ball = ballOf(12);
    const alone = inspectModel(ball);
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true }), (factor, away) => {
        const moved = inspectModel({ ...ball, parts: [{ ...ball.parts[0]!, positions: ball.parts[0]!.positions.map((value) => (value + away) * factor) }] });
        expect(moved).toMatchObject({ isClosed: true, genus: 0, components: 1 });
        expect(moved.volume! / factor ** 3).toBeCloseTo(alone.volume!, 1);
        expect(moved.area / factor ** 2).toBeCloseTo(alone.area, 2);
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it("is of nothing where there is nothing, refuses what cannot be, and stops when it is told to", () => {
    const none = modelOf([], []);
    expect(inspectModel(none)).toMatchObject({ triangles: 0, area: 0, volume: null, isClosed: false, components: 0, holes: [] });
    const refused = (name: string) => expect.objectContaining({ code: "option", message: expect.stringContaining(name) as string }) as Error;
    for (const overhangAngle of [90, 1e9, NaN]) expect(() => inspectModel(none, { overhangAngle })).toThrow(refused("overhangAngle"));
    for (const minThickness of [0, NaN]) expect(() => inspectModel(none, { minThickness })).toThrow(refused("minThickness"));
    expect(() => inspectModel(ballOf(4), { signal: AbortSignal.abort(new Error("enough")) })).toThrow("enough");
  });
});

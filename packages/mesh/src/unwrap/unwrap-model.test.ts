import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeRichGlb } from "../../test/make-rich-glb.ts";
import { ballOf, modelOf, trianglesOf } from "../../test/measure.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { unwrapModel } from "./unwrap-model.ts";

const GRID = 1024;

/** How many points of a grid lie well within more than one triangle of the picture. */
function countOverlaps({ parts }: Model): number {
  const hits = new Uint8Array(GRID * GRID);
  for (const { uvs, indices } of parts) {
    for (let at = 0; at < indices.length; at += 3) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = [0, 1, 2].flatMap((k) => [uvs![2 * indices[at + k]!]! * GRID, uvs![2 * indices[at + k]! + 1]! * GRID]);
      const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
      for (let row = Math.floor(Math.min(y0, y1, y2)); row <= Math.max(y0, y1, y2); row++) {
        for (let column = Math.floor(Math.min(x0, x1, x2)); column <= Math.max(x0, x1, x2); column++) {
          const b = ((column + 0.5 - x0) * (y2 - y0) - (x2 - x0) * (row + 0.5 - y0)) / area;
          const c = ((x1 - x0) * (row + 0.5 - y0) - (column + 0.5 - x0) * (y1 - y0)) / area;
          if (b > 0.01 && c > 0.01 && b + c < 0.99) hits[row * GRID + column]! += 1;
        }
      }
    }
  }
  return hits.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0);
}

const isWithin = ({ parts }: Model) => parts.every(({ uvs }) => uvs!.every((value) => value >= 0 && value <= 1));

describe("an unwrapped model", () => {
  it("is refused at once where it is a needle, of which no picture could hold a piece", async () => {
    const ball = ballOf(6);
    const far = ball.parts[0]!.positions.slice();
    far[0] = 1e9;
    await expect(unwrapModel({ ...ball, parts: [{ ...ball.parts[0]!, positions: far }] })).rejects.toMatchObject({ name: "MeshError", code: "too_large", message: expect.stringContaining("too long") });
  });

  it("has a place in the picture for every triangle, none over another, and is otherwise what it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: 12 }), fc.double({ min: 0, max: 0.5, noNaN: true }), fc.integer({ min: 1, max: 3 }), async (rows, bump, count) => {
        const [ball] = ballOf(rows).parts;
        const part = { ...ball!, positions: ball!.positions.map((value, at) => value * (1 + bump * Math.sin(3 * at))), normals: ball!.positions };
        const model = { ...ballOf(rows), parts: Array.from({ length: count }, (_, at) => ({ ...part, positions: part.positions.map((value) => value + 3 * at) })) };
        const { model: unwrapped, width, height, charts } = await unwrapModel(model, { resolution: 512 });
        expect([isWithin(unwrapped), countOverlaps(unwrapped)]).toEqual([true, 0]);
        expect(trianglesOf(unwrapped)).toEqual(trianglesOf(model));
        expect(unwrapped.parts.map(({ normals }) => normals!.length)).toEqual(unwrapped.parts.map(({ positions }) => positions.length));
        expect([Math.max(width, height) <= 512, charts >= count]).toEqual([true, true]);
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  it("is unwrapped alike however large or small it is, and wherever it lies", async () => {
    const ball = ballOf(6);
    const [part] = ball.parts;
    const { charts, model } = await unwrapModel(ball);
    for (const [scale, offset] of [[2 ** 40, 0], [2 ** -40, 0], [1, 2 ** 10]] as const) {
      const other = await unwrapModel({ ...ball, parts: [{ ...part!, positions: part!.positions.map((value) => scale * value + offset) }] });
      expect([other.charts > 0, isWithin(other.model), countOverlaps(other.model)]).toEqual([true, true, 0]);
      if (offset === 0) expect([other.charts, other.model.parts[0]!.uvs]).toEqual([charts, model.parts[0]!.uvs]);
    }
  });

  it("loses its textures only when it is told to", async () => {
    const rich = await readGlb(await makeRichGlb());
    await expect(unwrapModel(rich)).rejects.toMatchObject({ code: "option", message: expect.stringContaining("textures") as string });
    const { model } = await unwrapModel({ ...rich, parts: rich.parts.map((part) => ({ ...part, moreUvs: [part.uvs] })) }, { dropsTextures: true });
    expect(model.parts.some((part) => part.moreUvs)).toBe(false);
    expect([model.textures, model.materials.map(({ baseColorTexture, normalTexture }) => [baseColorTexture, normalTexture]).flat(), countOverlaps(model)]).toEqual([[], [null, null, null, null, null, null], 0]);
    expect(model.parts.map(({ colors }) => Boolean(colors))).toEqual(rich.parts.map(({ colors }) => Boolean(colors)));
  });

  it("is refused where it is too large, or nothing, or an option cannot be, and stops when it is told to", async () => {
    const ball = ballOf(12);
    await expect(unwrapModel(ball, { maxTriangles: 100 })).rejects.toMatchObject({ code: "too_large", message: expect.stringContaining("Simplify") as string });
    await expect(unwrapModel(modelOf([], []))).rejects.toMatchObject({ code: "no_triangles" });
    for (const options of [{ resolution: 0 }, { resolution: 1.5 }, { padding: -1 }, { padding: 400 }]) await expect(unwrapModel(ball, options)).rejects.toMatchObject({ code: "option" });
    await expect(unwrapModel(ball, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});

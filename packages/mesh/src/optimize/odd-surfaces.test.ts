import { describe, expect, it } from "vitest";
import { compareSurfaces } from "../../test/compare-surfaces.ts";
import { GlbMaker } from "../../test/make-glb.ts";
import { ballOf, modelOf } from "../../test/measure.ts";
import { cornerNormals } from "../../test/waved-ball.ts";
import { boundsOf, countTriangles, type Model, type Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, writeModel } from "../write-model.ts";
import { optimizeGlb, type OptimizedGlb } from "./optimize-glb.ts";
import type { OptimizeOptions } from "./optimize-options.ts";
import { simplifyModel } from "./simplify-model.ts";

const MAX_ERROR = 0.001;

/** A GLB of meshes with primitives of these triangles, that all lie in one buffer of vertices. */
function makeShared({ positions, normals }: Pick<Part, "positions" | "normals">, meshes: readonly (readonly (ArrayLike<number>)[])[]): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const [position, normal] = [maker.accessor("VEC3", positions), normals && maker.accessor("VEC3", normals)];
  for (const [at, primitives] of meshes.entries()) {
    const mesh = maker.document.createMesh(`mesh ${at}`);
    for (const indices of primitives) mesh.addPrimitive(maker.document.createPrimitive().setAttribute("POSITION", position).setAttribute("NORMAL", normal).setIndices(maker.accessor("SCALAR", Uint32Array.from(indices))));
    maker.show(mesh, `node ${at}`);
  }
  return maker.bytes();
}

const partOf = (model: Model): Part => ({ ...model.parts[0]!, normals: model.parts[0]!.positions.slice() });
const light = async (bytes: Uint8Array, options: OptimizeOptions = {}): Promise<OptimizedGlb & { model: Model }> => {
  const made = await optimizeGlb(bytes, { maxError: MAX_ERROR, ...options });
  return { ...made, model: await readGlb(made.bytes) };
};

/** A ball of which the last column of vertices is beside the first by as much as a sine of a whole turn is off, as many programs write it. */
function seamedBall(rows: number): Model {
  const columns = 2 * rows;
  const positions = Array.from({ length: (rows + 1) * (columns + 1) }, (_, at) => {
    const [down, around] = [(Math.PI * Math.floor(at / (columns + 1))) / rows, (2 * Math.PI * (at % (columns + 1))) / columns];
    return [Math.sin(down) * Math.cos(around), Math.cos(down), -Math.sin(down) * Math.sin(around)];
  });
  const indices = Array.from({ length: rows * columns }, (_, at) => {
    const [row, corner] = [Math.floor(at / columns), Math.floor(at / columns) * (columns + 1) + (at % columns)];
    return [...(row < rows - 1 ? [corner, corner + columns + 1, corner + columns + 2] : []), ...(row > 0 ? [corner, corner + columns + 2, corner + 1] : [])];
  });
  return modelOf(positions.flat(), indices.flat());
}

/** How many sides have no other one, where what lies less than a thousandth apart is one place. */
function openSides({ parts }: Model): number {
  const sides = new Map<string, number>();
  for (const { positions, indices } of parts) {
    const places = Array.from(indices, (vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)].map((value) => Math.round(1000 * value) + 0).join());
    places.forEach((place, at) => {
      const next = places[at % 3 === 2 ? at - 2 : at + 1]!;
      if (place !== next) sides.set(`${place} ${next}`, (sides.get(`${place} ${next}`) ?? 0) + 1);
    });
  }
  return [...sides].filter(([side, count]) => (sides.get(side.split(" ").reverse().join(" ")) ?? 0) !== count).length;
}

describe("a light file", () => {
  it("is as without it where a vertex that no triangle uses lies far away", async () => {
    const ball = partOf(ballOf(30));
    const plain = await light(await makeShared(ball, [[ball.indices]]));
    for (const far of [10, 1000, 1e6, Number.NaN]) {
      for (const isFirst of [false, true]) {
        const [positions, normals] = [ball.positions, ball.normals!].map((values, which) => Float32Array.from(isFirst ? [which === 0 ? far : 0, 1, 0, ...values] : [...values, which === 0 ? far : 0, 1, 0])) as [Float32Array, Float32Array];
        const made = await light(await makeShared({ positions, normals }, [[isFirst ? ball.indices.map((vertex) => vertex + 1) : ball.indices]]));
        expect([made.after.triangles, made.error, made.bytes.length]).toEqual([plain.after.triangles, plain.error, plain.bytes.length]);
      }
    }
  });

  it("of primitives and meshes that share one buffer is as light as with buffers of their own", async () => {
    const ball = partOf(ballOf(120));
    const whole = await light(await makeShared(ball, [[ball.indices]]));
    const cut = (piece: number) => 3 * Math.floor((piece * ball.indices.length) / 3 / 60);
    const shared = await light(await makeShared(ball, [Array.from({ length: 60 }, (_, piece) => ball.indices.slice(cut(piece), cut(piece + 1)))]));
    // Where primitives meet there are seams.
    expect(shared.after.triangles).toBeLessThan(1.5 * whole.after.triangles);
    // Smaller balls in the same buffer, a mesh each.
    const small = partOf(ballOf(30));
    const sizes = [1, 0.5, 0.25];
    const all = { positions: Float32Array.from(sizes.flatMap((size, at) => Array.from(small.positions, (value, k) => size * value + (k % 3 === 0 ? 3 * at : 0)))), normals: Float32Array.from(sizes.flatMap(() => [...small.normals!])) };
    const count = small.positions.length / 3;
    const meshes = await light(await makeShared(all, sizes.map((_, at) => [small.indices.map((vertex) => vertex + at * count)])));
    const heights = meshes.model.parts.map((part) => boundsOf({ parts: [part] }).max[1]).sort((a, b) => b - a);
    heights.forEach((height, at) => expect(height).toBeCloseTo(sizes[at]!, 3));
    const own = new GlbMaker();
    for (const [at, size] of sizes.entries()) {
      const primitive = own.document.createPrimitive().setAttribute("POSITION", own.accessor("VEC3", small.positions.map((value) => size * value))).setAttribute("NORMAL", own.accessor("VEC3", small.normals!.slice()));
      own.show(own.document.createMesh(`mesh ${at}`).addPrimitive(primitive.setIndices(own.accessor("SCALAR", small.indices.slice())))).setTranslation([3 * at, 0, 0]);
    }
    expect(countTriangles(meshes.model)).toBeLessThan(1.1 * (await light(await own.bytes())).after.triangles);
  });

  it("keeps the rim of a body that is as thin as what may be lost", async () => {
    const [disc, ball] = [seamedBall(60).parts[0]!, seamedBall(20).parts[0]!];
    const count = disc.positions.length / 3;
    for (const thickness of [0.001, 0.002]) {
      const leaf = modelOf([...disc.positions.map((value, at) => (at % 3 === 1 ? thickness * value : value)), ...ball.positions.map((value, at) => value / 2 + (at % 3 === 1 ? 2 : 0))], [...disc.indices, ...ball.indices.map((vertex) => count + vertex)]);
      const made = await light(await collectBytes(writeModel(leaf, "glb")));
      expect(made.after.triangles).toBeLessThan(0.25 * made.before.triangles);
      expect(compareSurfaces(leaf, made.model, 4000).distance.largest).toBeLessThan(5 * MAX_ERROR);
    }
  });

  it("is light where a sheet has two sides, each with vertices of its own, and stays closed", async () => {
    const side = 60;
    const row = side + 1;
    const sheet = Array.from({ length: row * row }, (_, at) => [(at % row) / side, 0.05 * Math.sin((5 * (at % row)) / side) * Math.cos((3 * Math.floor(at / row)) / side), Math.floor(at / row) / side]).flat();
    const front = Array.from({ length: side * side }, (_, at) => at + Math.floor(at / side)).flatMap((corner) => [corner, corner + row, corner + row + 1, corner, corner + row + 1, corner + 1]);
    const back = front.map((_, at) => front[at - (at % 3) + 2 - (at % 3)]! + row * row);
    const plain = modelOf([...sheet, ...sheet], [...front, ...back]);
    const normals = cornerNormals(plain.parts[0]!.positions, plain.parts[0]!.indices);
    const both = { ...plain, parts: [{ ...plain.parts[0]!, normals: Float32Array.from(normals) }] };
    const made = await light(await collectBytes(writeModel(both, "glb")));
    expect(made.after.triangles).toBeLessThan(0.2 * made.before.triangles);
    expect(openSides(made.model)).toBe(0);
    expect(compareSurfaces(both, made.model, 4000).distance.largest).toBeLessThan(4 * MAX_ERROR);
  });

  it("leaves a body of each tetrahedron, however flat", async () => {
    const corners = [0, 0, 0, 1, 0, 0, 0, 0, 1, 0.3, 0.001, 0.3];
    const many = Array.from({ length: 20 }, (_, at) => at);
    const flat = modelOf(many.flatMap((at) => corners.map((value, k) => value + (k % 3 === 0 ? 2 * at : 0))), many.flatMap((at) => [0, 1, 2, 0, 3, 1, 1, 3, 2, 2, 3, 0].map((vertex) => 4 * at + vertex)));
    expect((await light(await collectBytes(writeModel(flat, "glb")), { maxError: 0.005 })).after.triangles).toBe(4 * many.length);
  });

  it("stays closed at a seam that lies in one place but for rounding, with a number of triangles, too, and has no more with one that cannot be had", async () => {
    const ball = seamedBall(40);
    const bytes = await collectBytes(writeModel(ball, "glb"));
    const fewest = await light(bytes);
    const asked = await light(bytes, { targetTriangles: 100 });
    expect(asked.after.triangles).toBeLessThanOrEqual(fewest.after.triangles);
    const simplified = await simplifyModel(ball, { targetTriangles: 1000 });
    for (const model of [fewest.model, asked.model, (await light(bytes, { targetTriangles: 4000 })).model, simplified.model]) expect(openSides(model)).toBe(0);
    expect(simplified.triangles.after).toBeLessThanOrEqual(1000);
  });

  it("is refused for what cannot be asked, in words", async () => {
    const bytes = await collectBytes(writeModel(ballOf(4), "glb"));
    const refusals: [unknown, RegExp][] = [
      [{ goalBytes: -1, preset: "light" }, /goalBytes must be a number above 0, not -1/],
      [{ goalBytes: Number.NaN }, /goalBytes must be a number above 0/],
      [{ goalBytes: "2MB" }, /goalBytes must be a number above 0, not 2MB/],
      [{ lockBorder: "no" }, /lockBorder must be true or false, not no/],
      [{ isQuantized: 1 }, /isQuantized must be true or false, not 1/],
      [{ codec: {} }, /codec must be one that decodes and encodes pictures/],
      [null, /Options must be an object, not null/],
    ];
    for (const [options, words] of refusals) await expect(optimizeGlb(bytes, options as OptimizeOptions)).rejects.toMatchObject({ code: "option", message: expect.stringMatching(words) as string });
  });
});

import { describe, expect, it } from "vitest";
import type { Model, Part } from "../model.ts";
import { closednessOf } from "../topology/closedness.ts";
import { partCrowded } from "./part-crowded.ts";
import { simplifyModel } from "./simplify-model.ts";

type Point = readonly [number, number, number];
const CLAY = { name: "clay", baseColor: [0.8, 0.7, 0.6, 1], metallic: 0, roughness: 0.8, emissive: [0, 0, 0], baseColorTexture: null, metallicRoughnessTexture: null, normalTexture: null, occlusionTexture: null, emissiveTexture: null, alphaMode: "opaque", alphaCutoff: 0.5, isDoubleSided: false, extensions: [] } as const;

/** A surface over a grid of angles, with coordinates that jump where it closes; that of a ball closes in its poles too. */
function makeModel(rows: number, columns: number, isBall: boolean, place: (down: number, around: number) => Point): Model {
  const count = (rows + 1) * (columns + 1);
  const [positions, uvs] = [new Float32Array(3 * count), new Float32Array(2 * count)];
  for (let at = 0; at < count; at++) {
    const [row, column] = [Math.floor(at / (columns + 1)), at % (columns + 1)];
    const isPole = isBall && row % rows === 0;
    positions.set(place((isBall ? row : row % rows) / rows, isPole ? 0 : (column % columns) / columns), 3 * at);
    uvs.set([column / columns, row / rows], 2 * at);
  }
  const indices: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const corner = row * (columns + 1) + column;
      if (!isBall || row < rows - 1) indices.push(corner, corner + columns + 1, corner + columns + 2);
      if (!isBall || row > 0) indices.push(corner, corner + columns + 2, corner + 1);
    }
  }
  const part: Part = { name: "shape", material: 0, positions, normals: null, uvs, colors: null, indices: Uint32Array.from(indices) };
  return { name: "shape", parts: [part], materials: [CLAY], textures: [], dropped: new Set() };
}

const wavedBall = (rows: number) =>
  makeModel(rows, 2 * rows, true, (down, around) => {
    const [x, y, z] = [Math.sin(Math.PI * down) * Math.cos(2 * Math.PI * around), Math.cos(Math.PI * down), -Math.sin(Math.PI * down) * Math.sin(2 * Math.PI * around)];
    const radius = down === 0 || down === 1 ? 1 + 0.1 * Math.cos(5) : 1 + 0.1 * Math.sin(7 * x) * Math.cos(5 * y) + 0.02 * Math.sin(31 * z + 11 * x);
    return down === 0 || down === 1 ? [0, y * radius, 0] : [x * radius, y * radius, z * radius];
  });

const wavedRing = (rows: number) =>
  makeModel(rows, 3 * rows, false, (down, around) => {
    const [t, p] = [2 * Math.PI * down, 2 * Math.PI * around];
    const radius = 0.3 + 0.05 * Math.sin(9 * p + 3 * t) + 0.02 * Math.cos(23 * p);
    return [(1 + radius * Math.cos(t)) * Math.cos(p), radius * Math.sin(t), -(1 + radius * Math.cos(t)) * Math.sin(p)];
  });

const flattened = (model: Model): Model => ({ ...model, parts: model.parts.map((part) => ({ ...part, positions: part.positions.map((value, at) => (at % 3 === 1 ? value / 20 : value)) })) });

describe("a closed surface that is simplified", () => {
  const ball = wavedBall(273);
  const small = wavedBall(80);
  const ring = wavedRing(70);
  it.each([
    ["a dense waved ball", ball, 12_000],
    ["a dense waved ball", ball, 6_000],
    ["a waved ball", small, 4_000],
    ["a waved ball", small, 300],
    ["a waved ring", ring, 6_000],
    ["a waved ring", ring, 800],
    ["a ball as flat as a plate", flattened(small), 2_000],
    ["a ring as flat as a plate", flattened(ring), 1_500],
  ])("stays closed: %s %#", async (_name, model, targetTriangles) => {
    expect(closednessOf(model.parts).isClosed).toBe(true);
    const { model: light, triangles } = await simplifyModel(model, { targetTriangles, maxError: 0.1 });
    expect(triangles.after).toBeLessThanOrEqual(targetTriangles);
    expect(closednessOf(light.parts)).toEqual({ isClosed: true, openEdges: 0, flippedEdges: 0, crowdedEdges: 0 });
  });
});

describe("an edge of four triangles", () => {
  /** Two tents on one edge, back to back: 0 and 1 are the edge, the others the tents' feet. */
  const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0.5, -0.1, 1, 0.5, -0.1, -1, 0.5, 0.1, 1, 0.5, 0.1, -1);
  const indices = Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 1, 4, 0, 5, 1);
  const places = Uint32Array.of(0, 1, 2, 3, 4, 5);

  it("is one of two again, by another diagonal of the two that lie flattest, and no triangle has gone", () => {
    const parted = partCrowded({ positions, indices }, new Uint32Array(0), places);
    expect(parted).toHaveLength(indices.length);
    expect(closednessOf([{ positions, indices: parted }]).crowdedEdges).toBe(0);
  });

  it("stays where it was one before, and where other vertices are at its places", () => {
    expect(partCrowded({ positions, indices }, indices, places)).toEqual(indices);
    const doubled = Float32Array.of(...positions, 0, 0, 0, 1, 0, 0);
    const across = { positions: doubled, indices: Uint32Array.of(0, 2, 1, 6, 7, 3, 6, 7, 4, 0, 5, 1) };
    const parted = partCrowded(across, new Uint32Array(0), Uint32Array.of(0, 1, 2, 3, 4, 5, 0, 1));
    expect(parted).toEqual(across.indices);
  });
});

import { describe, expect, it } from "vitest";
import { modelOf } from "../../test/measure.ts";
import type { Model } from "../model.ts";
import { mergeCrowded } from "./merge-crowded.ts";
import { simplifyModel } from "./simplify-model.ts";

/** A ball as programs make one, with coordinates for a picture of the world: at its poles each triangle has a corner of its own. */
function globe(rows: number): Model {
  const columns = 2 * rows;
  const [positions, normals, uvs, indices]: number[][] = [[], [], [], []];
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      const [down, around] = [(Math.PI * row) / rows, (2 * Math.PI * (column % columns)) / columns];
      const away = row % rows === 0 ? 0 : Math.sin(down);
      const place = [away * Math.cos(around), Math.cos(down), -away * Math.sin(around)];
      positions!.push(...place.map((value) => value * (1 + 0.03 * Math.sin(9 * place[0]!) * Math.cos(7 * place[1]!))));
      normals!.push(...place);
      uvs!.push((column + (row === 0 ? 0.5 : row === rows ? -0.5 : 0)) / columns, row / rows);
      const corner = row * (columns + 1) + column;
      if (row === rows || column === columns) continue;
      if (row < rows - 1) indices!.push(corner, corner + columns + 1, corner + columns + 2);
      if (row > 0) indices!.push(corner, corner + columns + 2, corner + 1);
    }
  }
  const { parts, ...model } = modelOf(positions!, indices!);
  return { ...model, parts: [{ ...parts[0]!, normals: Float32Array.from(normals!), uvs: Float32Array.from(uvs!) }] };
}

describe("a place where very many vertices are", () => {
  it("is simplified as the rest is, its triangles with coordinates that they could have", async () => {
    const whole = globe(64);
    const { model, error } = await simplifyModel(whole, { maxError: 0.004 });
    const { positions, uvs, indices } = model.parts[0]!;
    const known = new Set(Array.from({ length: whole.parts[0]!.positions.length / 3 }, (_, at) => [...whole.parts[0]!.positions.subarray(3 * at, 3 * at + 3), ...whole.parts[0]!.uvs!.subarray(2 * at, 2 * at + 2)].join()));
    for (let at = 0; at < positions.length / 3; at++) expect(known.has([...positions.subarray(3 * at, 3 * at + 3), ...uvs!.subarray(2 * at, 2 * at + 2)].join())).toBe(true);
    let [atPoles, most] = [0, 0];
    for (let at = 0; at < indices.length; at += 3) {
      const pole = [0, 1, 2].find((k) => positions[3 * indices[at + k]!] === 0 && positions[3 * indices[at + k]! + 2] === 0);
      if (pole === undefined) continue;
      atPoles++;
      const [u, a, b] = [pole, (pole + 1) % 3, (pole + 2) % 3].map((k) => uvs![2 * indices[at + k]!]!) as [number, number, number];
      most = Math.max(most, u - Math.max(a, b), Math.min(a, b) - u);
    }
    expect(atPoles).toBeGreaterThan(5);
    expect(atPoles).toBeLessThan(64);
    expect(most).toBeLessThan(0.02);
    expect(error.relative).toBeLessThanOrEqual(0.004);
  });

  it("is one vertex for the simplifier, to which a pass more for each of them would be most of its work", () => {
    const rows = 160;
    const { positions, uvs, indices } = globe(rows).parts[0]!;
    const [first, places] = [new Map<string, number>(), new Uint32Array(positions.length / 3)];
    for (let vertex = 0; vertex < places.length; vertex++) {
      const place = positions.subarray(3 * vertex, 3 * vertex + 3).join();
      if (!first.has(place)) first.set(place, vertex);
      places[vertex] = first.get(place)!;
    }
    const merged = mergeCrowded({ indices, attributes: uvs! }, 2, places)!;
    const used = new Set(merged.indices);
    const atPole = [...used].filter((vertex) => positions[3 * vertex] === 0 && positions[3 * vertex + 2] === 0);
    expect(atPole.length).toBe(2);
    // All others are as they were, those of the seam twice.
    expect(used.size).toBe(2 + (rows - 1) * (2 * rows + 1));
    expect(merged.indices.length).toBe(indices.length);
    merged.restore(merged.indices);
    expect([...merged.indices]).toEqual([...indices]);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EdgeTable, NO_SIDE, nextSide } from "./edge-table.ts";

/** What the table has to say, found by looking at every side for every edge. */
function expectAsSeen(indices: Uint32Array): void {
  const sides = new Map<string, number[]>();
  indices.forEach((from, side) => {
    const key = [from, indices[nextSide(side)]!].sort((a, b) => a - b).join();
    sides.set(key, [...(sides.get(key) ?? []), side]);
  });
  const table = new EdgeTable(indices);
  expect(table.count).toBe(sides.size);
  for (const [key, along] of sides) {
    const [low, high] = key.split(",").map(Number) as [number, number];
    const edge = table.find(high, low);
    expect([...along].map((side) => table.edges[side])).toEqual(along.map(() => edge));
    expect(table.sidesOf(edge)).toEqual(along);
    expect([table.usesOf(edge), table.firstOf(edge)]).toEqual([along.length, along[0]]);
    expect(table.balanceOf(edge)).toBe(along.reduce((sum, side) => sum + (indices[side] === low && low !== high ? 1 : -1), 0));
    expect(along.map((side) => table.otherOf(side))).toEqual(along.length === 2 ? [along[1], along[0]] : along.map(() => NO_SIDE));
  }
}

describe("the table of edges", () => {
  it("finds the sides along each edge, of any triangles", () => {
    const triangle = fc.tuple(...Array.from({ length: 3 }, () => fc.nat(9)));
    fc.assert(fc.property(fc.array(triangle, { maxLength: 40 }), (triangles) => expectAsSeen(Uint32Array.from(triangles.flat()))));
  });

  it("finds them where very many meet in one vertex, the first or the last", () => {
    const fan = Array.from({ length: 300 }, (_, at) => [0, 300 - at, 301 - at]).flat();
    expectAsSeen(Uint32Array.from(fan));
    expectAsSeen(Uint32Array.from(fan, (vertex) => 301 - vertex));
  });

  it("knows no edge that is not there", () => {
    const table = new EdgeTable(Uint32Array.of(0, 1, 2));
    expect([table.find(1, 3), table.find(7, 8), table.find(0, 0)]).toEqual([-1, -1, -1]);
    expect(new EdgeTable(new Uint32Array(0))).toMatchObject({ count: 0 });
  });
});

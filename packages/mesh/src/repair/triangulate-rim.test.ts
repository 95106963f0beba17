import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaOf, triangulateRim } from "./triangulate-rim.ts";

const ring = (count: number, heights: readonly number[] = []) => Array.from({ length: count }, (_, at) => [Math.cos((2 * Math.PI * at) / count), Math.sin((2 * Math.PI * at) / count), heights[at] ?? 0]);

describe("what closes a rim", () => {
  it("is of the least surface", () => {
    // A kite, long from 0 to 2: the short diagonal folds it less.
    const kite = [[0, 0, 0], [1, -1, 1], [4, 0, 0], [1, 1, 1]];
    const areas = ([[0, 1, 2], [0, 2, 3], [1, 2, 3], [0, 1, 3]] as const).map(([a, b, c]) => areaOf(kite[a]!, kite[b]!, kite[c]!));
    expect(areas[0]! + areas[1]!).toBeGreaterThan(areas[2]! + areas[3]!);
    expect(triangulateRim(kite, () => false)!.map(String).sort()).toEqual(["0,1,3", "1,2,3"]);
  });

  it("has no edge that there is already, and is nothing where every choice has one", () => {
    const square = ring(4);
    for (const diagonal of ["0,2", "1,3"]) expect(triangulateRim(square, (a, b) => `${a},${b}` === diagonal)!.flat().join()).not.toContain(diagonal);
    expect(triangulateRim(square, () => true)).toBe(null);
    expect(triangulateRim(ring(3), () => true)).toEqual([[0, 1, 2]]);
  });

  it("uses each edge of the rim once, and every other one twice, the one way and the other", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 30 }), (heights) => {
        const count = heights.length;
        const triangles = triangulateRim(ring(count, heights), () => false)!;
        expect(triangles.length).toBe(count - 2);
        const sides = triangles.flatMap(([a, b, c]) => [[a, b], [b, c], [c, a]] as const);
        const has = (a: number, b: number) => sides.filter(([from, to]) => from === a && to === b).length;
        for (const [a, b] of sides) expect([has(a, b), has(b, a)]).toEqual((a + 1) % count === b ? [1, 0] : [1, 1]);
      }),
      { numRuns: 50 },
    );
  });
});

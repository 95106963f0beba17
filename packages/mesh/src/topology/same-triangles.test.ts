import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EdgeTable } from "./edge-table.ts";
import { findSameTriangles } from "./same-triangles.ts";

const found = (triangles: readonly (readonly number[])[]) => {
  const indices = Uint32Array.from(triangles.flat());
  return findSameTriangles(indices, new EdgeTable(indices));
};

describe("triangles that are there twice", () => {
  it("are found whichever way they look, and from whichever corner they begin", () => {
    const triangle = fc.uniqueArray(fc.nat(6), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(triangle, { maxLength: 30 }), (triangles) => {
        const groups = new Map<string, number[]>();
        triangles.forEach((corners, at) => {
          const key = [...corners].sort((a, b) => a - b).join();
          groups.set(key, [...(groups.get(key) ?? []), at]);
        });
        expect(found(triangles)).toEqual([...groups.values()].filter(({ length }) => length > 1));
      }),
    );
  });

  it("are found soon where a hundred thousand meet in one edge", () => {
    const pages = Array.from({ length: 100_000 }, (_, at) => [0, 1, 2 + (at % 99_999)]);
    const started = performance.now();
    expect(found(pages)).toEqual([[0, 99_999]]);
    // Each with each would be ten thousand million looks.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

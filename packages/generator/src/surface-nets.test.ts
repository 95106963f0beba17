import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldOf, sphereField, wavyField } from "../test/fields.ts";
import { findBadEdges, signedVolume } from "./bad-edges.ts";
import { resolveAmbiguousCells } from "./resolve-ambiguous-cells.ts";
import { surfaceNets } from "./surface-nets.ts";

describe("surfaceNets", () => {
  it("gives a sphere its volume, its radius, and triangles that face outward", () => {
    const mesh = surfaceNets(sphereField(48, 0.7));
    expect(signedVolume(mesh)).toBeCloseTo((4 / 3) * Math.PI * 0.7 ** 3, 1);
    for (let i = 0; i < mesh.positions.length; i += 3) {
      expect(Math.abs(Math.hypot(mesh.positions[i]!, mesh.positions[i + 1]!, mesh.positions[i + 2]!) - 0.7)).toBeLessThan(0.01);
    }
  });

  it("is closed and manifold for any smooth field, once ambiguous cells are resolved", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.double({ min: 4, max: 40, noNaN: true }), (seed, sharpness) => {
        const field = wavyField(18, seed, sharpness);
        resolveAmbiguousCells(field);
        const mesh = surfaceNets(field);
        expect(findBadEdges(mesh.indices, mesh.positions.length / 3)).toEqual({ boundary: 0, nonManifold: 0, vertices: [] });
      }),
      { numRuns: 150 },
    );
  });

  it("is closed and manifold even for noise", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
        let state = seed >>> 0;
        const field = fieldOf(10, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state / 2 ** 32 - 0.4;
        });
        resolveAmbiguousCells(field);
        const mesh = surfaceNets(field);
        expect(findBadEdges(mesh.indices, mesh.positions.length / 3)).toEqual({ boundary: 0, nonManifold: 0, vertices: [] });
      }),
      { numRuns: 100 },
    );
  });

  it("finds nothing in an empty field", () => {
    expect(surfaceNets(fieldOf(6, () => 1)).indices).toHaveLength(0);
  });
});

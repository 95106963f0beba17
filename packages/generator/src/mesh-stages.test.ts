import { describe, expect, it } from "vitest";
import { fieldOf, sphereField } from "../test/fields.ts";
import { countBadEdges, findBadEdges, signedVolume } from "./bad-edges.ts";
import { vertexNormals } from "./mesh.ts";
import { removeFragments } from "./remove-fragments.ts";
import { resolveAmbiguousCells } from "./resolve-ambiguous-cells.ts";
import { simplifyMesh } from "./simplify-mesh.ts";
import { surfaceNets } from "./surface-nets.ts";
import { taubinSmooth } from "./taubin-smooth.ts";

describe("taubinSmooth", () => {
  it("takes the roughness out of a sphere and keeps its volume", () => {
    const mesh = surfaceNets(sphereField(40, 0.7));
    const volume = signedVolume(mesh);
    for (let i = 0; i < mesh.positions.length; i++) mesh.positions[i] = mesh.positions[i]! + 0.01 * Math.sin(i * 12.9898);
    const before = roughness(mesh.positions);
    taubinSmooth(mesh);
    expect(roughness(mesh.positions)).toBeLessThan(before / 2);
    expect(signedVolume(mesh) / volume).toBeCloseTo(1, 2);
  });

  it("does nothing without iterations", () => {
    const mesh = surfaceNets(sphereField(12, 0.7));
    const before = mesh.positions.slice();
    taubinSmooth(mesh, { iterations: 0 });
    expect(mesh.positions).toEqual(before);
  });
});

describe("removeFragments", () => {
  it("drops crumbs and keeps every real part", () => {
    const parts = fieldOf(60, (x, y, z) => Math.min(Math.hypot(x + 0.45, y, z) - 0.4, Math.hypot(x - 0.5, y, z) - 0.3, Math.hypot(x - 0.0169, y - 0.7966, z - 0.0169) - 0.02));
    const mesh = surfaceNets(parts);
    const kept = removeFragments(mesh);
    expect(kept.indices.length).toBeLessThan(mesh.indices.length);
    expect(signedVolume(kept)).toBeCloseTo((4 / 3) * Math.PI * (0.4 ** 3 + 0.3 ** 3), 1);
    expect(findBadEdges(kept.indices, kept.positions.length / 3).vertices).toEqual([]);
  });

  it("drops larger parts where it is told to", () => {
    const parts = fieldOf(60, (x, y, z) => Math.min(Math.hypot(x + 0.3, y, z) - 0.5, Math.hypot(x - 0.7, y, z) - 0.07));
    const mesh = surfaceNets(parts);
    expect(removeFragments(mesh)).toBe(mesh);
    expect(signedVolume(removeFragments(mesh, 0.03))).toBeCloseTo((4 / 3) * Math.PI * 0.5 ** 3, 2);
  });

  it("returns the same mesh if there is nothing to drop", () => {
    const mesh = surfaceNets(sphereField(20, 0.6));
    expect(removeFragments(mesh)).toBe(mesh);
  });
});

describe("simplifyMesh", () => {
  it("keeps below the maximum, stays closed and keeps the volume", async () => {
    const mesh = surfaceNets(sphereField(90, 0.8));
    const simple = await simplifyMesh(mesh, { maxTriangles: 6000, minTriangles: 5000, error: 1e-9 });
    expect(simple.indices.length / 3).toBeLessThanOrEqual(6000);
    expect(signedVolume(simple) / signedVolume(mesh)).toBeCloseTo(1, 2);
    expect(countBadEdges(simple.positions, simple.indices)).toEqual({ boundary: 0, nonManifold: 0, vertices: [] });
  });

  it("stays closed on thin and touching parts", async () => {
    const field = fieldOf(48, (x, y, z) => Math.min(Math.hypot(Math.hypot(x, y) - 0.6, z) - 0.06, Math.abs(y) + Math.abs(z) * 4 - 0.12 + Math.abs(x) * 0.05));
    resolveAmbiguousCells(field);
    const simple = await simplifyMesh(surfaceNets(field), { maxTriangles: 1500, minTriangles: 300, error: 0.01 });
    expect(findBadEdges(simple.indices, simple.positions.length / 3).vertices).toEqual([]);
    expect(simple.indices.length).toBeGreaterThan(0);
  });
});

describe("vertexNormals", () => {
  it("point away from the centre of a sphere", () => {
    const mesh = surfaceNets(sphereField(30, 0.7));
    const normals = vertexNormals(mesh);
    for (let i = 0; i < normals.length; i += 3) {
      const along = (normals[i]! * mesh.positions[i]! + normals[i + 1]! * mesh.positions[i + 1]! + normals[i + 2]! * mesh.positions[i + 2]!) / 0.7;
      expect(along).toBeGreaterThan(0.97);
    }
  });
});

describe("countBadEdges", () => {
  it("sees a missing triangle and a doubled one", () => {
    const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);
    const tetrahedron = [0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 3, 2];
    expect(countBadEdges(positions, tetrahedron).vertices).toEqual([]);
    expect(countBadEdges(positions, tetrahedron.slice(3))).toMatchObject({ boundary: 3, nonManifold: 0 });
    expect(countBadEdges(positions, [...tetrahedron, 0, 2, 1])).toMatchObject({ boundary: 0, nonManifold: 3 });
  });
});

function roughness(positions: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < positions.length; i += 3) sum += Math.abs(Math.hypot(positions[i]!, positions[i + 1]!, positions[i + 2]!) - 0.7);
  return sum / (positions.length / 3);
}

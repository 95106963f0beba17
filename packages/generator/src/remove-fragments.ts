import { compactMesh, type Mesh } from "./mesh.ts";

/** Of all triangles. */
export const MIN_SHARE = 0.002;

/**
 * Drops connected parts with too few of the triangles: crumbs where outlines touch, no part of the object.
 *
 * @param minShare of all triangles.
 */
export function removeFragments(mesh: Mesh, minShare = MIN_SHARE): Mesh {
  const { indices } = mesh;
  const parent = Int32Array.from({ length: mesh.positions.length / 3 }, (_, i) => i);
  const find = (vertex: number): number => {
    let i = vertex;
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!;
      i = parent[i]!;
    }
    return i;
  };
  for (let t = 0; t < indices.length; t += 3) {
    const root = find(indices[t]!);
    parent[find(indices[t + 1]!)] = root;
    parent[find(indices[t + 2]!)] = root;
  }
  const sizes = new Int32Array(parent.length);
  for (let t = 0; t < indices.length; t += 3) {
    const root = find(indices[t]!);
    sizes[root] = sizes[root]! + 1;
  }
  const least = (indices.length / 3) * minShare;
  let count = 0;
  for (let vertex = 0; vertex < sizes.length; vertex++) if (sizes[vertex]! >= least) count += sizes[vertex]!;
  if (3 * count === indices.length) return mesh;
  const kept = new Uint32Array(3 * count);
  let next = 0;
  for (let t = 0; t < indices.length; t += 3) {
    if (sizes[find(indices[t]!)]! < least) continue;
    for (let k = 0; k < 3; k++) kept[next++] = indices[t + k]!;
  }
  return compactMesh(mesh.positions, kept);
}

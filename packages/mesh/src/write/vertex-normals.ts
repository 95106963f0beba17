import type { Part } from "../model.ts";

/** Normals for a part that has none: at each vertex the mean of its triangles, the larger ones counting for more; up where there is none. */
export function vertexNormals({ positions, indices }: Pick<Part, "positions" | "indices">): Float32Array {
  const normals = new Float32Array(positions.length);
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [3 * indices[at]!, 3 * indices[at + 1]!, 3 * indices[at + 2]!];
    const [x, y, z] = [positions[b]! - positions[a]!, positions[b + 1]! - positions[a + 1]!, positions[b + 2]! - positions[a + 2]!];
    const [u, v, w] = [positions[c]! - positions[a]!, positions[c + 1]! - positions[a + 1]!, positions[c + 2]! - positions[a + 2]!];
    const [i, j, k] = [y * w - z * v, z * u - x * w, x * v - y * u];
    for (const corner of [a, b, c]) {
      normals[corner]! += i;
      normals[corner + 1]! += j;
      normals[corner + 2]! += k;
    }
  }
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at]!, normals[at + 1]!, normals[at + 2]!);
    if (length > 0) for (let k = 0; k < 3; k++) normals[at + k]! /= length;
    else normals[at + 1] = 1;
  }
  return normals;
}

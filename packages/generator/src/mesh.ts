/** Triangles over welded vertices, counter-clockwise seen from outside. */
export interface Mesh {
  /** x, y, z a vertex. */
  positions: Float32Array;
  /** Three vertices a triangle. */
  indices: Uint32Array;
}

export function triangleCount(mesh: Mesh): number {
  return mesh.indices.length / 3;
}

/** Normals by the angle that each triangle spans at the vertex (Thürmer & Wüthrich, 1998); unit length. */
export function vertexNormals(mesh: Mesh): Float32Array {
  const { positions: p, indices } = mesh;
  const normals = new Float32Array(p.length);
  for (let t = 0; t < indices.length; t += 3) {
    for (let k = 0; k < 3; k++) addCornerNormal(p, 3 * indices[t + k]!, 3 * indices[t + ((k + 1) % 3)]!, 3 * indices[t + ((k + 2) % 3)]!, normals);
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.sqrt(normals[i]! ** 2 + normals[i + 1]! ** 2 + normals[i + 2]! ** 2);
    if (length > 1e-20) for (let k = 0; k < 3; k++) normals[i + k] = normals[i + k]! / length;
    else normals[i + 1] = 1;
  }
  return normals;
}

function addCornerNormal(p: Float32Array, a: number, b: number, c: number, out: Float32Array): void {
  const ux = p[b]! - p[a]!;
  const uy = p[b + 1]! - p[a + 1]!;
  const uz = p[b + 2]! - p[a + 2]!;
  const vx = p[c]! - p[a]!;
  const vy = p[c + 1]! - p[a + 1]!;
  const vz = p[c + 2]! - p[a + 2]!;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  const area = Math.sqrt(nx * nx + ny * ny + nz * nz);
  if (area < 1e-20) return;
  const weight = Math.atan2(area, ux * vx + uy * vy + uz * vz) / area;
  out[a] = out[a]! + nx * weight;
  out[a + 1] = out[a + 1]! + ny * weight;
  out[a + 2] = out[a + 2]! + nz * weight;
}

/** Keeps the listed triangles and the vertices they use. */
export function compactMesh(positions: Float32Array, indices: ArrayLike<number>): Mesh {
  const renamed = new Int32Array(positions.length / 3).fill(-1);
  const kept = new Float32Array(positions.length);
  const result = new Uint32Array(indices.length);
  let count = 0;
  for (let i = 0; i < indices.length; i++) {
    const old = indices[i]!;
    if (renamed[old]! < 0) {
      renamed[old] = count;
      for (let k = 0; k < 3; k++) kept[3 * count + k] = positions[3 * old + k]!;
      count++;
    }
    result[i] = renamed[old]!;
  }
  return { positions: kept.slice(0, 3 * count), indices: result };
}

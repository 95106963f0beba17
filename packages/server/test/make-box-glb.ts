import { collectBytes, writeModel, type Model } from "@model-3d/mesh";

/** A GLB of a closed box that stands on the ground, its sides cut into squares: 12 triangles for each square of a side. In metres. */
export function makeBoxGlb({ width = 1, height = 2, depth = 0.5, cuts = 1 } = {}): Promise<Uint8Array> {
  const [positions, indices]: [number[], number[]] = [[], []];
  const size = [width, height, depth] as const;
  const origin = [-width / 2, 0, -depth / 2] as const;
  for (const axis of [0, 1, 2]) {
    for (const side of [0, 1]) {
      const first = positions.length / 3;
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
      for (let i = 0; i <= cuts; i += 1) {
        for (let j = 0; j <= cuts; j += 1) {
          const share = [0, 0, 0];
          share[axis] = side;
          share[u] = i / cuts;
          share[v] = j / cuts;
          positions.push(...share.map((value, at) => origin[at]! + value * size[at]!));
        }
      }
      for (let i = 0; i < cuts; i += 1) {
        for (let j = 0; j < cuts; j += 1) {
          const [a, b, c, d] = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]].map(([x, y]) => first + x! * (cuts + 1) + y!) as [number, number, number, number];
          indices.push(...(side === 1 ? [a, b, c, a, c, d] : [a, c, b, a, d, c]));
        }
      }
    }
  }
  const material: Model["materials"][number] = { name: "oak", baseColor: [0.6, 0.4, 0.2, 1], metallic: 0, roughness: 1, emissive: [0, 0, 0], baseColorTexture: null, metallicRoughnessTexture: null, normalTexture: null, occlusionTexture: null, emissiveTexture: null, alphaMode: "opaque", alphaCutoff: 0.5, isDoubleSided: false, extensions: [] };
  const part = { name: "box", material: 0, positions: new Float32Array(positions), indices: new Uint32Array(indices), normals: null, uvs: null, colors: null };
  return collectBytes(writeModel({ name: "chair", parts: [part], materials: [material], textures: [], dropped: new Set() }, "glb"));
}

/** The sides of the box around a binary STL, in its own numbers: x, y and z. */
export function measureStl(stl: Uint8Array): [number, number, number] {
  const view = new DataView(stl.buffer, stl.byteOffset, stl.byteLength);
  const [min, max] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
  for (let triangle = 0; triangle < view.getUint32(80, true); triangle += 1) {
    for (let corner = 0; corner < 9; corner += 1) {
      const value = view.getFloat32(84 + 50 * triangle + 12 + 4 * corner, true);
      min[corner % 3] = Math.min(min[corner % 3]!, value);
      max[corner % 3] = Math.max(max[corner % 3]!, value);
    }
  }
  return max.map((value, axis) => value - min[axis]!) as [number, number, number];
}

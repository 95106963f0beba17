import type { Image } from "./image.ts";
import type { TexturedMesh } from "./pack-charts.ts";

/** A triangle mesh of any make, upright in glTF space, with what is painted on it. */
export interface PaintedMesh {
  /** Three numbers a vertex. */
  positions: Float32Array;
  indices: Uint32Array;
  /**
   * Writes the paint of a place in a triangle, given by the shares of its corners: red, green and blue, linear, 0 to 1, without light.
   * Returns false where nothing is, such as in a hole that a texture cuts.
   */
  paint(triangle: number, a: number, b: number, c: number, out: Float64Array): boolean;
}

export const LINEAR_OF_BYTE = Float32Array.from({ length: 256 }, (_, i) => {
  const v = i / 255;
  return v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92;
});

/** A mesh with one texture, which repeats, as is glTF's default. */
export function paintWithTexture({ positions, indices, uvs }: TexturedMesh, texture: Image): PaintedMesh {
  const { width, height, data } = texture;
  return {
    positions,
    indices,
    paint(triangle, a, b, c, out) {
      const [i, j, k] = [2 * indices[3 * triangle]!, 2 * indices[3 * triangle + 1]!, 2 * indices[3 * triangle + 2]!];
      const u = a * uvs[i]! + b * uvs[j]! + c * uvs[k]!;
      const v = a * uvs[i + 1]! + b * uvs[j + 1]! + c * uvs[k + 1]!;
      const texel = 4 * (wrap(v, height) * width + wrap(u, width));
      for (let channel = 0; channel < 3; channel++) out[channel] = LINEAR_OF_BYTE[data[texel + channel]!]!;
      return true;
    },
  };
}

function wrap(coordinate: number, size: number): number {
  return Math.min(size - 1, Math.floor((coordinate - Math.floor(coordinate)) * size));
}

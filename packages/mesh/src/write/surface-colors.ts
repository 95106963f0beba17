import type { Pixels } from "../images/image-codec.ts";
import { pixelAt } from "../images/sample-texture.ts";
import type { Material, Part } from "../model.ts";
import { toByte, toLinear, toSrgb } from "./srgb.ts";

/**
 * The colour of each vertex as four bytes, sRGB with alpha: the material's base colour times the vertex's own times, if its pixels are given, that of
 * the base colour's texture at that place.
 */
export function surfaceColors({ positions, colors, uvs }: Part, { baseColor, baseColorTexture, alphaMode }: Material, pixels: Pixels | null): Uint8Array {
  const count = positions.length / 3;
  const bytes = new Uint8Array(4 * count);
  for (let vertex = 0; vertex < count; vertex++) {
    const from = pixels && uvs && baseColorTexture ? pixelAt(pixels, baseColorTexture, uvs[2 * vertex]!, uvs[2 * vertex + 1]!) : -1;
    for (let k = 0; k < 4; k++) {
      const texel = from < 0 ? 1 : pixels!.data[from + k]! / 255;
      const linear = baseColor[k]! * (colors?.[4 * vertex + k] ?? 1) * (k === 3 ? texel : toLinear(texel));
      bytes[4 * vertex + k] = k < 3 ? toByte(toSrgb(linear)) : alphaMode === "opaque" ? 255 : toByte(linear);
    }
  }
  return bytes;
}

import type { PaintedMesh } from "@model-3d/generator";
import { uvsOf, type Material, type Model, type Part, type Pixels, type TextureUse, type Wrap } from "@model-3d/mesh";
import { sharpCodec } from "@model-3d/mesh/sharp";

/** Of a texture more pixels than this are of no use for a picture of 320. */
const MAX_TEXTURE_SIDE = 1024;
/** What is seen through counts as being there from here on. */
const LEAST_ALPHA = 0.5;

const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => (byte > 10 ? ((byte / 255 + 0.055) / 1.055) ** 2.4 : byte / 255 / 12.92));

/** All of a model as one mesh with the paint of its materials, without light: base colour, what is painted on it, and what glows. */
export async function paintModel({ parts, materials, textures }: Model): Promise<PaintedMesh> {
  const used = new Set(materials.flatMap(({ baseColorTexture, emissiveTexture }) => [baseColorTexture?.texture, emissiveTexture?.texture]));
  const pictures: (Pixels | null)[] = [];
  for (const [at, { bytes, type }] of textures.entries()) pictures.push(used.has(at) ? await readPicture(bytes, type) : null);
  const { positions, indices, starts } = joined(parts);
  const painter = new Painter(pictures);
  let current = 0;
  return {
    positions,
    indices,
    paint(triangle, a, b, c, out) {
      // Triangles come in their order, so the part is nearly always the last one, or the next.
      if (triangle < starts[current]!) current = 0;
      while (triangle >= starts[current + 1]!) current++;
      const part = parts[current]!;
      return painter.paint(part, materials[part.material]!, triangle - starts[current]!, [a, b, c], out);
    },
  };
}

class Painter {
  readonly #pictures: readonly (Pixels | null)[];
  readonly #texel = new Float64Array(4);

  constructor(pictures: readonly (Pixels | null)[]) {
    this.#pictures = pictures;
  }

  paint(part: Part, material: Material, triangle: number, shares: readonly [number, number, number], out: Float64Array): boolean {
    const corners = part.indices.subarray(3 * triangle, 3 * triangle + 3);
    const mix = (values: Float32Array, size: number, at: number) => shares[0] * values[size * corners[0]! + at]! + shares[1] * values[size * corners[1]! + at]! + shares[2] * values[size * corners[2]! + at]!;
    const look = (use: TextureUse | null) => {
      const uvs = use && uvsOf(part, use);
      const picture = uvs ? this.#pictures[use.texture] : null;
      if (!use || !uvs || !picture) return false;
      const [x, y] = [wrapped(mix(uvs, 2, 0), picture.width, use.wrapS), wrapped(mix(uvs, 2, 1), picture.height, use.wrapT)];
      const at = 4 * (y * picture.width + x);
      for (let k = 0; k < 4; k++) this.#texel[k] = k < 3 ? LINEAR[picture.data[at + k]!]! : picture.data[at + 3]! / 255;
      return true;
    };
    const hasTexture = look(material.baseColorTexture);
    let alpha = 1;
    for (let k = 0; k < 4; k++) {
      const value = material.baseColor[k]! * (hasTexture ? this.#texel[k]! : 1) * (part.colors ? mix(part.colors, 4, k) : 1);
      if (k < 3) out[k] = value;
      else alpha = value;
    }
    if (material.alphaMode !== "opaque" && alpha < (material.alphaMode === "mask" ? material.alphaCutoff : LEAST_ALPHA)) return false;
    if (!material.emissive.some((value) => value > 0)) return true;
    const glowsByTexture = look(material.emissiveTexture);
    for (let k = 0; k < 3; k++) out[k] = Math.min(1, out[k]! + material.emissive[k]! * (glowsByTexture ? this.#texel[k]! : 1));
    return true;
  }
}

/** `starts` are the first triangles of the parts, and the number of all. */
function joined(parts: readonly Part[]): { positions: Float32Array; indices: Uint32Array; starts: number[] } {
  const starts = [0];
  for (const part of parts) starts.push(starts.at(-1)! + part.indices.length / 3);
  const positions = new Float32Array(parts.reduce((sum, part) => sum + part.positions.length, 0));
  const indices = new Uint32Array(3 * starts.at(-1)!);
  let first = 0;
  for (const [at, part] of parts.entries()) {
    positions.set(part.positions, 3 * first);
    for (let i = 0; i < part.indices.length; i++) indices[3 * starts[at]! + i] = first + part.indices[i]!;
    first += part.positions.length / 3;
  }
  return { positions, indices, starts };
}

async function readPicture(bytes: Uint8Array, type: string): Promise<Pixels | null> {
  const whole = await sharpCodec.decode(bytes, type).catch(() => null);
  if (!whole) return null;
  const factor = MAX_TEXTURE_SIDE / Math.max(whole.width, whole.height);
  return factor >= 1 ? whole : sharpCodec.resize(whole, Math.max(1, Math.round(factor * whole.width)), Math.max(1, Math.round(factor * whole.height)));
}

/** The pixel at a texture coordinate. */
function wrapped(coordinate: number, size: number, wrap: Wrap): number {
  if (!Number.isFinite(coordinate)) return 0;
  let within = coordinate;
  if (wrap === "repeat") within = coordinate - Math.floor(coordinate);
  else if (wrap === "mirror") within = 1 - Math.abs(1 - (coordinate - 2 * Math.floor(coordinate / 2)));
  return Math.min(size - 1, Math.max(0, Math.floor(within * size)));
}

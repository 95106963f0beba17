import type { ImageCodec, Pixels } from "../images/image-codec.ts";
import { resizePixels } from "../images/resize-pixels.ts";
import type { Model, TextureUse, Wrap } from "../model.ts";
import { toByte, toLinear, toSrgb } from "../write/srgb.ts";

const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));
const SRGB_STEPS = 4095;
const SRGB = Uint8Array.from({ length: SRGB_STEPS + 1 }, (_, at) => toByte(toSrgb(at / SRGB_STEPS)));

/** A picture, and the same again and again at half its size. */
export type Levels = readonly Pixels[];

/** The textures of a model as far as they can be read, no larger than they are needed. */
export async function readTextures(model: Pick<Model, "textures" | "materials">, codec: ImageCodec | undefined, largest: number, signal?: AbortSignal): Promise<(Levels | null)[]> {
  const colours = new Set(model.materials.flatMap(({ baseColorTexture, emissiveTexture }) => [baseColorTexture?.texture, emissiveTexture?.texture]));
  const read: (Levels | null)[] = [];
  for (const [at, { bytes, type }] of model.textures.entries()) {
    signal?.throwIfAborted();
    const whole = codec ? await codec.decode(bytes, type).catch(() => null) : null;
    if (!whole || !codec) {
      read.push(null);
      continue;
    }
    const factor = Math.min(1, largest / Math.max(whole.width, whole.height));
    const fitted = factor < 1 ? await codec.resize(whole, Math.max(1, Math.round(factor * whole.width)), Math.max(1, Math.round(factor * whole.height))) : whole;
    read.push(levelsOf(fitted, colours.has(at)));
  }
  return read;
}

function levelsOf(picture: Pixels, isColour: boolean): Levels {
  const levels = [picture];
  for (let last = picture; last.width > 1 && last.height > 1; ) {
    last = last.width % 2 === 0 && last.height % 2 === 0 ? halved(last, isColour) : resizePixels(last, Math.ceil(last.width / 2), Math.ceil(last.height / 2));
    levels.push(last);
  }
  return levels;
}

/** The mean of four pixels, of colours as light adds up. */
function halved({ width, height, data }: Pixels, isColour: boolean): Pixels {
  const [half, rows] = [width / 2, height / 2];
  const made = new Uint8Array(4 * half * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < half; column++) {
      const [from, to] = [4 * (2 * row * width + 2 * column), 4 * (row * half + column)];
      for (let k = 0; k < 4; k++) {
        const [a, b, c, d] = [data[from + k]!, data[from + 4 + k]!, data[from + 4 * width + k]!, data[from + 4 * width + 4 + k]!];
        made[to + k] = isColour && k < 3 ? SRGB[Math.round((SRGB_STEPS / 4) * (LINEAR[a]! + LINEAR[b]! + LINEAR[c]! + LINEAR[d]!))]! : (a + b + c + d + 2) >> 2;
      }
    }
  }
  return { width: half, height: rows, data: made };
}

/** Writes four numbers from 0 to 1 into `out`: of colours linear, with lines between pixels. */
export function sampleTexture(levels: Levels, use: Pick<TextureUse, "wrapS" | "wrapT">, level: number, u: number, v: number, isColour: boolean, out: Float64Array): void {
  const { width, height, data } = levels[Math.min(levels.length - 1, Math.max(0, level))]!;
  const [x, y] = [u * width - 0.5, v * height - 0.5];
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [s, t] = [x - column, y - row];
  const [left, right, top, bottom] = [wrapped(column, width, use.wrapS), wrapped(column + 1, width, use.wrapS), wrapped(row, height, use.wrapT) * width, wrapped(row + 1, height, use.wrapT) * width];
  const [a, b, c, d] = [4 * (top + left), 4 * (top + right), 4 * (bottom + left), 4 * (bottom + right)];
  const [wa, wb, wc, wd] = [(1 - s) * (1 - t), s * (1 - t), (1 - s) * t, s * t];
  for (let k = 0; k < 3; k++) {
    out[k] = isColour
      ? wa * LINEAR[data[a + k]!]! + wb * LINEAR[data[b + k]!]! + wc * LINEAR[data[c + k]!]! + wd * LINEAR[data[d + k]!]!
      : (wa * data[a + k]! + wb * data[b + k]! + wc * data[c + k]! + wd * data[d + k]!) / 255;
  }
  out[3] = (wa * data[a + 3]! + wb * data[b + 3]! + wc * data[c + 3]! + wd * data[d + 3]!) / 255;
}

function wrapped(at: number, size: number, wrap: Wrap): number {
  if (!Number.isFinite(at)) return 0;
  if (wrap === "clamp") return Math.min(size - 1, Math.max(0, at));
  if (wrap === "repeat") return ((at % size) + size) % size;
  const within = ((at % (2 * size)) + 2 * size) % (2 * size);
  return within < size ? within : 2 * size - 1 - within;
}

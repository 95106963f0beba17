import type { TextureUse, Wrap } from "../model.ts";
import type { Pixels } from "./image-codec.ts";

/** Where in the picture the pixel begins that lies at a texture coordinate, with what the texture does beyond its edges. */
export function pixelAt({ width, height }: Pick<Pixels, "width" | "height">, { wrapS, wrapT }: Pick<TextureUse, "wrapS" | "wrapT">, u: number, v: number): number {
  const column = Math.min(width - 1, Math.floor(wrapped(u, wrapS) * width));
  const row = Math.min(height - 1, Math.floor(wrapped(v, wrapT) * height));
  return 4 * (row * width + column);
}

function wrapped(value: number, wrap: Wrap): number {
  if (wrap === "clamp") return Math.min(1, Math.max(0, value));
  // The far edge is the edge and not the beginning of the next tile: coordinates end there far more often than they go on.
  if (wrap === "repeat") return value > 0 && Number.isInteger(value) ? 1 : value - Math.floor(value);
  const within = Math.abs(value) % 2;
  return within > 1 ? 2 - within : within;
}

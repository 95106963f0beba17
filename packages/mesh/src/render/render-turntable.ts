import type { Pixels } from "../images/image-codec.ts";
import { MeshError } from "../mesh-error.ts";
import type { Model } from "../model.ts";
import { requireTriangles } from "../write/require-triangles.ts";
import { contactShadow } from "./contact-shadow.ts";
import { frameModel } from "./frame-model.ts";
import { resolveRenderOptions, type RenderOptions } from "./render-options.ts";
import { TEXTURE_GAIN } from "./render-thumbnail.ts";
import { renderView } from "./render-view.ts";
import { readTextures } from "./texture-sampler.ts";

export interface TurntableOptions extends RenderOptions {
  /** Pictures of one turn, from `azimuth` on to the right. Default 24. */
  frames?: number;
  /** Pictures in a row of the sprite. Default 6. */
  columns?: number;
}

export const TURNTABLE_DEFAULTS = { frames: 24, columns: 6, width: 160, height: 160, azimuth: 0 } as const;

export interface Turntable {
  /** All pictures in one, row after row: frame `n` begins at column `n % columns`, row `⌊n / columns⌋`. */
  sprite: Pixels;
  frames: number;
  columns: number;
  rows: number;
  /** Pixels of one. */
  width: number;
  height: number;
}

/**
 * A model all around, in small pictures of one size and one distance: one sprite, so that a page fetches one file. To the viewer the model turns and the
 * light stands still.
 *
 * @example
 * const { sprite } = await renderTurntable(model, { codec: sharpCodec });
 * const webp = await sharpCodec.encode(sprite, "image/webp", { quality: 75 });
 * @throws MeshError `no_triangles`, `option`; the signal's reason.
 */
export async function renderTurntable(model: Model, { frames = TURNTABLE_DEFAULTS.frames, columns = TURNTABLE_DEFAULTS.columns, azimuth = TURNTABLE_DEFAULTS.azimuth, ...options }: TurntableOptions = {}): Promise<Turntable> {
  const resolved = resolveRenderOptions({ ...options, azimuth }, TURNTABLE_DEFAULTS);
  for (const [name, value] of Object.entries({ frames, columns })) if (!(Number.isInteger(value) && value >= 1 && value <= 360)) throw new MeshError("option", `${name} must be a whole number from 1 to 360, not ${value}.`);
  requireTriangles(model);
  const { width, height, codec, signal, onProgress, background } = resolved;
  signal?.throwIfAborted();
  const textures = await readTextures(model, codec, TEXTURE_GAIN * Math.max(width, height), signal);
  const cameras = Array.from({ length: frames }, (_, frame) => frameModel(model, { ...resolved, azimuth: azimuth + (360 * frame) / frames, aspect: width / height }));
  // One distance for all: else the model would breathe as it turns.
  const distance = Math.max(...cameras.map((camera) => camera.distance));
  const shadow = resolved.shadow > 0 && resolved.elevation > 0 ? contactShadow(model) : null;
  const rows = Math.ceil(frames / columns);
  const sprite: Pixels = { width: columns * width, height: rows * height, data: new Uint8Array(4 * columns * width * rows * height) };
  for (const [frame, camera] of cameras.entries()) {
    const picture = await renderView(model, textures, { camera: { ...camera, distance }, width, height, background, shadow, shadowStrength: resolved.shadow, signal, onProgress: () => undefined });
    const [left, top] = [(frame % columns) * width, Math.floor(frame / columns) * height];
    for (let row = 0; row < height; row++) sprite.data.set(picture.data.subarray(4 * width * row, 4 * width * (row + 1)), 4 * ((top + row) * sprite.width + left));
    onProgress((frame + 1) / frames);
  }
  return { sprite, frames, columns, rows, width, height };
}

import { lumaAt } from "./luma-at.ts";
import type { Image } from "./image.ts";

/** A photo, or a model rendered like it: linear colours (three a pixel) and how much of each pixel is covered. */
export interface PhotoView {
  width: number;
  height: number;
  colors: Float32Array;
  coverage: Float32Array;
}

export type ModelView = PhotoView;

/** Told apart by any eye for colour, and by their brightness. */
const ONLY_PHOTO = [200, 30, 60] as const;
const ONLY_MODEL = [40, 110, 230] as const;
const OTHER_COLOR = [255, 200, 0] as const;
const FADED = 0.45;

/** The photo in pale grey on a transparent ground; over it what only one of the two shows, and where the colours differ. */
export function drawMatch(photo: PhotoView, model: ModelView, likeness: Float32Array): Image {
  const { width, height } = photo;
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const inPhoto = photo.coverage[i]!;
    const inModel = model.coverage[i]!;
    const shown = Math.max(inPhoto, inModel);
    if (shown === 0) continue;
    const light = lumaAt(photo.colors, 3 * i);
    const grey = 255 * (1 - FADED + FADED * Math.cbrt(light));
    const other = Math.min(inPhoto, inModel) * (1 - likeness[i]!);
    const missing = Math.max(0, inPhoto - inModel);
    const extra = Math.max(0, inModel - inPhoto);
    const rest = Math.max(0, shown - other - missing - extra);
    for (let k = 0; k < 3; k++) data[4 * i + k] = Math.round((rest * grey + other * OTHER_COLOR[k]! + missing * ONLY_PHOTO[k]! + extra * ONLY_MODEL[k]!) / (rest + other + missing + extra));
    data[4 * i + 3] = Math.round(255 * Math.min(1, shown));
  }
  return { width, height, data };
}

import { OutlineSampler } from "./outline-sampler.ts";
import type { Outline } from "./outline.ts";

/** Samples along the longer side of the outline's box, and beyond it on each side. */
const SAMPLES = 320;
const RIM = 12;

/** The outline that a straight photo would have given, with a distance field of its own and no lens. */
export function flattenOutline(outline: Outline): Outline {
  const { box, lens } = outline;
  if (!lens) return outline;
  const step = Math.max(box.right - box.left, box.bottom - box.top) / SAMPLES;
  const width = Math.ceil((box.right - box.left) / step) + 2 * RIM;
  const height = Math.ceil((box.bottom - box.top) / step) + 2 * RIM;
  const values = new Float32Array(width * height);
  const straight = new OutlineSampler(outline, lens);
  for (let j = 0, i = 0; j < height; j++) {
    straight.y = box.top + (j + 0.5 - RIM) * step;
    for (let k = 0; k < width; k++, i++) {
      straight.x = box.left + (k + 0.5 - RIM) * step;
      straight.sample();
      values[i] = straight.pixels / step;
    }
  }
  const { lens: _, ...rest } = outline;
  const flatBox = { left: RIM, right: RIM + (box.right - box.left) / step, top: RIM, bottom: RIM + (box.bottom - box.top) / step };
  return { ...rest, field: { width, height, values }, photoScale: outline.photoScale * step, box: flatBox };
}

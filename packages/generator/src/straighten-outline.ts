import type { OutlineBox } from "./crop-photo.ts";
import type { Outline } from "./outline.ts";
import { OutlineSampler } from "./outline-sampler.ts";
import { straightLens, type PhotoLens, type RimDepth } from "./photo-lens.ts";

/** Samples along the longer side of the area in which the straight view's box is looked for, and how far it reaches beyond the field. */
const BOX_SAMPLES = 140;
const ROOM = 0.2;
/** A distance lets this share of it be passed over: the lens may shorten what lies along a row. */
const SAFE_STEPS = 2;
const CENTER_ROUNDS = 3;

/** How a photo's camera was held. */
export interface CameraTilt {
  /** The counter-clockwise turn of the content in radians. */
  roll: number;
  /** By how much the camera stands above its axis, in radians. */
  pitch: number;
  /** The focal length in pixels of the outline's field; `Infinity` for parallel rays. */
  distance: number;
}

/**
 * The outline as a straight view from far away would show it, by what is known of the camera, and of how near the
 * outline's points are.
 */
export function straightenOutline(outline: Outline, { roll, pitch, distance }: CameraTilt, rim: RimDepth | null): Outline {
  const { box } = outline;
  let lens: PhotoLens = { ...(outline.lens ?? straightLens((box.left + box.right) / 2, (box.top + box.bottom) / 2)), cosine: Math.cos(roll), sine: Math.sin(roll), pitch, distance, rim };
  let straight = outline;
  // The axis goes through the middle of the straight view's box, which is found through the axis.
  for (let round = 0; round < CENTER_ROUNDS; round++) {
    const found = straightBox({ ...outline, lens }, lens);
    if (!found) return outline;
    straight = { ...outline, lens, box: found };
    if (distance === Infinity && pitch === 0 && round > 0) break;
    if (round < CENTER_ROUNDS - 1) lens = { ...lens, centerX: (found.left + found.right) / 2, centerY: (found.top + found.bottom) / 2 };
  }
  return straight;
}

/** Where the straight view's outline begins and ends, between samples by the distances there. */
function straightBox(outline: Outline, lens: PhotoLens): OutlineBox | null {
  const { width, height } = outline.field;
  const step = (Math.max(width, height) * (1 + 2 * ROOM)) / BOX_SAMPLES;
  const columns = Math.ceil((width * (1 + 2 * ROOM)) / step);
  const rows = Math.ceil((height * (1 + 2 * ROOM)) / step);
  const left = -ROOM * width;
  const top = -ROOM * height;
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  const above = new Float64Array(columns).fill(1);
  const straight = new OutlineSampler(outline, lens);
  for (let j = 0; j < rows; j++) {
    const y = top + j * step;
    straight.y = y;
    let before = 1;
    for (let i = 0; i < columns; i++) {
      const x = left + i * step;
      straight.x = x;
      straight.sample();
      const here = straight.pixels;
      if (here < 0 !== before < 0) {
        const crossing = x - (step * here) / (here - before);
        box.left = Math.min(box.left, crossing);
        box.right = Math.max(box.right, crossing);
      }
      // Far from the outline the samples to the right are on the same side of it.
      const last = Math.min(columns - 1, i + Math.max(0, Math.floor(Math.abs(here) / (SAFE_STEPS * step)) - 1));
      if (here < 0 !== above[i]! < 0) {
        const crossing = y - (step * here) / (here - above[i]!);
        box.top = Math.min(box.top, crossing);
        box.bottom = Math.max(box.bottom, crossing);
      }
      for (; i < last; i++) above[i] = here;
      above[i] = before = here;
    }
  }
  return box.right > box.left && box.bottom > box.top ? box : null;
}

import type { Area, EditableMask } from "./editable-mask.ts";

const VEIL = [16, 20, 46] as const;
const VEIL_ALPHA = 205;
const OUTLINE = [64, 196, 255, 255] as const;
const OUTLINE_RADIUS = 2;
const HALF = 128;

/** Draws a part of a mask over its photo: a dark veil over the background, a bright line around the object. */
export function drawVeil(canvas: HTMLCanvasElement, { width, height, coverage }: EditableMask, area: Area): void {
  const [left, top] = [Math.max(0, area.left - OUTLINE_RADIUS), Math.max(0, area.top - OUTLINE_RADIUS)];
  const [right, bottom] = [Math.min(width, area.right + OUTLINE_RADIUS), Math.min(height, area.bottom + OUTLINE_RADIUS)];
  if (right <= left || bottom <= top) return;
  const picture = new ImageData(right - left, bottom - top);
  const isObject = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && coverage[y * width + x]! >= HALF;
  for (let y = top, at = 0; y < bottom; y++) {
    for (let x = left; x < right; x++, at += 4) {
      const share = coverage[y * width + x]!;
      if (share >= HALF) continue;
      const isRim = isObject(x - OUTLINE_RADIUS, y) || isObject(x + OUTLINE_RADIUS, y) || isObject(x, y - OUTLINE_RADIUS) || isObject(x, y + OUTLINE_RADIUS);
      picture.data.set(isRim ? OUTLINE : [...VEIL, VEIL_ALPHA], at);
    }
  }
  canvas.getContext("2d")?.putImageData(picture, left, top);
}

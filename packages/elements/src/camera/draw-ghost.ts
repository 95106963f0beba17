import type { ShownMask } from "../coach/photo-examiner.ts";

const LINE = [120, 214, 255, 230] as const;
const HALF = 128;
const RADIUS = 2;

/** Draws the outline of the object mirrored, as it must look from behind. */
export function drawGhost(canvas: HTMLCanvasElement, { width, height, coverage }: ShownMask): void {
  canvas.width = width;
  canvas.height = height;
  const picture = new ImageData(width, height);
  const isObject = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && coverage[y * width + (width - 1 - x)]! >= HALF;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (isObject(x, y)) continue;
      if (isObject(x - RADIUS, y) || isObject(x + RADIUS, y) || isObject(x, y - RADIUS) || isObject(x, y + RADIUS)) picture.data.set(LINE, 4 * i);
    }
  }
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
}

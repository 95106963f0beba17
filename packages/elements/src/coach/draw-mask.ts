import type { ShownMask } from "./photo-examiner.ts";

/** Dark enough to be told from any photo; the outline is bright, so that it shows on dark photos too. */
const VEIL = [16, 20, 46, 200] as const;
const OUTLINE = [64, 196, 255, 255] as const;
const HALF = 128;
const OUTLINE_RADIUS = 2;

/** Draws what the generator takes for background as a dark veil with a bright line around the object, to lie over the photo. */
export function drawMask(canvas: HTMLCanvasElement, { width, height, coverage }: ShownMask): void {
  canvas.width = width;
  canvas.height = height;
  const picture = new ImageData(width, height);
  const isObject = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && coverage[y * width + x]! >= HALF;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (isObject(x, y)) continue;
      const isRim = isObject(x - OUTLINE_RADIUS, y) || isObject(x + OUTLINE_RADIUS, y) || isObject(x, y - OUTLINE_RADIUS) || isObject(x, y + OUTLINE_RADIUS);
      picture.data.set(isRim ? OUTLINE : VEIL, 4 * i);
    }
  }
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
}

import type { Image, Mask } from "./image.ts";

/** The object cut out of its photo, at most so many pixels long, with a rim of background around it. */
export interface CroppedPhoto {
  width: number;
  height: number;
  /** Straight RGB, `width * height * 3`, 0–255; mixed by coverage, so that no background bleeds in. */
  colors: Float32Array;
  coverage: Float32Array;
  /** Sub-pixel box of the outline in this crop's pixels. */
  box: OutlineBox;
  /** The whole picture's longer side, in this crop's pixels. */
  pictureSide: number;
}

export interface OutlineBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const RIM_SHARE = 0.04;
const RIM_PIXELS = 3;
const VISIBLE = 0.03;

/**
 * Cuts the object out and averages it down to `maxSize` pixels along its longer side; a smaller object keeps its size.
 * Returns `null` if the mask is empty.
 */
export function cropPhoto(image: Image, mask: Mask, maxSize: number): CroppedPhoto | null {
  const source = pixelBox(mask);
  if (!source) return null;
  const sourceWidth = source.right - source.left;
  const sourceHeight = source.bottom - source.top;
  const scale = Math.max(1, Math.max(sourceWidth, sourceHeight) / maxSize);
  const rim = Math.ceil((Math.max(sourceWidth, sourceHeight) / scale) * RIM_SHARE) + RIM_PIXELS;
  const width = Math.ceil(sourceWidth / scale) + 2 * rim;
  const height = Math.ceil(sourceHeight / scale) + 2 * rim;
  const colors = new Float32Array(width * height * 3);
  const coverage = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = source.top + (y - rim) * scale;
    if (scale === 1) {
      copyRow(image, mask, source.left - rim, top, colors, coverage, y * width, width);
      continue;
    }
    for (let x = 0; x < width; x++) {
      averageArea(image, mask, source.left + (x - rim) * scale, top, scale, colors, coverage, y * width + x);
    }
  }
  const box = outlineBox(coverage, width, height);
  return box ? { width, height, colors, coverage, box, pictureSide: Math.max(image.width, image.height) / scale } : null;
}

/** As {@link averageArea} does with single pixels. */
function copyRow(image: Image, mask: Mask, left: number, y: number, colors: Float32Array, coverage: Float32Array, out: number, width: number): void {
  if (y < 0 || y >= image.height) return;
  const end = Math.min(width, image.width - left);
  for (let x = Math.max(0, -left); x < end; x++) {
    const i = y * image.width + left + x;
    const c = mask.coverage[i]!;
    if (c <= 0) continue;
    const o = 3 * (out + x);
    colors[o] = (image.data[4 * i]! * c) / c;
    colors[o + 1] = (image.data[4 * i + 1]! * c) / c;
    colors[o + 2] = (image.data[4 * i + 2]! * c) / c;
    coverage[out + x] = Math.min(1, c);
  }
}

function averageArea(
  image: Image,
  mask: Mask,
  left: number,
  top: number,
  size: number,
  colors: Float32Array,
  coverage: Float32Array,
  out: number,
): void {
  const x0 = Math.max(0, Math.floor(left));
  const x1 = Math.min(image.width, Math.ceil(left + size));
  const y0 = Math.max(0, Math.floor(top));
  const y1 = Math.min(image.height, Math.ceil(top + size));
  let r = 0;
  let g = 0;
  let b = 0;
  let covered = 0;
  for (let y = y0; y < y1; y++) {
    const rowShare = Math.min(y + 1, top + size) - Math.max(y, top);
    for (let x = x0; x < x1; x++) {
      const i = y * image.width + x;
      const c = mask.coverage[i]! * rowShare * (Math.min(x + 1, left + size) - Math.max(x, left));
      if (c <= 0) continue;
      r += image.data[4 * i]! * c;
      g += image.data[4 * i + 1]! * c;
      b += image.data[4 * i + 2]! * c;
      covered += c;
    }
  }
  if (covered <= 0) return;
  colors[3 * out] = r / covered;
  colors[3 * out + 1] = g / covered;
  colors[3 * out + 2] = b / covered;
  coverage[out] = Math.min(1, covered / (size * size));
}

function pixelBox(mask: Mask): OutlineBox | null {
  let left = mask.width;
  let right = 0;
  let top = mask.height;
  let bottom = 0;
  for (let y = 0, i = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++, i++) {
      if (mask.coverage[i]! <= VISIBLE) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  return right > left ? { left, right, top, bottom } : null;
}

/** Where the outline begins and ends along each axis, the partly covered pixels at the rim counted by their coverage. */
function outlineBox(coverage: Float32Array, width: number, height: number): OutlineBox | null {
  const columns = new Float32Array(width);
  const rows = new Float32Array(height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const c = coverage[i]!;
      if (c > columns[x]!) columns[x] = c;
      if (c > rows[y]!) rows[y] = c;
    }
  }
  const [left, right] = covered(columns);
  const [top, bottom] = covered(rows);
  return right > left && bottom > top ? { left, right, top, bottom } : null;
}

function covered(line: Float32Array): [number, number] {
  let first = 0;
  while (first < line.length && line[first]! < 0.5) first++;
  if (first === line.length) return [0, 0];
  let last = line.length - 1;
  while (line[last]! < 0.5) last--;
  return [first - (first > 0 ? line[first - 1]! : 0), last + 1 + (last + 1 < line.length ? line[last + 1]! : 0)];
}

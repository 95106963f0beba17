import { boxBlur, rimWidth, shrinkToOklab, type Image, type LabImage, type Mask } from "@model-3d/generator/masks";

export const BORDERS = ["top", "right", "bottom", "left"] as const;
export type Border = (typeof BORDERS)[number];

export interface OutlineMeasures {
  /** Share of each border of the photo (0–1) that is no background: the object goes on beyond it. */
  cut: Readonly<Record<Border, number>>;
  /** How unquiet the background is: how far the pixels of the photo's rim differ from their neighbours, the median, in OKLab units. */
  noise: number;
  /** OKLab distance of object and background where the outline is the weakest: a fifth of it is weaker. */
  contrast: number;
  /** Longer side of the object's box as a share of the photo's longer side. */
  extent: number;
}

const WORK_SIZE = 320;
const CONTRAST_RADIUS = 3;
const WEAK_SHARE = 0.2;
const OPAQUE = 250;
const ROUGHNESS_RADIUS = 3;
/** A border pixel belongs to the object when no corner of the photo looks like it: by this much, or by so many times the noise. */
const STRANGE = 0.06;
const STRANGE_NOISE = 6;

/** How the object lies in its photo, and how well it stands out. */
export function measureOutline(image: Image, mask: Mask): OutlineMeasures {
  const factor = Math.max(1, Math.ceil(Math.max(image.width, image.height) / WORK_SIZE));
  const lab = shrinkToOklab(image, factor);
  const coverage = shrinkMask(mask, lab, factor);
  const isCutOut = hasTransparency(image);
  const rim = rimWidth(lab);
  const noise = isCutOut ? 0 : measureNoise(lab, rim);
  return {
    cut: measureCut(lab, coverage, isCutOut ? Infinity : Math.max(STRANGE, STRANGE_NOISE * noise), rim),
    noise,
    contrast: isCutOut ? 1 : measureContrast(lab, coverage),
    extent: measureExtent(lab, coverage),
  };
}

function shrinkMask(mask: Mask, { width, height }: LabImage, factor: number): Float32Array {
  const coverage = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let j = 0; j < factor; j++) for (let i = 0; i < factor; i++) sum += mask.coverage[(y * factor + j) * mask.width + x * factor + i]!;
      coverage[y * width + x] = sum / factor ** 2;
    }
  }
  return coverage;
}

function hasTransparency({ data }: Image): boolean {
  let transparent = 0;
  for (let o = 3; o < data.length; o += 4) if (data[o]! < OPAQUE) transparent++;
  return transparent > data.length / 4 / 500;
}

function measureNoise({ width, height, values }: LabImage, rim: number): number {
  const smooth = boxBlur(values, width, height, ROUGHNESS_RADIUS, 3);
  const found: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (x < rim || y < rim || x >= width - rim || y >= height - rim) found.push(distance(values, y * width + x, smooth, y * width + x));
    }
  }
  found.sort((a, b) => a - b);
  return found[found.length >> 1]!;
}

/**
 * The generator takes what is at the rim for background, so its mask may leave a cut object out just there; hence the
 * rim's own colours count too: a pixel that looks like none of the corners, nor like something between the two beside it,
 * is no background.
 */
function measureCut(lab: LabImage, coverage: Float32Array, strange: number, rim: number): Record<Border, number> {
  const { width, height, values } = lab;
  const corners = [0, width - rim, (height - rim) * width, (height - rim) * width + width - rim].map((start) => meanOf(lab, start, rim));
  const isStrange = (i: number, from: Float32Array, to: Float32Array, share: number): boolean => {
    const between = from.map((value, k) => value + (to[k]! - value) * share);
    return [...corners, between].every((color) => distance(values, i, color, 0) > strange);
  };
  const along = (length: number, at: (step: number) => number, from: number, to: number): number => {
    let taken = 0;
    for (let step = 0; step < length; step++) {
      if (coverage[at(step)]! > 0.5 || isStrange(at(step), corners[from]!, corners[to]!, step / length)) taken++;
    }
    return taken / length;
  };
  return {
    top: along(width, (x) => width + x, 0, 1),
    right: along(height, (y) => y * width + width - 2, 1, 3),
    bottom: along(width, (x) => (height - 2) * width + x, 2, 3),
    left: along(height, (y) => y * width + 1, 0, 2),
  };
}

function meanOf({ width, values }: LabImage, start: number, side: number): Float32Array {
  const mean = new Float32Array(3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) for (let k = 0; k < 3; k++) mean[k] = mean[k]! + values[3 * (start + y * width + x) + k]! / side ** 2;
  }
  return mean;
}

function distance(one: Float32Array, i: number, other: Float32Array, j: number): number {
  return Math.hypot(one[3 * i]! - other[3 * j]!, one[3 * i + 1]! - other[3 * j + 1]!, one[3 * i + 2]! - other[3 * j + 2]!);
}

/** Compares what lies just inside of the outline with what lies just outside. */
function measureContrast({ width, height, values }: LabImage, coverage: Float32Array): number {
  const inside = boxBlur(coverage, width, height, CONTRAST_RADIUS);
  const weighted = boxBlur(Float32Array.from(values, (value, i) => value * coverage[Math.floor(i / 3)]!), width, height, CONTRAST_RADIUS, 3);
  const all = boxBlur(values, width, height, CONTRAST_RADIUS, 3);
  const distances: number[] = [];
  for (let i = 0; i < coverage.length; i++) {
    const share = inside[i]!;
    if (share < 0.35 || share > 0.65) continue;
    let square = 0;
    for (let k = 0; k < 3; k++) square += (weighted[3 * i + k]! / share - (all[3 * i + k]! - weighted[3 * i + k]!) / (1 - share)) ** 2;
    distances.push(Math.sqrt(square));
  }
  distances.sort((a, b) => a - b);
  return distances[Math.floor(distances.length * WEAK_SHARE)] ?? 0;
}

function measureExtent({ width, height }: LabImage, coverage: Float32Array): number {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let i = 0; i < coverage.length; i++) {
    if (coverage[i]! <= 0.5) continue;
    left = Math.min(left, i % width);
    right = Math.max(right, i % width);
    top = Math.min(top, Math.floor(i / width));
    bottom = Math.floor(i / width);
  }
  return Math.max(right - left + 1, bottom - top + 1, 0) / Math.max(width, height);
}

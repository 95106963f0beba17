import { shrinkToOklab, type Image, type Mask } from "@model-3d/generator/masks";

/** One colour of an object: OKLab (a and b times 1.6), and which share of the object has it. */
export interface PaletteColor {
  color: readonly [lightness: number, a: number, b: number];
  share: number;
}

/** What is left of a photo to compare it with others. */
export interface Likeness {
  /** The whole photo on a grid of {@link THUMBNAIL_SIDE}², three OKLab numbers each. */
  thumbnail: Float32Array;
  /** The object's colours. */
  palette: readonly PaletteColor[];
}

const THUMBNAIL_SIDE = 24;
const PALETTE_WORK_SIZE = 160;
const OBJECT = 0.9;
const BIN = 0.06;
const MIN_SHARE = 0.004;
/** Light differs from side to side more than hue does. */
const LIGHTNESS_WEIGHT = 0.5;
/** Distance up to which two colours may be the same paint in another light. */
const SAME_PAINT = 0.08;
/** From another side the same paint may fill so many times as much of the object. */
const MORE_FROM_HERE = 4;

export function measureLikeness(image: Image, mask: Mask): Likeness {
  return { thumbnail: thumbnailOf(image), palette: paletteOf(image, mask) };
}

function thumbnailOf({ width, height, data }: Image): Float32Array {
  const small = new Uint8Array(THUMBNAIL_SIDE ** 2 * 4);
  for (let v = 0; v < THUMBNAIL_SIDE; v++) {
    const [top, bottom] = [Math.floor((v * height) / THUMBNAIL_SIDE), Math.ceil(((v + 1) * height) / THUMBNAIL_SIDE)];
    for (let u = 0; u < THUMBNAIL_SIDE; u++) {
      const [left, right] = [Math.floor((u * width) / THUMBNAIL_SIDE), Math.ceil(((u + 1) * width) / THUMBNAIL_SIDE)];
      const sums = [0, 0, 0];
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const o = 4 * (y * width + x);
          const alpha = data[o + 3]! / 255;
          for (let k = 0; k < 3; k++) sums[k] = sums[k]! + data[o + k]! * alpha + 255 * (1 - alpha);
        }
      }
      for (let k = 0; k < 3; k++) small[4 * (v * THUMBNAIL_SIDE + u) + k] = Math.round(sums[k]! / ((bottom - top) * (right - left)));
    }
  }
  return shrinkToOklab({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, data: small }, 1).values;
}

function paletteOf(image: Image, mask: Mask): PaletteColor[] {
  const factor = Math.max(1, Math.ceil(Math.max(image.width, image.height) / PALETTE_WORK_SIZE));
  const { width, height, values } = shrinkToOklab(image, factor);
  const bins = new Map<string, { sums: [number, number, number]; count: number }>();
  let object = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask.coverage[(y * factor + (factor >> 1)) * mask.width + x * factor + (factor >> 1)]! < OBJECT) continue;
      const o = 3 * (y * width + x);
      const key = [0, 1, 2].map((k) => Math.round(values[o + k]! / BIN)).join();
      const bin = bins.get(key) ?? { sums: [0, 0, 0], count: 0 };
      for (const k of [0, 1, 2] as const) bin.sums[k] += values[o + k]!;
      bin.count++;
      bins.set(key, bin);
      object++;
    }
  }
  return [...bins.values()]
    .map(({ sums: [l, a, b], count }) => ({ color: [l / count, a / count, b / count] as const, share: count / object }))
    .filter(({ share }) => share >= MIN_SHARE);
}

/** Share of an object (0–1) whose colours the others have not, or far too little of. */
export function foreignShare(own: readonly PaletteColor[], others: readonly PaletteColor[]): number {
  let foreign = 0;
  let total = 0;
  for (const { color, share } of own) {
    const there = others.reduce((sum, other) => sum + (paintDistance(color, other.color) < SAME_PAINT ? other.share : 0), 0);
    total += share;
    foreign += Math.max(0, share - MORE_FROM_HERE * there);
  }
  return total === 0 ? 0 : foreign / total;
}

function paintDistance(one: PaletteColor["color"], other: PaletteColor["color"]): number {
  return Math.hypot((one[0] - other[0]) * LIGHTNESS_WEIGHT, one[1] - other[1], one[2] - other[2]);
}

/** Mean distance of two whole photos, in OKLab units; with `isMirrored` the other one is turned over left to right. */
export function photoDistance({ thumbnail: one }: Likeness, { thumbnail: other }: Likeness, isMirrored = false): number {
  let sum = 0;
  for (let v = 0; v < THUMBNAIL_SIDE; v++) {
    for (let u = 0; u < THUMBNAIL_SIDE; u++) {
      const o = 3 * (v * THUMBNAIL_SIDE + u);
      const p = isMirrored ? 3 * (v * THUMBNAIL_SIDE + THUMBNAIL_SIDE - 1 - u) : o;
      sum += Math.hypot(one[o]! - other[p]!, one[o + 1]! - other[p + 1]!, one[o + 2]! - other[p + 2]!);
    }
  }
  return sum / THUMBNAIL_SIDE ** 2;
}

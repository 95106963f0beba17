import type { Image, Mask } from "@model-3d/generator/masks";

/** Standard deviation in pixels of the blur that is added on purpose, to see how much an edge still has to lose. */
const REBLUR_PX = 1;
const KERNEL_RADIUS = 3;
/** What a central difference blurs by itself, as a variance in square pixels. */
const DIFFERENCE_VARIANCE = 1 / 3;
/** An edge counts from this share of the strongest ones on; what is weaker may be shading or noise. */
const EDGE_SHARE = 0.3;
/** Steepness in lightness (0–1) a pixel below which nothing is an edge. */
const MIN_STEEPNESS = 0.004;
/** The outline of the object is an edge whatever its steepness, as long as it is more than grain. */
const MIN_OUTLINE_STEEPNESS = 0.008;
const DIRECTIONS = 4;
const MIN_EDGE_PIXELS = 24;
const MIN_DIRECTION_SHARE = 0.06;
/** Far smeared edges have too little steepness in 256 steps of lightness: they are measured in half the size, and in half of that. */
const MAX_LEVELS = 4;
const MIN_SIDE = 64;
const SMEARED = 1;
/** The object begins where the mask covers this much; its own outline is an edge too, and often the best one. */
const TOUCHED = 0.02;
const MARGIN_PX = 4;

/**
 * How far edges are smeared, as the standard deviation of the blur in pixels of the picture as it was handed in; `null`
 * when the object has no edge to judge by.
 *
 * The measure is that of Zhuo and Sim, "Defocus map estimation from a single image" (Pattern Recognition 44, 2011): a
 * picture is blurred once more by a known amount, and the ratio of the steepness before and after tells how blurred the
 * edge was. Contrast and size of the object cancel out, which they do not in the variance of the Laplacian. The sharper
 * quarter of the edges counts, for each direction by itself: what a moving hand has smeared is sharp along the movement.
 */
export function measureBlur(image: Image, mask: Mask): number | null {
  let plane: Plane = { width: image.width, height: image.height, light: lightness(image), coverage: mask.coverage };
  let widest: number | null = null;
  for (let level = 0; level < MAX_LEVELS && Math.min(plane.width, plane.height) >= MIN_SIDE; level++) {
    const found = blurOfPlane(plane);
    // A sharp edge stays sharp in a smaller picture; only what is still smeared there says anything about the large one.
    if (found !== null && (level === 0 || found >= SMEARED)) widest = Math.max(widest ?? 0, found * 2 ** level);
    plane = halve(plane);
  }
  return widest;
}

interface Plane {
  width: number;
  height: number;
  light: Float32Array;
  coverage: Float32Array;
}

function blurOfPlane({ width, height, light, coverage }: Plane): number | null {
  const again = blurOnceMore(light, width, height);
  const places: number[] = [];
  const steep: number[] = [];
  for (let y = MARGIN_PX; y < height - MARGIN_PX; y++) {
    for (let x = MARGIN_PX; x < width - MARGIN_PX; x++) {
      const i = y * width + x;
      if (nearness(coverage, i, width) === 0 || !isRidge(light, i, width)) continue;
      steep.push(steepness(light, i, width));
      places.push(i);
    }
  }
  const strong = EDGE_SHARE * quantile([...steep], 0.97);
  const byDirection: number[][] = Array.from({ length: DIRECTIONS }, () => []);
  for (let k = 0; k < places.length; k++) {
    const i = places[k]!;
    if (steep[k]! < strong && (steep[k]! < MIN_OUTLINE_STEEPNESS || nearness(coverage, i, width) < 2)) continue;
    byDirection[directionOf(light, i, width)]!.push(blurAt(steep[k]!, steepness(again, i, width)));
  }
  const edges = byDirection.reduce((sum, blurs) => sum + blurs.length, 0);
  const judged = byDirection.filter((blurs) => blurs.length >= Math.max(MIN_EDGE_PIXELS, MIN_DIRECTION_SHARE * edges)).map((blurs) => quantile(blurs, 0.25));
  return judged.length === 0 ? null : Math.max(...judged);
}

function halve({ width, height, light, coverage }: Plane): Plane {
  const [w, h] = [width >> 1, height >> 1];
  const shrink = (from: Float32Array): Float32Array => {
    const to = new Float32Array(w * h);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const i = 2 * y * width + 2 * x;
        to[y * w + x] = (from[i]! + from[i + 1]! + from[i + width]! + from[i + width + 1]!) / 4;
      }
    }
    return to;
  };
  return { width: w, height: h, light: shrink(light), coverage: shrink(coverage) };
}

/** From how much steepness is left: an edge that was sharp loses more. */
function blurAt(before: number, after: number): number {
  const ratio = (before / Math.max(after, 1e-6)) ** 2;
  if (ratio <= 1.0001) return Number.MAX_SAFE_INTEGER;
  return Math.sqrt(Math.max(0, REBLUR_PX ** 2 / (ratio - 1) - DIFFERENCE_VARIANCE));
}

/** Lightness as the eye steps it (gamma-coded luma, 0–1); what is transparent lies on white. */
function lightness({ width, height, data }: Image): Float32Array {
  const light = new Float32Array(width * height);
  for (let i = 0, o = 0; i < light.length; i++, o += 4) {
    const alpha = data[o + 3]! / 255;
    light[i] = ((0.2126 * data[o]! + 0.7152 * data[o + 1]! + 0.0722 * data[o + 2]!) / 255) * alpha + 1 - alpha;
  }
  return light;
}

function blurOnceMore(source: Float32Array, width: number, height: number): Float32Array {
  const kernel = Float32Array.from({ length: 2 * KERNEL_RADIUS + 1 }, (_, k) => Math.exp(-((k - KERNEL_RADIUS) ** 2) / (2 * REBLUR_PX ** 2)));
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  const pass = (from: Float32Array, step: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let i = KERNEL_RADIUS * step; i < from.length - KERNEL_RADIUS * step; i++) {
      let value = 0;
      for (let k = 0; k < kernel.length; k++) value += kernel[k]! * from[i + (k - KERNEL_RADIUS) * step]!;
      to[i] = value / sum;
    }
    return to;
  };
  return height < 2 ? source : pass(pass(source, 1), width);
}

/** 0 away from the object, 1 on it, 2 at its outline. */
function nearness(coverage: Float32Array, i: number, width: number): 0 | 1 | 2 {
  const step = MARGIN_PX;
  const [a, b, c, d, e] = [coverage[i]!, coverage[i - step]!, coverage[i + step]!, coverage[i - step * width]!, coverage[i + step * width]!];
  if (Math.max(a, b, c, d, e) <= TOUCHED) return 0;
  return Math.min(a, b, c, d, e) < TOUCHED ? 2 : 1;
}

function steepness(light: Float32Array, i: number, width: number): number {
  return Math.sqrt((light[i + 1]! - light[i - 1]!) ** 2 + (light[i + width]! - light[i - width]!) ** 2) / 2;
}

/** Whether nothing is steeper one step to either side, across the edge. */
function isRidge(light: Float32Array, i: number, width: number): boolean {
  const dx = light[i + 1]! - light[i - 1]!;
  const dy = light[i + width]! - light[i - width]!;
  const own = Math.sqrt(dx * dx + dy * dy) / 2;
  if (own < MIN_STEEPNESS) return false;
  const direction = directionFrom(dx, dy);
  const step = [1, width + 1, width, width - 1][direction]!;
  return own >= steepness(light, i - step, width) && own >= steepness(light, i + step, width);
}

function directionOf(light: Float32Array, i: number, width: number): number {
  return directionFrom(light[i + 1]! - light[i - 1]!, light[i + width]! - light[i - width]!);
}

/** 0 across, 1 falling, 2 down, 3 rising. */
function directionFrom(dx: number, dy: number): number {
  return Math.round((Math.atan2(dy, dx) / Math.PI) * DIRECTIONS + DIRECTIONS) % DIRECTIONS;
}

function quantile(values: number[], share: number): number {
  if (values.length === 0) return 0;
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.floor(values.length * share))]!;
}

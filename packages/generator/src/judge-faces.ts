import { lumaAt } from "./luma-at.ts";
import { median } from "./median.ts";
import type { CroppedPhoto } from "./crop-photo.ts";
import type { Outline } from "./outline.ts";

/** What the light on an object says about its sides: that they are flat, that they bend around it, or nothing clear. */
export type Faces = "flat" | "curved" | "unclear";

/** Where each row is looked at, from its left end at −1 to its right one at 1: not at the very rim, which is mixed with what is behind. */
const PLACES = [-0.9, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 0.9];
/** Each place is the mean of so much of its row to both sides. */
const REACH = 0.02;
/** A row counts if it is one piece and at least this share of the widest such row. */
const BODY_WIDTH = 0.6;
const ONE_PIECE = 0.98;
/** Of the object's height: a seat or a table's top says nothing of what is below. */
const MIN_HEIGHT = 0.4;
/** Of a row's mean brightness: what it falls by from the middle to the rims, and from rim to rim, on flat sides at most, on bent ones at least. */
const FLAT_BEND = 0.05;
const FLAT_SLOPE = 0.07;
const CURVED_BEND = 0.06;
/** A row's own bend is off the median's by so much at most on half of the rows: else print and parts say more than the light does. */
const CLEAR_SPREAD = 0.04;
/** Of 255: a drawing of one colour has no light that could say anything. */
const LEAST_LIGHT = 1;

/** Shapes are built again and again from the same photos. */
const judged = new WeakMap<CroppedPhoto, Faces>();

/**
 * Tells boxes from what is turned on a lathe, which can have the same outlines: light falls evenly over a flat side and bends over a round one
 * (Horn, "Shape from Shading", 1970: brightness is a function of the normal). Along each row brightness is taken for a parabola, and of all rows the
 * median counts, so that labels and parts do not.
 *
 * @param outlines of views from around the object, not from above or below. Half of them have to say so, and none the contrary.
 */
export function judgeFaces(outlines: readonly Outline[]): Faces {
  const faces = outlines.map(({ photo }) => {
    const face = judged.get(photo) ?? judgeFace(photo);
    judged.set(photo, face);
    return face;
  });
  const flat = faces.filter((face) => face === "flat").length;
  const curved = faces.filter((face) => face === "curved").length;
  if (flat > 0 && curved > 0) return "unclear";
  return 2 * flat >= faces.length ? "flat" : 2 * curved >= faces.length ? "curved" : "unclear";
}

function judgeFace(photo: CroppedPhoto): Faces {
  const bends: number[] = [];
  const slopes: number[] = [];
  let [darkest, brightest] = [Infinity, 0];
  for (const { left, right, row } of bodyRows(photo)) {
    const values = PLACES.map((place) => brightnessAt(photo, row, (left + right + place * (right - left)) / 2, (REACH / 2) * (right - left)));
    darkest = Math.min(darkest, ...values);
    brightest = Math.max(brightest, ...values);
    const { bend, slope } = fitParabola(values);
    bends.push(bend);
    slopes.push(slope);
  }
  if (bends.length < MIN_HEIGHT * (photo.box.bottom - photo.box.top) || brightest - darkest < LEAST_LIGHT) return "unclear";
  const bend = median(bends);
  if (median(bends.map((own) => Math.abs(own - bend))) > CLEAR_SPREAD) return "unclear";
  if (Math.abs(bend) <= FLAT_BEND && Math.abs(median(slopes)) <= FLAT_SLOPE) return "flat";
  return bend <= -CURVED_BEND ? "curved" : "unclear";
}

function bodyRows({ width, height, coverage }: CroppedPhoto): { left: number; right: number; row: number }[] {
  const pieces: { left: number; right: number; row: number }[] = [];
  let widest = 0;
  for (let row = 0; row < height; row++) {
    let [left, right, covered] = [-1, -1, 0];
    for (let x = 0; x < width; x++) {
      if (coverage[row * width + x]! < 0.5) continue;
      if (left < 0) left = x;
      right = x + 1;
      covered++;
    }
    if (covered === 0 || covered < ONE_PIECE * (right - left)) continue;
    widest = Math.max(widest, right - left);
    pieces.push({ left, right, row });
  }
  return pieces.filter(({ left, right }) => right - left >= BODY_WIDTH * widest);
}

/** Mean luma of a stretch of a row. */
function brightnessAt({ width, colors }: CroppedPhoto, row: number, middle: number, reach: number): number {
  const from = Math.max(0, Math.floor(middle - reach));
  const to = Math.min(width - 1, Math.max(from, Math.ceil(middle + reach) - 1));
  let sum = 0;
  for (let x = from; x <= to; x++) sum += lumaAt(colors, 3 * (row * width + x));
  return sum / (to - from + 1);
}

/** Least squares of `middle · (1 + slope · place + bend · place²)`. */
function fitParabola(values: readonly number[]): { bend: number; slope: number } {
  let [first, second, fourth, sum, along, square] = [0, 0, 0, 0, 0, 0];
  PLACES.forEach((place, at) => {
    const value = values[at]!;
    first++;
    second += place ** 2;
    fourth += place ** 4;
    sum += value;
    along += place * value;
    square += place ** 2 * value;
  });
  const middle = (sum * fourth - square * second) / (first * fourth - second * second);
  const bend = (square * first - sum * second) / (first * fourth - second * second);
  return middle > 0 ? { bend: bend / middle, slope: along / second / middle } : { bend: 0, slope: 0 };
}

import { sampleField, type Outline } from "./outline.ts";
import { supportShares } from "./support-shares.ts";
import { isFlank, isUpright } from "./view-cameras.ts";
import { visitEdges } from "./visit-edges.ts";

/** Photos are rolled by a few degrees at most; whoever turns the camera more does it on purpose. */
const MAX_ROLL_DEGREES = 5;
const STEP_DEGREES = 0.25;
const SAMPLES = 80;
/** An outline that is at best this much like its own mirror image says nothing about upright. */
const MIRROR_FROM = 0.9;
/** How much a clear mirror axis, straight edges and the fit of the pair count. */
const MIRROR_WEIGHT = 6;
const STRAIGHT_WEIGHT = 0.6;
const PAIR_WEIGHT = 6;
/** How much the line counts on which the outline would stand. */
const SUPPORT_WEIGHT = 0.2;
/**
 * Seen from the side, a thing's front and back are not alike, and what touches the floor nearer to the camera is shown lower: only feet
 * with an arch between them, of so much of the height, tell where the floor is, and they count for less.
 */
const SIDE_SUPPORT_WEIGHT = 0.1;
const SIDE_ARCH = 0.2;
/** What a roll must bring over none, and how much more by the square of its degrees: photos are straight unless they show otherwise. */
const MIN_GAIN = 0.02;
const SQUARE_DEGREE_COST = 0.0013;
/** Pixels to either side over which an edge's direction is measured. */
const EDGE_REACH = 3;
const EDGE_WIDTH_DEGREES = 0.7;

const COUNT = Math.round(MAX_ROLL_DEGREES / STEP_DEGREES);
const DEGREES = Float64Array.from({ length: 2 * COUNT + 1 }, (_, i) => (i - COUNT) * STEP_DEGREES);
const ANGLES = DEGREES.map((degrees) => (degrees * Math.PI) / 180);

/**
 * The counter-clockwise turn of each photo's content in radians: at which angle an outline is most like its own mirror
 * image, has most edges that run upright or level, stands level, and (front and back) is most like the other one mirrored.
 *
 * @param isStraightened whether perspective was taken out of the outlines: how deep each foot of a side stands was guessed for that, so that they tell nothing.
 */
export function estimateRolls(outlines: Outline[], isStraightened = false): number[] {
  const scores = outlines.map((outline) => ownScores(outline, isStraightened));
  const rolls = scores.map(bestIndex);
  const front = outlines.findIndex((outline) => outline.camera === "front");
  const back = outlines.findIndex((outline) => outline.camera === "back");
  if (front >= 0 && back >= 0) [rolls[front], rolls[back]] = bestPair(outlines[front]!, outlines[back]!, scores[front]!, scores[back]!);
  return rolls.map((i) => ANGLES[i]!);
}

function bestIndex(scores: Float64Array): number {
  let best = COUNT;
  let most = scores[COUNT]! + MIN_GAIN;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]! - rollCost(i);
    if (score > most) [most, best] = [score, i];
  }
  return best;
}

function rollCost(i: number): number {
  return SQUARE_DEGREE_COST * (STEP_DEGREES * (i - COUNT)) ** 2;
}

/** Both turns at once: the pair is alike where their sum is right, whatever each of them is. */
function bestPair(front: Outline, back: Outline, frontScores: Float64Array, backScores: Float64Array): [number, number] {
  const sums = new Float64Array(4 * COUNT + 1);
  const one = centerOf(front);
  const two = centerOf(back);
  for (let s = 0; s < sums.length; s++) sums[s] = PAIR_WEIGHT * agreement(front, back, one, two, 0, ((s - 2 * COUNT) * STEP_DEGREES * Math.PI) / 180);
  const pair = new Float64Array(frontScores.length * backScores.length);
  const n = frontScores.length;
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) pair[a * n + b] = frontScores[a]! + backScores[b]! + sums[a + b]!;
  let best = COUNT * n + COUNT;
  let most = pair[best]! + MIN_GAIN;
  for (let i = 0; i < pair.length; i++) {
    const score = pair[i]! - rollCost(Math.floor(i / n)) - rollCost(i % n);
    if (score > most) [most, best] = [score, i];
  }
  return [Math.floor(best / n), best % n];
}

/** How much it counts for each angle that the outline would stand on it. */
function supportScores(outline: Outline, isStraightened: boolean): Float64Array | null {
  if (!isUpright(outline.view)) return null;
  if (!isFlank(outline.view)) return supportShares(outline, DEGREES, 0).map((share) => SUPPORT_WEIGHT * share);
  return isStraightened ? null : supportShares(outline, DEGREES, SIDE_ARCH).map((share) => SIDE_SUPPORT_WEIGHT * share);
}

function ownScores(outline: Outline, isStraightened: boolean): Float64Array {
  const center = centerOf(outline);
  const mirror = ANGLES.map((angle) => agreement(outline, outline, center, center, angle, angle));
  const best = mirror.reduce((most, value) => Math.max(most, value), 0);
  const trust = Math.max(0, Math.min(1, (best - MIRROR_FROM) / (1 - MIRROR_FROM)));
  const straight = straightShares(outline);
  const support = supportScores(outline, isStraightened);
  return mirror.map((value, i) => MIRROR_WEIGHT * trust * value + STRAIGHT_WEIGHT * straight[i]! + (support?.[i] ?? 0));
}

/** An outline's centre of mass, and half its extent around it. */
interface Center {
  x: number;
  y: number;
  reach: number;
}

function centerOf(outline: Outline): Center {
  const { field, box } = outline;
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let j = 0; j < SAMPLES; j++) {
    for (let i = 0; i < SAMPLES; i++) {
      const px = box.left + ((i + 0.5) / SAMPLES) * (box.right - box.left);
      const py = box.top + ((j + 0.5) / SAMPLES) * (box.bottom - box.top);
      if (sampleField(field, px, py) >= 0) continue;
      sum++;
      x += px;
      y += py;
    }
  }
  return { x: x / Math.max(1, sum), y: y / Math.max(1, sum), reach: Math.max(box.right - box.left, box.bottom - box.top) * 0.6 };
}

/** Soft intersection over union of one outline turned back by `a` and the other one turned back by `b` and mirrored, centres and sizes on each other. */
function agreement(first: Outline, second: Outline, one: Center, two: Center, a: number, b: number): number {
  const soft = (1.5 * one.reach) / SAMPLES;
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  let both = 0;
  let either = 0;
  for (let j = 0; j < SAMPLES; j++) {
    const v = ((j + 0.5) / SAMPLES) * 2 - 1;
    for (let i = 0; i < SAMPLES; i++) {
      const u = ((i + 0.5) / SAMPLES) * 2 - 1;
      const p = sampleField(first.field, one.x + one.reach * (ca * u + sa * v), one.y + one.reach * (-sa * u + ca * v));
      const q = (sampleField(second.field, two.x + two.reach * (-cb * u + sb * v), two.y + two.reach * (sb * u + cb * v)) * one.reach) / two.reach;
      const inP = Math.min(1, Math.max(0, 0.5 - p / soft));
      const inQ = Math.min(1, Math.max(0, 0.5 - q / soft));
      both += Math.min(inP, inQ);
      either += Math.max(inP, inQ);
    }
  }
  return either === 0 ? 0 : both / either;
}

/** For each angle the share of the outline whose edges run upright or level once it is turned back. */
function straightShares(outline: Outline): Float64Array {
  const shares = new Float64Array(ANGLES.length);
  let total = 0;
  visitEdges(outline.field, EDGE_REACH, EDGE_REACH, (gx, gy) => {
    total++;
    // The turn of a level or an upright edge: content turned counter-clockwise turns (1, 0) to (cos, −sin).
    const turn = Math.abs(gx) > Math.abs(gy) ? Math.atan2(-gy, gx) : Math.atan2(gx, gy);
    const folded = turn > Math.PI / 2 ? turn - Math.PI : turn < -Math.PI / 2 ? turn + Math.PI : turn;
    const degrees = (folded * 180) / Math.PI;
    if (Math.abs(degrees) > MAX_ROLL_DEGREES + 2) return;
    for (let i = 0; i < shares.length; i++) {
      const off = (degrees - (i - COUNT) * STEP_DEGREES) / EDGE_WIDTH_DEGREES;
      if (Math.abs(off) < 3) shares[i] = shares[i]! + Math.exp(-0.5 * off * off);
    }
  });
  return shares.map((share) => share / Math.max(1, total));
}

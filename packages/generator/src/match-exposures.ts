import { BakeSampler } from "./bake-sampler.ts";
import type { BakeView } from "./bake-view.ts";
import { median } from "./median.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { solveEquations } from "./solve-equations.ts";

/** A place is compared when both cameras see it about equally well. */
const MIN_FACING = 0.35;
/** Fewer common places tell no exposure. */
const MIN_PLACES = 24;
/** Neither do black ones, nor what is bleached out. */
const DARKEST = 14;
const BRIGHTEST = 252;
/** Photos that differ by more than this (logarithm of the encoded value) at their common places show different paint. */
const MAX_DIFFERENCE = 0.3;
/** So little differs by the light that is left in the photos; only what is beyond it is the exposure's. */
const LEFT_LIGHT = 0.035;
/** How far from their median single places are where a pair is to be trusted half. */
const HALF_TRUST = 0.08;
/** Pulls each exposure toward what it is, in places. */
const FIRMNESS = 10;
const CHANNELS = 3;

/**
 * Brings photos that were exposed or balanced differently to one another: cameras choose both anew for each photo, and the seam
 * between two of them shows it. For each two photos the median ratio of what both see, as far as it is more than what light leaves; then for each photo one factor a
 * channel that makes these ratios one, the mean of all staying as it is. Changes the views' colours in place.
 */
export function matchExposures(views: readonly BakeView[], mesh: TexturedMesh): void {
  const count = views.length;
  const seen = views.map((view) => colorsSeen(view, mesh));
  const equations = Array.from({ length: CHANNELS }, () => new Float64Array(count * (count + 1)));
  for (const equation of equations) for (let a = 0; a < count; a++) equation[a * (count + 1) + a] = FIRMNESS;
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const pair = comparePair(seen[a]!, seen[b]!);
      if (!pair) continue;
      for (let k = 0; k < CHANNELS; k++) {
        const equation = equations[k]!;
        const add = (row: number, column: number, value: number): void => {
          equation[row * (count + 1) + column] = equation[row * (count + 1) + column]! + pair.weight * value;
        };
        add(a, a, 1);
        add(b, b, 1);
        add(a, b, -1);
        add(b, a, -1);
        add(a, count, -pair.difference[k]!);
        add(b, count, pair.difference[k]!);
      }
    }
  }
  const logs = equations.map((equation) => solveEquations(equation, count));
  views.forEach(({ colors }, i) => {
    const factors = logs.map((log) => Math.exp(log[i]!));
    if (factors.every((factor) => Math.abs(factor - 1) < 0.002)) return;
    for (let o = 0; o < colors.length; o++) colors[o] = Math.min(255, colors[o]! * factors[o % CHANNELS]!);
  });
}

/** Logarithms of the encoded colour at each vertex that the camera sees well, NaN at the others. */
function colorsSeen(view: BakeView, { positions: p, normals: n }: TexturedMesh): Float32Array {
  const logs = new Float32Array(p.length).fill(Number.NaN);
  const color = new Float64Array(CHANNELS);
  const sampler = new BakeSampler(view);
  const place = new Float64Array(6);
  for (let i = 0; i < p.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      place[k] = p[i + k]!;
      place[3 + k] = n[i + k]!;
    }
    sampler.face(place);
    if (sampler.facing < MIN_FACING) continue;
    sampler.look(place);
    if (sampler.visibility < 1) continue;
    color.fill(0);
    sampler.addColor(place, color);
    if (Math.min(color[0]!, color[1]!, color[2]!) < DARKEST || Math.max(color[0]!, color[1]!, color[2]!) > BRIGHTEST) continue;
    for (let k = 0; k < CHANNELS; k++) logs[i + k] = Math.log(color[k]!);
  }
  return logs;
}

function comparePair(a: Float32Array, b: Float32Array): { difference: number[]; weight: number } | null {
  const differences: number[][] = [[], [], []];
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    if (!Number.isNaN(difference)) differences[i % CHANNELS]!.push(difference);
  }
  const places = differences[0]!.length;
  if (places < MIN_PLACES) return null;
  const difference = differences.map(median);
  if (difference.some((value) => Math.abs(value) > MAX_DIFFERENCE)) return null;
  const spread = Math.max(...differences.map((values, k) => median(values.map((value) => Math.abs(value - difference[k]!)))));
  const exposure = difference.map((value) => Math.sign(value) * Math.max(0, Math.abs(value) - LEFT_LIGHT));
  return { difference: exposure, weight: places / (1 + (spread / HALF_TRUST) ** 2) };
}

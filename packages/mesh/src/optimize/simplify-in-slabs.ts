import { Breath } from "../breath.ts";
import { boundsOf, countTriangles, type Model, type Part } from "../model.ts";
import { withoutShading } from "../without-shading.ts";
import { joinParts, splitParts } from "./join-parts.ts";
import { simplifySurface } from "./simplify-surface.ts";

/** The simplifier takes some two hundred bytes a triangle beside the model. */
export const TRIANGLES_AT_ONCE = 1_000_000;
const STEPS = 4096;

export interface SlabGoals {
  targetTriangles: number;
  /** Of the longest side. */
  maxError: number;
  /** At most so many triangles go into the simplifier together, if they are spread along the model. */
  atOnce?: number;
  signal?: AbortSignal | undefined;
}

/**
 * A model of very many triangles made coarser, by its places alone, slab after slab along its longest side, so that one of them at a time has to be in the
 * simplifier's memory. Where slabs meet nothing moves: what was closed stays closed. The error is in metres.
 */
export async function simplifyInSlabs(model: Model, { targetTriangles, maxError, atOnce = TRIANGLES_AT_ONCE, signal }: SlabGoals): Promise<{ model: Model; error: number }> {
  const parts = model.parts.map((part) => withoutShading(part));
  const { min, max } = boundsOf(model);
  const sides = max.map((value, axis) => value - min[axis]!);
  const longest = Math.max(...sides);
  const axis = sides.indexOf(longest);
  const stepOf = ({ positions, indices }: Part, at: number): number => {
    const middle = (positions[3 * indices[at]! + axis]! + positions[3 * indices[at + 1]! + axis]! + positions[3 * indices[at + 2]! + axis]!) / 3;
    return longest > 0 ? Math.min(STEPS - 1, Math.floor((STEPS * (middle - min[axis]!)) / longest)) : 0;
  };
  const total = countTriangles(model);
  const pieces: Part[][] = parts.map(() => []);
  let error = 0;
  const breath = new Breath(signal);
  for (const [from, to] of slabsOf(parts, stepOf, total / Math.ceil(total / atOnce))) {
    await breath.take();
    const slab = parts.map((part) => within(part, (at) => stepOf(part, at) >= from && stepOf(part, at) < to));
    const joined = joinParts(slab);
    const triangles = joined.indices.length / 3;
    if (triangles === 0) continue;
    const own = longestOf(slab);
    const left = await simplifySurface({ ...joined, attributes: new Float32Array(0) }, {
      targetTriangles: Math.ceil((targetTriangles * triangles) / total),
      maxError: (maxError * longest) / own,
      lockBorder: true,
      keepsSpecks: true,
      weights: [],
      isSeam: (vertex, other) => joined.parts[vertex] !== joined.parts[other],
    }); // prettier-ignore
    error = Math.max(error, left.error * own);
    const tagged = slab.map((part, at) => ({ ...part, at }));
    for (const { at, ...part } of splitParts(tagged, joined, left.indices) as (typeof tagged)[number][]) pieces[at]!.push(part);
  }
  return { model: { ...model, parts: pieces.flatMap((all) => (all.length > 0 ? [together(all)] : [])) }, error };
}

/** Ranges of steps with about as many triangles each as are wanted. */
function slabsOf(parts: readonly Part[], stepOf: (part: Part, at: number) => number, wanted: number): [from: number, to: number][] {
  const counts = new Uint32Array(STEPS);
  for (const part of parts) for (let at = 0; at < part.indices.length; at += 3) counts[stepOf(part, at)]!++;
  const slabs: [number, number][] = [];
  let [from, sum] = [0, 0];
  for (let step = 0; step < STEPS; step++) {
    sum += counts[step]!;
    if (sum < wanted && step < STEPS - 1) continue;
    slabs.push([from, step + 1]);
    [from, sum] = [step + 1, 0];
  }
  return slabs;
}

function longestOf(parts: readonly Part[]): number {
  const { min, max } = boundsOf({ parts });
  return Math.max(...max.map((value, axis) => value - min[axis]!));
}

/** Some of a part's triangles. */
function within(part: Part, isIn: (at: number) => boolean): Part {
  let count = 0;
  for (let at = 0; at < part.indices.length; at += 3) if (isIn(at)) count += 3;
  const indices = new Uint32Array(count);
  for (let at = 0, to = 0; at < part.indices.length; at += 3) {
    if (!isIn(at)) continue;
    indices[to++] = part.indices[at]!;
    indices[to++] = part.indices[at + 1]!;
    indices[to++] = part.indices[at + 2]!;
  }
  return { ...part, indices };
}

function together(pieces: readonly Part[]): Part {
  const positions = new Float32Array(pieces.reduce((sum, piece) => sum + piece.positions.length, 0));
  const indices = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.indices.length, 0));
  let [first, at] = [0, 0];
  for (const piece of pieces) {
    positions.set(piece.positions, 3 * first);
    for (let k = 0; k < piece.indices.length; k++) indices[at++] = first + piece.indices[k]!;
    first += piece.positions.length / 3;
  }
  return { ...pieces[0]!, positions, indices };
}

import type { Track } from "../motion.ts";
import { eulerAngles, quaternionOf } from "./euler-angles.ts";
import { angleBetween, sampleTrack, sizeOf } from "./sample-track.ts";

/** Keys between which values go straight on. */
export interface StraightKeys {
  /** Seconds. */
  times: number[];
  /** By component: of a turn three angles, in radians. */
  values: number[][];
}

/** How many keys may still be added, over a whole file. */
export interface KeyBudget {
  left: number;
}

/** What a held value takes to become the next one, in seconds: readers of two keys at one time take one of them. */
const AT_ONCE = 1e-4;
const LEAST_STEP = Math.PI / 36;
/** A twentieth of a degree. */
const ANGLE = Math.PI / 3600;
const HALVINGS = 7;
const PER_SECOND = 60;
const [LEAST_PIECES, MOST_PIECES] = [4, 64];

/** A track as curves of straight pieces, its turns by `turn` in the axes of the file and as angles. */
export function straightKeys(track: Track, turn: (value: readonly number[]) => number[], budget: KeyBudget): StraightKeys {
  const { path, times, interpolation } = track;
  const isRotation = path === "rotation";
  const sample = sampleTrack(track);
  const out: number[] = [];
  const at = (key: number, share: number): number[] => {
    sample(key, share, out);
    return turn(out);
  };
  const size = isRotation ? 3 : sizeOf(track);
  const keys: StraightKeys = { times: [], values: Array.from({ length: size }, () => []) };
  let before = [0, 0, 0];
  const add = (time: number, value: readonly number[]) => {
    keys.times.push(time);
    budget.left--;
    value.forEach((component, k) => keys.values[k]!.push(component));
  };
  /** Angles from those before, with keys between where the angles on their way are not the turn on its way. */
  const turnTo = (key: number, [from, to]: readonly [number, number], start: readonly number[], halvings: number): number[] => {
    const end = eulerAngles(at(key, to) as never, start);
    const middle = (from + to) / 2;
    const isOff = halvings > 0 && budget.left > 0 && angleBetween(quaternionOf(start.map((value, k) => (value + end[k]!) / 2)), at(key, middle)) > ANGLE;
    if (isOff) return turnTo(key, [middle, to], turnTo(key, [from, middle], start, halvings - 1), halvings - 1);
    add(times[key]! + to * (times[key + 1]! - times[key]!), end);
    return end;
  };
  for (let key = 0; key < times.length; key++) {
    if (key === 0) {
      const first = at(0, 0);
      before = isRotation ? eulerAngles(first as never, before) : first;
      add(times[0]!, before);
    }
    if (key + 1 === times.length) break;
    const span = times[key + 1]! - times[key]!;
    if (interpolation === "step") {
      if (span > 2 * AT_ONCE) add(times[key + 1]! - AT_ONCE, before);
      const next = at(key + 1, 0);
      before = isRotation ? eulerAngles(next as never, before) : next;
      add(times[key + 1]!, before);
      continue;
    }
    const wanted = interpolation === "cubic" ? Math.min(MOST_PIECES, Math.max(LEAST_PIECES, Math.ceil(span * PER_SECOND))) : isRotation ? Math.max(1, Math.ceil(angleBetween(at(key, 0), at(key, 1)) / LEAST_STEP)) : 1;
    const pieces = budget.left > 0 ? wanted : 1;
    for (let piece = 0; piece < pieces; piece++) {
      const [from, to] = [piece / pieces, (piece + 1) / pieces] as const;
      if (isRotation) before = turnTo(key, [from, to], before, HALVINGS);
      else add(times[key]! + to * span, at(key, to));
    }
  }
  return keys;
}

import { attempt, cheapest, weigh, type Candidate } from "./camera-candidates.ts";
import { straightenViews, type ViewShot } from "./straighten-views.ts";
import type { View } from "./view-cameras.ts";
import { weighCameras } from "./weigh-cameras.ts";

/** Radians between the pitches that are tried; the first is twice as much, the last no more than so many times. */
const STEP = 0.08;
const FIRST = 2;
const LAST = 4;
/** Cameras that look down must explain the outlines better by this than level ones, and have to come so near with the first pitch to be looked at further. */
const LEAD = 1.2;
const HOPE = 1;
const GRID = 48;
const ROUNDS = 2;

/**
 * Whether things that no ray tells from where they were photographed were photographed from above: round feet and openings that are level, and
 * distances that are the same, fit the one or the other. `null` if they were not.
 *
 * @param levels level cameras of several fields of view, in their order, with their costs.
 * @param shotsAt the photos as they would have been taken with a field of view, and from so far above.
 */
export function choosePitch(levels: readonly Candidate[], names: readonly View[], shotsAt: (tangent: number, pitch: number) => ViewShot[]): Candidate | null {
  // What is weighed beside pitched cameras costs otherwise than it did among level ones.
  const known = levels.map((candidate) => ({ ...candidate }));
  const level = cheapest(known);
  const tried: Candidate[] = [];
  const look = ({ tangent, straight: from }: Candidate, step: number): void => {
    const straight = from && attempt(() => straightenViews(from.outlines, shotsAt(tangent, step * STEP), GRID, ROUNDS));
    if (straight) tried.push({ tangent, pitch: step * STEP, straight, evidence: weighCameras(straight, names), cost: Infinity });
    weigh([...known, ...tried]);
  };
  const at = known.indexOf(level);
  for (const near of known.slice(Math.max(0, at - 1), at + 2)) look(near, FIRST);
  if (tried.length === 0 || cheapest(tried).cost > cheapest(known).cost + HOPE) return null;
  const first = cheapest(tried);
  look(first, FIRST - 1);
  look(first, FIRST + 1);
  if (cheapest(tried).pitch > first.pitch) for (let step = FIRST + 2; step <= LAST; step++) look(first, step);
  const best = cheapest(tried);
  if (cheapest(known).cost - best.cost < LEAD) return null;
  return { ...best, pitch: between([...known, ...tried].filter(({ tangent }) => tangent === best.tangent), best) };
}

/** Where a parabola through the best pitch and its neighbours is lowest. */
function between(candidates: readonly Candidate[], best: Candidate): number {
  const costAt = (pitch: number): number => candidates.find((other) => Math.abs(other.pitch - pitch) < STEP / 2)?.cost ?? Infinity;
  const before = costAt(best.pitch - STEP);
  const after = costAt(best.pitch + STEP);
  const bend = before - 2 * best.cost + after;
  return bend > 0 && bend < Infinity ? best.pitch + (STEP * (before - after)) / (2 * bend) : best.pitch;
}

import { attempt, cheapest, weigh, type Candidate } from "./camera-candidates.ts";
import { LEAST_TANGENT } from "./photo-lens.ts";
import { straightenViews, type StraightViews, type ViewShot } from "./straighten-views.ts";
import type { View } from "./view-cameras.ts";
import { weighCameras } from "./weigh-cameras.ts";

/** Radians of the pitch that is tried first, and of those beside it. */
const FIRST = 0.16;
const OTHERS = [0.08, 0.24] as const;
/** Of the fields of view that were weighed every so many is looked at, from far away on. */
const EACH = 2;
/** Cameras that look down must explain the outlines better by this than level ones, whatever their fields of view; with the first pitch alone they may explain them worse by the other. */
const LEAD = 0.4;
const HOPE = -0.6;
const GRID = 48;
const ROUNDS = 2;

/** How far above a thing, and with what field of view, its photos were taken. */
export interface PitchedView {
  /** The tangent of half the field of view; 0 far away. */
  tangent: number;
  /** In radians. */
  pitch: number;
  /** The best of what was tried, and what it costs. */
  straight: StraightViews;
  cost: number;
}

/**
 * Whether things that no ray tells from where they were photographed were photographed from above: round feet and openings that are level, and
 * distances that are the same, fit the one or the other. `null` if they were not.
 *
 * From above a foot bends as it does from nearby: cameras that look down more from farther away explain it as well as those that look down less from nearer by. What
 * each of them costs is its likelihood (by its negative logarithm), and all of them together are weighed against all level ones, and tell the mean.
 *
 * @param levels level cameras of several fields of view, in their order, with their costs.
 * @param shotsAt the photos as they would have been taken with a field of view, and from so far above.
 */
export function choosePitch(levels: readonly Candidate[], names: readonly View[], shotsAt: (tangent: number, pitch: number) => ViewShot[]): PitchedView | null {
  // What is weighed beside pitched cameras costs otherwise than it did among level ones.
  const known = levels.filter(({ straight }, i) => straight && i % EACH === 0).map((candidate) => ({ ...candidate }));
  if (known.length === 0) return null;
  const tried: Candidate[] = [];
  const look = (pitch: number): number => {
    let from = known[0]!.straight!.outlines;
    for (const { tangent } of known) {
      const straight = attempt(() => straightenViews(from, shotsAt(tangent, pitch), GRID, ROUNDS, "rims"));
      if (!straight) continue;
      from = straight.outlines;
      tried.push({ tangent, pitch, straight, evidence: weighCameras(straight, names), cost: Infinity });
    }
    weigh([...known, ...tried]);
    return commonCost(known) - commonCost(tried);
  };
  if (look(FIRST) < HOPE) return null;
  let lead = -Infinity;
  for (const pitch of OTHERS) lead = look(pitch);
  return lead >= LEAD ? meanOf(tried) : null;
}

/** The negative logarithm of the mean likelihood. */
function commonCost(candidates: readonly Candidate[]): number {
  return -Math.log(candidates.reduce((sum, { cost }) => sum + Math.exp(-cost), 0) / candidates.length);
}

function meanOf(candidates: readonly Candidate[]): PitchedView {
  const best = cheapest(candidates);
  let [total, tangents, pitches] = [0, 0, 0];
  for (const { cost, tangent, pitch } of candidates) {
    const share = Math.exp(best.cost - cost);
    total += share;
    tangents += share * tangent;
    pitches += share * pitch;
  }
  const tangent = tangents / total;
  return { tangent: tangent < LEAST_TANGENT ? 0 : tangent, pitch: pitches / total, straight: best.straight!, cost: best.cost };
}

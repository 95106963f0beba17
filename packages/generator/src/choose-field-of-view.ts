import type { Outlines } from "./align-views.ts";
import { attempt, cheapest, weigh, type Candidate } from "./camera-candidates.ts";
import { choosePitch, type PitchedView } from "./choose-pitch.ts";
import { estimateRolls } from "./estimate-roll.ts";
import { flattenOutline } from "./flatten-outline.ts";
import type { FocalShares } from "./focal-shares.ts";
import { LEAST_TANGENT } from "./photo-lens.ts";
import { straightenViews, type StraightViews, type ViewShot } from "./straighten-views.ts";
import { isUpright, type View } from "./view-cameras.ts";
import { weighCameras } from "./weigh-cameras.ts";

/** Samples of the coarse models: enough to tell how near each rim is. */
const SEARCH_GRID = 48;
const SEARCH_ROUNDS = 2;
const COARSE_GRID = 64;
const ROUNDS = 3;
/** The tangents of half the field of view that are tried, across the whole picture's longer side: from far away to a phone's wide lens. */
const STEP = 0.1;
const STEPS = 7;
/** Perspectives that are so much worse than a smaller one, and so many in a row, show that the search is over. */
const PAST_COST = 4;
const PAST_CANDIDATES = 2;
/** Whether photos are from nearby is looked at more closely unless one of both costs so much more. */
const OPEN_LEAD = 1;
/** What a focal length from the file may cost more than the best one, and still be believed. */
const TOLD_LEAD = 5;

/**
 * The outlines straightened under the field of view that explains them best, and, where that is open, from how far above; `null` if they are straight.
 *
 * @param isPitchOpen whether level cameras far away leave anything to explain.
 */
export function chooseFieldOfView(outlines: Outlines, names: readonly View[], rolls: readonly number[], told: FocalShares, isPitchOpen = false): Outlines | null {
  const shotsAt = (shareOf: (name: View) => number, pitch = 0): ViewShot[] =>
    names.map((view, i) => ({ view, roll: rolls[i]!, pitch: isUpright(view) ? pitch : 0, distance: shareOf(view) * pictureSide(outlines, view) }));
  const at = (tangent: number, pitch = 0) => shotsAt(() => (tangent === 0 ? Infinity : 0.5 / tangent), pitch);
  const known = Object.values(told);
  const candidates: Candidate[] = [];
  let from = outlines;
  for (let i = 0; i <= STEPS; i++) {
    const straight = attempt(() => straightenViews(from, at(i * STEP), SEARCH_GRID, SEARCH_ROUNDS));
    if (straight && i > 0) from = straight.outlines;
    candidates.push({ tangent: i * STEP, pitch: 0, straight, evidence: straight && weighCameras(straight, names), cost: Infinity });
    weigh(candidates);
    if (isPast(candidates)) break;
  }
  const coarsest = cheapest(candidates);
  if (known.length > 0) {
    const usual = known.reduce((sum, share) => sum + share, 0) / known.length;
    const shots = shotsAt((name) => told[name] ?? usual);
    const straight = attempt(() => straightenViews(outlines, shots, COARSE_GRID, ROUNDS));
    const candidate: Candidate = { tangent: 0.5 / usual, pitch: 0, straight, evidence: straight && weighCameras(straight, names), cost: Infinity };
    weigh([...candidates, candidate]);
    const atPitch = (pitch: number) => shotsAt((name) => told[name] ?? usual, pitch);
    const pitched = straight && isPitchOpen ? toldPitch(straight, names, atPitch, 0.5 / usual) : null;
    const settled = pitched && pitched.cost - TOLD_LEAD < coarsest.cost ? settledUnder(pitched.straight.outlines, atPitch(pitched.pitch)) : null;
    if (settled) return settled;
    if (candidate.cost - TOLD_LEAD < coarsest.cost) return uprighted(straight!.outlines, shots);
  }
  const pitched = isPitchOpen ? choosePitch(candidates, names, at) : null;
  const settled = pitched && settledUnder(pitched.straight.outlines, at(pitched.tangent, pitched.pitch));
  if (settled) return settled;
  const lead = cheapest(candidates.filter(({ tangent }) => tangent > 0));
  if (lead.cost === Infinity || coarsest.cost < lead.cost - OPEN_LEAD) return null;
  const closer = lookCloser(candidates, lead, coarsest.tangent === 0, names, at);
  if (closer.length === 0) return null;
  const best = cheapest(closer);
  if (best.tangent === 0) return null;
  const tangent = refined(closer, best);
  if (tangent < LEAST_TANGENT) return null;
  return settledUnder(best.straight!.outlines, at(tangent));
}

function settledUnder(outlines: Outlines, shots: readonly ViewShot[]): Outlines | null {
  const settled = attempt(() => straightenViews(outlines, shots, COARSE_GRID, ROUNDS));
  return settled && uprighted(settled.outlines, shots);
}

/** The pitch where files tell the focal length; level cameras are weighed anew, on the same grid as the others. */
function toldPitch({ outlines }: StraightViews, names: readonly View[], shotsAt: (pitch: number) => ViewShot[], tangent: number): PitchedView | null {
  const straight = attempt(() => straightenViews(outlines, shotsAt(0), SEARCH_GRID, SEARCH_ROUNDS));
  if (!straight) return null;
  const level: Candidate = { tangent, pitch: 0, straight, evidence: weighCameras(straight, names), cost: Infinity };
  return choosePitch([level], names, (_, pitch) => shotsAt(pitch));
}

/**
 * The candidates around the best one on a finer grid, and so many more that it is not the last of them. With them none, if that was as good.
 *
 * @param isOpen whether perspective as such is in doubt.
 */
function lookCloser(candidates: readonly Candidate[], lead: Candidate, isOpen: boolean, names: readonly View[], at: (tangent: number) => ViewShot[]): Candidate[] {
  const found = candidates.map((): Candidate | null => null);
  const look = (i: number): void => {
    const candidate = candidates[i];
    if (!candidate?.straight || found[i]) return;
    const straight = attempt(() => straightenViews(candidate.straight!.outlines, at(candidate.tangent), COARSE_GRID, SEARCH_ROUNDS));
    if (straight) found[i] = { ...candidate, straight, evidence: weighCameras(straight, names) };
  };
  if (isOpen) look(0);
  for (let i = candidates.indexOf(lead); ;) {
    for (const j of [i - 1, i, i + 1]) if (j > 0) look(j);
    const closer = found.filter((candidate) => candidate !== null);
    weigh(closer);
    const best = closer.length > 0 ? found.indexOf(cheapest(closer)) : i;
    if (best === i || best === 0) return closer;
    i = best;
  }
}

/** The turns once more, now that the perspective bends no edge, and what changes by them. */
function uprighted(outlines: Outlines, shots: readonly ViewShot[]): Outlines {
  const turns = estimateRolls(shots.map(({ view }) => flattenOutline(outlines[view]!)), true);
  if (turns.every((turn) => turn === 0)) return outlines;
  const turned = shots.map((shot, i) => ({ ...shot, roll: shot.roll + turns[i]! }));
  return attempt(() => straightenViews(outlines, turned, COARSE_GRID, SEARCH_ROUNDS))?.outlines ?? outlines;
}

/** Whether the last ones cost so much that the best one lies behind. */
function isPast(candidates: Candidate[]): boolean {
  const limit = cheapest(candidates).cost + PAST_COST;
  return candidates.length > PAST_CANDIDATES && candidates.slice(-PAST_CANDIDATES).every(({ cost }) => cost > limit);
}

/** Where a parabola through the best candidate and its neighbours is lowest. */
function refined(candidates: Candidate[], best: Candidate): number {
  const i = candidates.indexOf(best);
  const before = candidates[i - 1]?.cost ?? Infinity;
  const after = candidates[i + 1]?.cost ?? Infinity;
  const bend = before - 2 * best.cost + after;
  return bend > 0 && bend < Infinity ? best.tangent + (STEP * (before - after)) / (2 * bend) : best.tangent;
}

/** The whole picture's longer side in pixels of the outline's field. */
function pictureSide(outlines: Outlines, view: View): number {
  const { photo, photoScale } = outlines[view]!;
  return photo.pictureSide / photoScale;
}

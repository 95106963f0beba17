import type { Outlines } from "./align-views.ts";
import type { RefinedCameras } from "./refine-cameras.ts";
import { isUpright, VIEWS } from "./view-cameras.ts";

/** From so many ends of searches, that lie apart, the cameras are looked for again, and from there so often. */
const ENDS = 3;
const ROUNDS = 2;
/** Ends that are no farther from each other than this, in radians of pitch and in the tangent of half the field of view, are one. */
const SAME_PITCH = 0.006;
const SAME_TANGENT = 0.02;
/** So little does it count here how far cameras are from what was expected: pitches, of which nothing is expected any more, are most of it. */
const EXPECTED_SHARE = 0.1;
/** Cameras that are not better by this factor are no better: where rays miss nothing, nothing tells them from each other. */
const CLEAR_FACTOR = 0.7;
/** Ends whose rays miss so much more than the best's are left alone. */
const POOR_FACTOR = 2;
const POOR_MISSES = 0.5;

/** Cameras, and what they cost with an unusual lens. */
export interface CameraCandidate extends Omit<RefinedCameras, "closer"> {
  /** Of half the field of view. */
  tangent: number;
  closer(): CameraCandidate;
}

/** From how far above level photos were taken, in radians, in the mean. */
export function pitchOf(outlines: Outlines): number {
  const pitches = VIEWS.filter((view) => isUpright(view) && outlines[view]).map((view) => outlines[view]!.lens?.pitch ?? 0);
  return pitches.reduce((sum, pitch) => sum + pitch, 0) / pitches.length;
}

/**
 * The best cameras to which searches lead when they begin again where others ended. A search expects each camera as far away as its own photo's box says,
 * which from above is the lid's as well, and is held off by that; begun again, it expects what the cones have in common.
 *
 * @param ends where searches ended, at least one.
 * @param again looks for cameras from where others are.
 */
export function settleCameras(ends: readonly CameraCandidate[], again: (from: CameraCandidate) => CameraCandidate): CameraCandidate {
  const apart: CameraCandidate[] = [];
  for (const end of [...ends].sort((a, b) => rankOf(a) - rankOf(b))) if (apart.every((other) => !isSame(end, other))) apart.push(end);
  let best = apart[0]!;
  const most = apart[0]!.misses * POOR_FACTOR + POOR_MISSES;
  for (const end of apart.filter(({ misses }) => misses <= most).slice(0, ENDS)) {
    let here = end;
    for (let round = 0; round < ROUNDS; round++) {
      here = again(here);
      if (rankOf(here) < rankOf(best) * (best === apart[0] ? CLEAR_FACTOR : 1)) best = here;
    }
  }
  return best;
}

function isSame(a: CameraCandidate, b: CameraCandidate): boolean {
  return Math.abs(pitchOf(a.outlines) - pitchOf(b.outlines)) <= SAME_PITCH && Math.abs(a.tangent - b.tangent) <= SAME_TANGENT;
}

function rankOf({ cost, misses }: CameraCandidate): number {
  return misses + EXPECTED_SHARE * (cost - misses);
}

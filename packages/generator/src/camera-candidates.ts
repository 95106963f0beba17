import { GeneratorError } from "./generator-error.ts";
import type { StraightViews } from "./straighten-views.ts";
import { fitCost, type CameraEvidence } from "./weigh-cameras.ts";

/** What lenses are used for products, and how sure that is. */
const USUAL_TANGENT = 0.35;
const TANGENT_SPREAD = 0.6;
/** Perspective must explain the outlines better than none by this. */
const NEAR_COST = 0.6;
/** How far above things cameras stand, in radians, and what standing there must bring over being level. */
const PITCH_SPREAD = 0.25;

/** Cameras that are tried. */
export interface Candidate {
  /** Of half the field of view; 0 far away. */
  tangent: number;
  /** How far above the object the level photos' cameras are, in radians. */
  pitch: number;
  straight: StraightViews | null;
  evidence: CameraEvidence | null;
  cost: number;
}

/** Sets what each costs beside the others. */
export function weigh(candidates: Candidate[]): void {
  const bestFit = candidates.reduce((most, { evidence }) => Math.max(most, evidence?.fit ?? 0), 0);
  for (const candidate of candidates) {
    const { evidence, tangent, pitch } = candidate;
    if (!evidence) continue;
    const prior = tangent === 0 ? 0 : NEAR_COST + ((tangent - USUAL_TANGENT) / TANGENT_SPREAD) ** 2;
    candidate.cost = evidence.cost + fitCost(evidence.fit, bestFit) + prior + (pitch / PITCH_SPREAD) ** 2;
  }
}

export function cheapest(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, candidate) => (candidate.cost < best.cost ? candidate : best));
}

/** What was straightened; `null` if no object has such outlines. */
export function attempt(straighten: () => StraightViews): StraightViews | null {
  try {
    return straighten();
  } catch (error) {
    if (error instanceof GeneratorError) return null;
    throw error;
  }
}

import { BakeSampler } from "./bake-sampler.ts";
import type { BakeView } from "./bake-view.ts";
import type { TexturedMesh } from "./pack-charts.ts";

/** A vertex is compared when both cameras see it about equally well. */
const MIN_FACING = 0.3;
const MIN_SAMPLES = 20;
/** Mean difference of a colour channel (0–255) up to which the stand-in is trusted, and from which it is not at all. */
const SAME_COLOR = 18;
const OTHER_COLOR = 45;

/**
 * How well a photo that stands in for the opposite side agrees with the photos that see the rim of that side, 0 to 1. A
 * mug looks alike from both sides; the toe of a shoe is no picture of its heel.
 */
export function oppositeAgreement(mesh: TexturedMesh, opposite: BakeView, witnesses: BakeView[]): number {
  const { positions: p, normals: n } = mesh;
  const own = new Float64Array(3);
  const other = new Float64Array(3);
  let difference = 0;
  let samples = 0;
  const place = new Float64Array(6);
  const standIn = new BakeSampler(opposite);
  const others = witnesses.map((witness) => new BakeSampler(witness));
  const isSeen = (sampler: BakeSampler): boolean => {
    sampler.face(place);
    if (sampler.facing < MIN_FACING) return false;
    sampler.look(place);
    return sampler.visibility >= 1;
  };
  for (let i = 0; i < p.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      place[k] = p[i + k]!;
      place[3 + k] = n[i + k]!;
    }
    if (!isSeen(standIn)) continue;
    for (const witness of others) {
      if (!isSeen(witness)) continue;
      own.fill(0);
      other.fill(0);
      standIn.addColor(place, own);
      witness.addColor(place, other);
      for (let k = 0; k < 3; k++) difference += Math.abs(own[k]! - other[k]!) / 3;
      samples++;
    }
  }
  if (samples < MIN_SAMPLES) return 1;
  return Math.min(1, Math.max(0, (OTHER_COLOR - difference / samples) / (OTHER_COLOR - SAME_COLOR)));
}

import { addPhotoColor, visibility, type BakeView } from "./bake-view.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { dot } from "./view-cameras.ts";

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
  for (let i = 0; i < p.length; i += 3) {
    const facing = dot(opposite.camera.toward, n[i]!, n[i + 1]!, n[i + 2]!);
    if (facing < MIN_FACING || visibility(opposite, p[i]!, p[i + 1]!, p[i + 2]!, facing) < 1) continue;
    for (const witness of witnesses) {
      const seen = dot(witness.camera.toward, n[i]!, n[i + 1]!, n[i + 2]!);
      if (seen < MIN_FACING || visibility(witness, p[i]!, p[i + 1]!, p[i + 2]!, seen) < 1) continue;
      own.fill(0);
      other.fill(0);
      addPhotoColor(opposite, p[i]!, p[i + 1]!, p[i + 2]!, 1, own);
      addPhotoColor(witness, p[i]!, p[i + 1]!, p[i + 2]!, 1, other);
      for (let k = 0; k < 3; k++) difference += Math.abs(own[k]! - other[k]!) / 3;
      samples++;
    }
  }
  if (samples < MIN_SAMPLES) return 1;
  return Math.min(1, Math.max(0, (OTHER_COLOR - difference / samples) / (OTHER_COLOR - SAME_COLOR)));
}

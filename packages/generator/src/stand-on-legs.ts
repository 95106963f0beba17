import type { DepthEstimate } from "./estimate-depth.ts";
import type { InflationProfile } from "./inflation-profile.ts";
import type { PlaneField } from "./outline-grids.ts";
import { rowReach } from "./row-reach.ts";

/** A row of legs has no run longer than this share of its whole reach. */
const LEG_SHARE = 0.25;
/** Of all rows: less is a chamfer. */
const MIN_LEGS_SHARE = 0.03;
/** Legs spread a little; where they come together to less than this share of their widest reach they are an arch. */
const MIN_SPREAD = 0.6;

/**
 * Nothing stands on two legs in one plane. Where the lowest rows of an outline are bars beside each other, each bar is two:
 * one in front, one behind, as deep as wide, and as far out, in proportion, as the bars are to the sides.
 */
export function standOnLegs(front: PlaneField, profile: InflationProfile, halfDepth: Float32Array): DepthEstimate {
  const { cellSize, halfWidth } = profile;
  const rows = halfDepth.length;
  const legOffset = new Float32Array(rows);
  let depth = 2 * halfDepth.reduce((most, half) => Math.max(most, half), 0);
  const bottom = halfWidth.findIndex((half) => half > 0);
  const filled = halfWidth.reduce((count, half) => count + (half > 0 ? 1 : 0), 0);
  let end = Math.max(0, bottom);
  let narrowest = Infinity;
  let widest = 0;
  for (; end < rows && halfWidth[end]! > 0; end++) {
    const reach = rowReach(front, end);
    if ((2 * halfWidth[end]!) / cellSize >= LEG_SHARE * reach) break;
    narrowest = Math.min(narrowest, reach);
    widest = Math.max(widest, reach);
  }
  if (end - bottom < MIN_LEGS_SHARE * filled || bottom < 0 || end === rows || narrowest < MIN_SPREAD * widest) return { depth, halfDepth, legOffset };
  const [above, reach] = deepestFrom(front, halfDepth, end);
  const proportion = Math.min(1, (2 * above) / (reach * cellSize));
  const changed = halfDepth.slice();
  for (let j = bottom; j < end; j++) {
    const half = halfWidth[j]!;
    legOffset[j] = Math.max(0, (proportion * rowReach(front, j) * cellSize) / 2 - half);
    changed[j] = half;
    depth = Math.max(depth, 2 * (half + legOffset[j]!));
  }
  return { depth, halfDepth: changed, legOffset };
}

/** Half the depth and the reach (in samples) of the deepest row at or above a row. */
function deepestFrom(front: PlaneField, halfDepth: Float32Array, from: number): [halfDepth: number, reach: number] {
  let deepest = from;
  for (let j = from; j < halfDepth.length; j++) if (halfDepth[j]! > halfDepth[deepest]!) deepest = j;
  return [halfDepth[deepest]!, Math.max(1, rowReach(front, deepest))];
}

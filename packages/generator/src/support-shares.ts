import { sampleField, type Outline } from "./outline.ts";

/** Columns at which the outline's lower end is looked for. */
const COLUMNS = 200;
const ANGLE_WIDTH = 0.6;

/**
 * What an outline would stand on if it stood on each of these slopes: the length of its lower convex hull that runs
 * there, as a share of its width. Feet stand on one floor, however little of an outline runs level.
 *
 * @param degrees counter-clockwise slopes.
 * @param leastArch how far the outline rises between two feet at least, as a share of its height: what rises less is one curved foot.
 */
export function supportShares(outline: Outline, degrees: ArrayLike<number>, leastArch: number): Float64Array {
  const ends = lowerEnds(outline);
  const hull = lowerHull(ends);
  const least = leastArch * (outline.box.bottom - outline.box.top);
  const width = outline.box.right - outline.box.left;
  const shares = new Float64Array(degrees.length);
  for (let k = 2; k < hull.length; k += 2) {
    const dx = hull[k]! - hull[k - 2]!;
    if (leastArch > 0 && archOver(ends, hull[k - 2]!, hull[k - 1]!, hull[k]!, hull[k + 1]!) < least) continue;
    const slope = (Math.atan2(hull[k - 1]! - hull[k + 1]!, dx) * 180) / Math.PI;
    for (let i = 0; i < shares.length; i++) {
      const off = (slope - degrees[i]!) / ANGLE_WIDTH;
      if (Math.abs(off) < 3) shares[i] = shares[i]! + (dx / width) * Math.exp(-0.5 * off * off);
    }
  }
  return shares;
}

/** How far the outline's lower end rises above a line between two of its points, at most. */
function archOver(ends: readonly number[], left: number, leftY: number, right: number, rightY: number): number {
  let most = 0;
  for (let i = 0; i < ends.length; i += 2) {
    const x = ends[i]!;
    if (x > left && x < right) most = Math.max(most, leftY + ((x - left) / (right - left)) * (rightY - leftY) - ends[i + 1]!);
  }
  return most;
}

/** x, y of the outline's lower end, from left to right. */
function lowerEnds(outline: Outline): number[] {
  const { box } = outline;
  const step = (box.right - box.left) / COLUMNS;
  const ends: number[] = [];
  for (let i = 0; i <= COLUMNS; i++) {
    const x = box.left + i * step;
    const y = lowerEnd(outline, x);
    if (y !== null) ends.push(x, y);
  }
  return ends;
}

/** x, y of the corners of the lower convex hull of such points, from left to right. */
function lowerHull(ends: readonly number[]): number[] {
  const hull: number[] = [];
  for (let i = 0; i < ends.length; i += 2) {
    const [x, y] = [ends[i]!, ends[i + 1]!];
    for (let n = hull.length; n >= 4 && turn(hull, n, x, y) <= 0; n = hull.length) hull.length = n - 2;
    hull.push(x, y);
  }
  return hull;
}

/** Positive if the way over the last two corners to the point bends upward in the picture (y runs down). */
function turn(hull: number[], n: number, x: number, y: number): number {
  const [ax, ay, bx, by] = [hull[n - 4]!, hull[n - 3]!, hull[n - 2]!, hull[n - 1]!];
  return (by - ay) * (x - bx) - (y - by) * (bx - ax);
}

function lowerEnd(outline: Outline, x: number): number | null {
  const { box, field } = outline;
  let below = 1;
  for (let y = Math.min(field.height, box.bottom + 1); y >= box.top; y -= Math.max(1, below - 0.5)) {
    const here = sampleField(field, x, y);
    if (here < 0) return y - here;
    below = here;
  }
  return null;
}

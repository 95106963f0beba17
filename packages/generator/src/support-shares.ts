import { sampleField, type Outline } from "./outline.ts";

/** Columns at which the outline's lower end is looked for. */
const COLUMNS = 200;
const ANGLE_WIDTH = 0.6;

/**
 * What an outline would stand on if it stood on each of these slopes: the length of its lower convex hull that runs
 * there, as a share of its width. Feet stand on one floor, however little of an outline runs level.
 *
 * @param degrees counter-clockwise slopes.
 */
export function supportShares(outline: Outline, degrees: ArrayLike<number>): Float64Array {
  const hull = lowerHull(outline);
  const width = outline.box.right - outline.box.left;
  const shares = new Float64Array(degrees.length);
  for (let k = 2; k < hull.length; k += 2) {
    const dx = hull[k]! - hull[k - 2]!;
    const slope = (Math.atan2(hull[k - 1]! - hull[k + 1]!, dx) * 180) / Math.PI;
    for (let i = 0; i < shares.length; i++) {
      const off = (slope - degrees[i]!) / ANGLE_WIDTH;
      if (Math.abs(off) < 3) shares[i] = shares[i]! + (dx / width) * Math.exp(-0.5 * off * off);
    }
  }
  return shares;
}

/** x, y of the corners of the outline's lower convex hull, from left to right. */
function lowerHull(outline: Outline): number[] {
  const { box } = outline;
  const step = (box.right - box.left) / COLUMNS;
  const hull: number[] = [];
  for (let i = 0; i <= COLUMNS; i++) {
    const x = box.left + i * step;
    const y = lowerEnd(outline, x);
    if (y === null) continue;
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

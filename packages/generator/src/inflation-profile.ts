import type { PlaneField } from "./outline-grids.ts";

/** How full an inflated outline is along each of its lines (rows or columns). */
export interface InflationProfile {
  /** Of the plane, object units a sample. */
  cellSize: number;
  /** The solution's maximum on each line, squared object units; 0 on a line that misses the object. */
  peak: Float32Array;
  /** Half the longest run inside the outline on each line, object units. */
  halfWidth: Float32Array;
  /** The middle of that run, in samples along the line. */
  center: Float32Array;
  /** For each sample of the plane: 0 where its line is fullest, 1 on the outline, more outside. */
  falloff: Float32Array;
  /**
   * The same from the line's runs alone, each a parabola as of a turned body: exact for what is solid and round, where
   * the solution knows the flat end or the step next to a line and grows square there; wrong for a line on which
   * something thin joins the body.
   */
  runFalloff: Float32Array;
}

const OUTSIDE_SLOPE = 0.2;

/** @param direction the lines to look along: every row (over the columns) or every column (over the rows). */
export function inflationProfile(plane: PlaneField, solution: Float32Array, cellSize: number, direction: "rows" | "columns"): InflationProfile {
  const byRow = direction === "rows";
  const lines = byRow ? plane.rows : plane.columns;
  const length = byRow ? plane.columns : plane.rows;
  const lineStride = byRow ? plane.columns : 1;
  const stride = byRow ? 1 : plane.columns;
  const { values } = plane;
  const profile: InflationProfile = {
    cellSize,
    peak: new Float32Array(lines),
    halfWidth: new Float32Array(lines),
    center: new Float32Array(lines),
    falloff: new Float32Array(values.length),
    runFalloff: new Float32Array(values.length),
  };
  const runs = new Float32Array(length * 2);
  for (let j = 0; j < lines; j++) {
    let peak = 0;
    let longest = 0;
    let entered = -1;
    let runCount = 0;
    for (let i = 1; i < length - 1; i++) {
      const o = j * lineStride + i * stride;
      const here = values[o]!;
      const before = values[o - stride]!;
      if (here < 0) peak = Math.max(peak, crest(solution[o - stride]!, solution[o]!, solution[o + stride]!));
      if (here < 0 && before >= 0) entered = i - 1 + before / (before - here);
      if (here >= 0 && before < 0) {
        const left = i - 1 + before / (before - here);
        runs[runCount++] = entered;
        runs[runCount++] = left;
        if (left - entered <= longest) continue;
        longest = left - entered;
        profile.center[j] = (left + entered) / 2;
      }
    }
    profile.peak[j] = peak;
    profile.halfWidth[j] = (longest / 2) * cellSize;
    for (let i = 0; i < length; i++) {
      const o = j * lineStride + i * stride;
      const outside = 1 + (values[o]! / cellSize) * OUTSIDE_SLOPE;
      profile.falloff[o] = values[o]! >= 0 ? outside : peak > 0 ? 1 - Math.min(1, solution[o]! / peak) : 0;
      profile.runFalloff[o] = outside;
    }
    for (let r = 0; r < runCount; r += 2) {
      const from = runs[r]!;
      const to = runs[r + 1]!;
      for (let i = Math.ceil(from); i <= to; i++) {
        profile.runFalloff[j * lineStride + i * stride] = Math.max(0, 1 - ((i - from) * (to - i) * 4) / (longest * longest));
      }
    }
  }
  return profile;
}

/** The maximum of the parabola through three samples, if the middle one is the highest. */
function crest(before: number, here: number, after: number): number {
  if (here < before || here < after) return here;
  const bend = 2 * here - before - after;
  return bend > 1e-12 ? here + ((before - after) * (before - after)) / (8 * bend) : here;
}

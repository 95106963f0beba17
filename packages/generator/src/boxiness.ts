import type { Outline } from "./outline.ts";
import type { DistanceField2D } from "./signed-distance-field.ts";
import { visitEdges } from "./visit-edges.ts";

/** A photo's own outline, and how the photo was turned, if that is known. */
export type BoxyOutline = Pick<Outline, "field" | "lens">;

/** Cosine of the angle up to which an edge is upright or level: six degrees. */
const STRAIGHT = 0.9945;

/** Pixels to either side over which an edge's direction is measured: that of an edge which runs a little aslant through the pixels is off by several degrees over fewer. */
const REACH = 4;
const LEAST_GROWTH = REACH / 2;

/** Shapes are built again and again from the same outlines. */
const known = new WeakMap<DistanceField2D, { cosine: number; sine: number; share: number }>();

/** The share of an outline that runs within six degrees of upright or level, as the thing stands. */
export function boxiness({ field, lens }: BoxyOutline): number {
  const [cosine, sine] = [lens?.cosine ?? 1, lens?.sine ?? 0];
  const before = known.get(field);
  if (before?.cosine === cosine && before.sine === sine) return before.share;
  const share = measure(field, cosine, sine);
  known.set(field, { cosine, sine, share });
  return share;
}

function measure(field: DistanceField2D, cosine: number, sine: number): number {
  let outline = 0;
  let straight = 0;
  visitEdges(field, REACH, LEAST_GROWTH, (gx, gy, length) => {
    outline++;
    if (Math.max(Math.abs(cosine * gx - sine * gy), Math.abs(sine * gx + cosine * gy)) / length > STRAIGHT) straight++;
  });
  return outline === 0 ? 0 : straight / outline;
}

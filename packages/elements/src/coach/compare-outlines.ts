import { USUAL_VIEWS } from "@model-3d/contract";
import { alignViews, aspectOf, coveredShare, GeneratorError, outlineAgreement, sampleOutlines, type AlignedViews, type Outline, type View } from "@model-3d/generator/masks";

export type ViewOutlines = Partial<Record<View, Outline>>;

export interface OtherLabels {
  /** The view under which each of the photos fits better, by the view it has now; those that may stay are left out. */
  views: Partial<Record<View, View>>;
  /** How well one object can have all outlines (0–1) as the photos are named now, and as they would be. */
  now: number;
  then: number;
}

const CELLS = 48;
/** Another naming is told only when it is this much better, and good. */
const MIN_GAIN = 0.08;
const MIN_FIT = 0.8;

/**
 * How well one solid can have all of these outlines, 0 to 1: how far front and back are mirror images, times the share of
 * the outlines that their common solid still fills, times how far side and top agree about the depth. `null` without a
 * front and a back.
 */
export function measureFit({ front, back, side, top }: ViewOutlines): number | null {
  if (!front || !back) return null;
  const width = (aspectOf(front) + aspectOf(back)) / 2;
  const pair = outlineAgreement(front, back, width, -1);
  const depths = [...(side ? [aspectOf(side)] : []), ...(top ? [width / aspectOf(top)] : [])];
  if (depths.length < 2) return pair;
  const depth = depths.reduce((sum, value) => sum + value, 0) / depths.length;
  const apart = Math.min(...depths) / Math.max(...depths);
  const outlines = { front, back, ...(side && { side }), ...(top && { top }) };
  const aligned: AlignedViews = { outlines, width, depth, warnings: [] };
  return pair * apart * Math.max(...(["right", "left"] as const).map((camera) => filledShare(aligned, depth, camera)));
}

function filledShare(views: AlignedViews, depth: number, camera: "right" | "left"): number {
  const { side } = views.outlines;
  const outlines = { ...views.outlines, ...(side && { side: { ...side, camera } }) };
  return coveredShare(sampleOutlines({ ...views, outlines }, depth, Math.max(1, views.width, depth) / CELLS));
}

/** Names of the views under which the photos of the usual four fit one object clearly better than under those they have; `null` when there are none. */
export function findOtherLabels(outlines: ViewOutlines): OtherLabels | null {
  const now = measureFit(outlines);
  if (now === null) return null;
  const taken = USUAL_VIEWS.filter((view) => outlines[view]);
  let best: OtherLabels = { views: {}, now, then: now };
  let fewest = 0;
  for (const order of permutations(taken)) {
    const changed = order.filter((view, at) => view !== taken[at]).length;
    const named: ViewOutlines = {};
    order.forEach((view, at) => (named[view] = nameOutline(outlines[taken[at]!]!, view)));
    const then = measureFit(named) ?? 0;
    // Front and back may trade places in any naming: the one that changes least is meant.
    if (then < best.then + (changed < fewest ? -0.01 : 0.01)) continue;
    best = { views: Object.fromEntries(order.flatMap((view, at) => (view === taken[at] ? [] : [[taken[at]!, view]]))), now, then };
    fewest = changed;
  }
  return best.then - now >= MIN_GAIN && best.then >= MIN_FIT ? best : null;
}

/** The outline as that of another view. */
export function nameOutline(outline: Outline, view: View): Outline {
  return { ...outline, view, camera: view === "side" ? "right" : view };
}

function permutations(views: readonly View[]): View[][] {
  if (views.length <= 1) return [[...views]];
  return views.flatMap((first) => permutations(views.filter((view) => view !== first)).map((rest) => [first, ...rest]));
}

/** The generator's own verdict: the view for whose sake it would refuse the photos, or nothing. */
export function findContradiction(outlines: ViewOutlines): View | null {
  const { front, back } = outlines;
  if (!front || !back) return null;
  try {
    alignViews({ ...outlines, front, back });
    return null;
  } catch (error) {
    if (error instanceof GeneratorError && error.view) return error.view;
    throw error;
  }
}

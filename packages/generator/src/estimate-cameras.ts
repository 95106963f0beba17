import type { Outlines } from "./align-views.ts";
import { chooseFieldOfView } from "./choose-field-of-view.ts";
import { estimateRolls } from "./estimate-roll.ts";
import { followRays } from "./follow-rays.ts";
import type { FocalShares } from "./focal-shares.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { VIEWS } from "./view-cameras.ts";

/**
 * The outlines with what can be known of their cameras: the turn of each photo, and the perspective, by the focal length
 * that the files tell or by the one under which the outlines fit together best. With it each outline is straightened to
 * the view from far away.
 */
export function estimateCameras(outlines: Outlines, focalShares: FocalShares = {}): Outlines {
  const names = VIEWS.filter((name) => outlines[name]);
  const rolls = estimateRolls(names.map((name) => outlines[name]!));
  const near = chooseFieldOfView(outlines, names, rolls, focalShares);
  const upright: Outlines = { ...outlines };
  names.forEach((name, i) => {
    if (rolls[i] !== 0) upright[name] = straightenOutline(outlines[name]!, rolls[i]!, Infinity, null);
  });
  return followRays(outlines, upright, near ?? upright, focalShares);
}

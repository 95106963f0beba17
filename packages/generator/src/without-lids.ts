import { fitBoxes, type Outlines } from "./align-views.ts";
import { isFlank, isUpright, VIEWS } from "./view-cameras.ts";

const ROUNDS = 24;
/** A box stays at least so high, as a share of what the photo shows: what is that low shows hardly anything but its lid. */
const LEAST_SHARE = 0.15;

/**
 * The boxes of level photos that were taken from above, as high as the thing itself: without what they show of its lid, which is the pitch's sine of how
 * far it reaches away from the camera. That is told by the other boxes, so all of them are told again until they agree.
 *
 * @param pitch in radians.
 */
export function withoutLids(outlines: Outlines, pitch: number): Outlines {
  const [cosine, sine] = [Math.cos(pitch), Math.sin(pitch)];
  let result = outlines;
  for (let round = 0; round < ROUNDS; round++) {
    const { width, depth } = fitBoxes(result);
    const next: Outlines = { ...outlines };
    for (const view of VIEWS) {
      const outline = outlines[view];
      if (!outline || !isUpright(view)) continue;
      const { top, bottom } = outline.box;
      const share = Math.max(LEAST_SHARE, 1 / (cosine + sine * (isFlank(view) ? width : depth!)));
      const [middle, half] = [(top + bottom) / 2, ((bottom - top) / 2) * share];
      next[view] = { ...outline, box: { ...outline.box, top: middle - half, bottom: middle + half } };
    }
    result = next;
  }
  return result;
}

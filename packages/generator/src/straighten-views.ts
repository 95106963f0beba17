import { fitBoxes, type Outlines } from "./align-views.ts";
import { buildShape, type Shape, type ShapeUse } from "./build-shape.ts";
import { levelEnds, type ObjectEnds } from "./level-ends.ts";
import type { Mesh } from "./mesh.ts";
import { isBent, type RimDepth } from "./photo-lens.ts";
import { hasCorners, rimDepthOf } from "./rim-depth.ts";
import { straightenOutline, type CameraTilt } from "./straighten-outline.ts";
import { surfaceNets } from "./surface-nets.ts";
import { isUpright, sizeIn, type View } from "./view-cameras.ts";

/** One photo as its camera took it. */
export interface ViewShot extends CameraTilt {
  view: View;
}

/** Straightened outlines and the coarse model that they make. */
export interface StraightViews {
  outlines: Outlines;
  shape: Shape;
  mesh: Mesh;
}

/**
 * Straightens the outlines and settles the depths of their rims: a coarse model tells how near each rim is, the
 * straightened outlines make the next, better model. Throws `views_contradict` where no model fits inside.
 *
 * @param outlines as found, or as straightened before for another focal length: then its rims are where this begins.
 * @param use of the coarse models.
 */
export function straightenViews(outlines: Outlines, shots: readonly ViewShot[], gridSize: number, rounds: number, use: ShapeUse = usualUse(shots)): StraightViews {
  const current: Outlines = { ...outlines };
  for (const shot of shots) {
    const rim = outlines[shot.view]!.lens?.rim ?? null;
    if (shot.roll !== 0 || isBent(shot)) current[shot.view] = straightenOutline(outlines[shot.view]!, shot, isBent(shot) ? rim : null);
  }
  let made = model(current, gridSize, use);
  if (!shots.some((shot) => isBent(shot))) return made;
  for (let round = 0; round < rounds; round++) {
    const next: Outlines = { ...made.outlines };
    const ends = endsOf(made, shots);
    for (const shot of shots) {
      const { view } = shot;
      if (!isBent(shot)) continue;
      const rim = rimDepthOf(made.mesh, made.shape.views.outlines[view]!, ...sizeIn(made.shape, view), made.shape.exponent, { level: ends.level.get(view) ?? [], round: ends.round });
      next[view] = straightenOutline(made.outlines[view]!, shot, settled(made.outlines[view]!.lens?.rim ?? null, rim));
    }
    made = model(next, gridSize, use, made.shape);
  }
  return made;
}

/** With models that tell rims, what is straightened from above comes out worse, though they tell better from where it was photographed. */
function usualUse(shots: readonly ViewShot[]): ShapeUse {
  return shots.some(({ pitch }) => pitch !== 0) ? "cameras" : "rims";
}

/** Of what has corners none: its ends are seen for what they are. */
function endsOf({ shape, mesh }: StraightViews, shots: readonly ViewShot[]): ObjectEnds {
  if (hasCorners(shape.exponent)) return { level: new Map(), round: [] };
  const photos = shots.flatMap(({ view }) => {
    const outline = shape.views.outlines[view]!;
    return isUpright(view) && isBent(outline.lens) ? [{ outline, lens: outline.lens, height: sizeIn(shape, view)[1] }] : [];
  });
  return levelEnds(mesh, photos);
}

/** Halfway from the depths of the round before: whole steps swing between two answers that contradict each other. */
function settled(before: RimDepth | null, found: RimDepth | null): RimDepth | null {
  if (!before || !found) return found;
  const values = found.field.values.map((value, i) => (value + before.field.values[i]!) / 2);
  return { ...found, field: { ...found.field, values }, shrink: (found.shrink + before.shrink) / 2 };
}

function model(outlines: Outlines, gridSize: number, use: ShapeUse, like?: Shape): StraightViews {
  const shape = buildShape(fitBoxes(outlines), gridSize, like, use);
  return { outlines, shape, mesh: surfaceNets(shape.field) };
}

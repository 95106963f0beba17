import { fitBoxes, type Outlines } from "./align-views.ts";
import { buildShape, type Shape } from "./build-shape.ts";
import { estimateRolls } from "./estimate-roll.ts";
import { GeneratorError } from "./generator-error.ts";
import type { Outline } from "./outline.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { rimDepthOf, straightenOutline } from "./straighten-outline.ts";
import { surfaceNets } from "./surface-nets.ts";
import { VIEWS, type View } from "./view-cameras.ts";

/** A model of so many samples is enough to tell how near each rim is. */
const COARSE_GRID = 64;
const ROUNDS = 4;
/** A focal length under which the outlines fit together worse than this is not the camera's: the photo was cut or joined. */
const MAX_LOSS = 0.035;

/** What a photo's file says about its camera: the focal length as a share of the whole picture's longer side. */
export type FocalShares = Partial<Record<View, number>>;

/**
 * The outlines with what can be known of their cameras: the turn of each photo, and the perspective if a focal length is
 * known. With that each outline is straightened to the view from far away: a coarse model tells how near the rim is that
 * made each part of the outline, and the straightened outlines give the next, better model.
 */
export function estimateCameras(outlines: Outlines, focalShares: FocalShares = {}): Outlines {
  const names = VIEWS.filter((name) => outlines[name]);
  const rolls = estimateRolls(names.map((name) => outlines[name]!));
  const upright: Outlines = { ...outlines };
  names.forEach((name, i) => {
    if (rolls[i] !== 0) upright[name] = straightenOutline(outlines[name]!, rolls[i]!, Infinity, null);
  });
  const known = Object.values(focalShares);
  if (known.length === 0) return upright;
  const usual = known.reduce((sum, share) => sum + share, 0) / known.length;
  const near = throughPinholes(upright, names, names.map((name) => (focalShares[name] ?? usual) * pictureSide(outlines[name]!)), rolls);
  return near && near.score > fitOf(upright, names) - MAX_LOSS ? near.outlines : upright;
}

function throughPinholes(start: Outlines, names: View[], distances: number[], rolls: number[]): { outlines: Outlines; score: number } | null {
  try {
    let current: Outlines = { ...start };
    names.forEach((name, i) => (current[name] = straightenOutline(start[name]!, rolls[i]!, distances[i]!, null)));
    for (let round = 0; round < ROUNDS; round++) {
      const shape = buildShape(fitBoxes(current), COARSE_GRID);
      const mesh = surfaceNets(shape.field);
      const next: Outlines = { ...current };
      names.forEach((name, i) => {
        const rim = rimDepthOf(mesh, shape.views.outlines[name]!, ...sizeIn(shape, name));
        next[name] = straightenOutline(current[name]!, rolls[i]!, distances[i]!, rim);
      });
      current = next;
    }
    return { outlines: current, score: fitOf(current, names) };
  } catch (error) {
    if (error instanceof GeneratorError) return null;
    throw error;
  }
}

/** How well a coarse model covers the outlines that it is made of, 0 to 1; 0 if there is none. */
function fitOf(outlines: Outlines, names: View[]): number {
  try {
    const shape = buildShape(fitBoxes(outlines), COARSE_GRID);
    const mesh = surfaceNets(shape.field);
    return names.reduce((sum, name) => sum + silhouetteIou(mesh, shape.views.outlines[name]!, ...sizeIn(shape, name)), 0) / names.length;
  } catch (error) {
    if (error instanceof GeneratorError) return 0;
    throw error;
  }
}

/** The whole picture's longer side in pixels of the outline's field. */
function pictureSide(outline: Outline): number {
  return outline.photo.pictureSide / outline.photoScale;
}

/** The size of a view's silhouette in object units. */
export function sizeIn(shape: Shape, view: View): [width: number, height: number] {
  return view === "side" ? [shape.depth, 1] : view === "top" ? [shape.views.width, shape.depth] : [shape.views.width, 1];
}

import type { AlignedViews } from "./align-views.ts";
import { carveThroughLenses } from "./carve-through-lenses.ts";
import { applyPrior, closeOutlines } from "./close-outlines.ts";
import { decideSideCamera } from "./decide-side-camera.ts";
import type { DepthEstimate } from "./estimate-depth.ts";
import { GeneratorError } from "./generator-error.ts";
import type { Hollow } from "./hollow-out.ts";
import { peelColumns, takeColumns } from "./peel-columns.ts";
import { hullShadows, hullThroughLenses } from "./hull-through-lenses.ts";
import { judgeFaces } from "./judge-faces.ts";
import { inflateDepth, inflationPrior } from "./inflation-prior.ts";
import { sidesOf } from "./outlines.ts";
import { sampleFrontOutline, sampleOutlines, type ScalarField } from "./outline-grids.ts";
import { smoothIntersection } from "./smooth-intersection.ts";

export interface Shape {
  field: ScalarField;
  /** The views, with the side's camera and the depth decided. */
  views: AlignedViews;
  depth: number;
  /** Exponent of the rounded sections; 2 is an ellipse, 40 no rounding at all. */
  exponent: number;
  axis: "x" | "y" | "z";
  /** The share of what lies inside all outlines that was taken away since photos from nearby hide it; 0 where outlines were straightened. */
  hiddenShare: number;
  /** There if it is a vessel that has been hollowed out. */
  hollow?: Hollow;
}

/**
 * What a shape is for: as a model, to weigh cameras, or to tell how near the rims of outlines are. The limits by which cameras are chosen were found with hulls that
 * round faces, too; rims on them would lie where round things are flattened, too near by as much again.
 */
export type ShapeUse = "model" | "cameras" | "rims";

/**
 * The volume: the intersection of all outlines, rounded by the prior, every outline kept covered. Throws
 * `views_contradict` if nothing lies inside all of them.
 *
 * @param gridSize samples along the longest side.
 * @param like a shape of nearly the same outlines, whose side camera, axis and exponent are taken instead of chosen anew.
 */
export function buildShape(aligned: AlignedViews, gridSize: number, like?: Shape, use: ShapeUse = "model"): Shape {
  let views = aligned;
  let depth = aligned.depth;
  let depths: DepthEstimate | null = null;
  const spans = gridSize - 6;
  const { front, back } = aligned.outlines;
  const faces = judgeFaces([front, back, ...sidesOf(aligned.outlines)]);
  if (depth === null) {
    const cellSize = Math.max(1, aligned.width) / spans;
    depths = inflateDepth(sampleFrontOutline(aligned, cellSize), cellSize, front, faces);
    depth = depths.depth;
  } else {
    views = like ? withSideCamera(aligned, like) : decideSideCamera(aligned, depth);
  }
  const cellSize = Math.max(1, views.width, depth) / spans;
  let grids = sampleOutlines(views, depth, cellSize);
  if (depths && depths.halfDepth.length !== grids.grid.ny) depths = inflateDepth(grids.front, cellSize, front, faces);
  const isFollowed = views.outlines.front.lens?.isFollowed === true;
  const field = isFollowed ? hullThroughLenses(grids.grid, views, depth) : smoothIntersection(grids, { roundsFaces: use === "cameras" });
  let hiddenShare = 0;
  if (isFollowed) {
    const peeled = peelColumns(grids.grid, views, depth, { isModel: use === "model" });
    hiddenShare = peeled.share;
    takeColumns(field, peeled);
    grids = hullShadows(field, grids);
  } else carveThroughLenses(field, views, depth);
  if (!field.values.some((v) => v < 0)) {
    throw new GeneratorError(
      "views_contradict",
      "No object can have all of these outlines. Check that every photo shows the same object, standing the same way, and that no view is mixed up.",
    );
  }
  const [side] = sidesOf(views.outlines);
  const prior = inflationPrior(grids, depths, side ? [front, side] : [front], faces, { like, isModel: use === "model" });
  if (prior.rounded) {
    closeOutlines(field, prior.rounded, grids);
    applyPrior(field, prior.rounded.values);
  }
  return { field, views, depth, exponent: prior.exponent, axis: prior.axis, hiddenShare };
}

function withSideCamera(views: AlignedViews, like: Shape): AlignedViews {
  const { side } = views.outlines;
  const camera = like.views.outlines.side?.camera;
  return side && camera ? { ...views, outlines: { ...views.outlines, side: { ...side, camera } } } : views;
}

import { fitBoxes, type Outlines } from "./align-views.ts";
import { buildShape, type Shape } from "./build-shape.ts";
import { decideSideCamera } from "./decide-side-camera.ts";
import type { FocalShares } from "./focal-shares.ts";
import { GeneratorError } from "./generator-error.ts";
import { partRuns } from "./part-runs.ts";
import { refineCameras, type RefinedCameras } from "./refine-cameras.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { sizeIn, type ViewShot } from "./straighten-views.ts";
import { surfaceNets } from "./surface-nets.ts";
import { VIEWS, type View } from "./view-cameras.ts";

const GRID = 64;
/** A coarse model that covers its worst outline no better than this was straightened wrongly. */
const POOR_FIT = 0.88;
/** What following the rays must bring to the worst outline. */
const MIN_LEAD = 0.03;
/** The tangents of half the field of view that are tried; 0 is from far away. */
const TANGENTS = [0, 0.2, 0.35, 0.5] as const;
/** Perspective must explain the rays better than none by this, and an unusual lens better than a usual one. */
const NEAR_COST = 1;
const USUAL_TANGENT = 0.35;
const TANGENT_SPREAD = 0.2;
const ROUNDS = 3;
const FIT_STEP = 3;

/**
 * Legs and frames are shown at several depths side by side, and no straight view tells them apart: where the straightened
 * outlines fit badly, the cameras are found by what every ray has to meet, and the outlines stay as the photos show them.
 *
 * @param found the outlines as they are in the photos.
 * @param upright the same turned upright: what the cameras begin with, as edges that were straightened wrongly turn them wrongly.
 * @param straightened the same with what is known of their cameras.
 */
export function followRays(found: Outlines, upright: Outlines, straightened: Outlines, told: FocalShares): Outlines {
  if (!found.side && !found.top) return straightened;
  const before = coarseModel(withSideCamera(straightened));
  if (!before || before.worst >= POOR_FIT) return straightened;
  const names = VIEWS.filter((name) => found[name]);
  const best = bestCameras(found, withSideCamera(upright), names, told);
  if (!best) return straightened;
  let { outlines } = best;
  let model = coarseModel(outlines);
  for (let round = 0; round < ROUNDS && model; round++) {
    const { shape } = model;
    const next: Outlines = { ...outlines };
    for (const view of names) next[view] = withParts(outlines[view]!, shape, view);
    outlines = next;
    model = coarseModel(outlines, shape);
  }
  return model && model.worst > before.worst + MIN_LEAD ? outlines : straightened;
}

function withSideCamera(outlines: Outlines): Outlines {
  const aligned = fitBoxes(outlines);
  return decideSideCamera(aligned, aligned.depth!).outlines;
}

function withParts(outline: NonNullable<Outlines[View]>, shape: Shape, view: View): NonNullable<Outlines[View]> {
  const shown = shape.views.outlines[view]!;
  return { ...outline, lens: { ...outline.lens!, parts: partRuns(shape.field, shown, ...sizeIn(shape, view)) } };
}

/** The cameras under which rays miss the least; `null` if those are far away. */
function bestCameras(found: Outlines, known: Outlines, names: readonly View[], told: FocalShares): RefinedCameras | null {
  const shares = Object.values(told);
  const usual = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const candidates = shares.length > 0 ? [(name: View) => told[name] ?? usual] : TANGENTS.map((tangent) => () => 0.5 / tangent);
  let best: RefinedCameras | null = null;
  for (const shareOf of candidates) {
    const shots = names.map((view): ViewShot => {
      const { photo, photoScale } = found[view]!;
      const lens = known[view]!.lens;
      return { view, roll: lens ? Math.atan2(lens.sine, lens.cosine) : 0, distance: (shareOf(view) * photo.pictureSide) / photoScale };
    });
    const start: Outlines = { ...found };
    for (const { view, roll } of shots) start[view] = { ...straightenOutline(found[view]!, roll, Infinity, null), camera: known[view]!.camera };
    const refined = refineCameras(start, shots);
    const tangent = 0.5 / shareOf(names[0]!);
    const cost = refined.cost + (tangent === 0 ? 0 : NEAR_COST + ((tangent - USUAL_TANGENT) / TANGENT_SPREAD) ** 2);
    if (!best || cost < best.cost) best = { ...refined, cost };
  }
  return best?.outlines.front.lens?.distance === Infinity ? null : best;
}

function coarseModel(outlines: Outlines, like?: Shape): { shape: Shape; worst: number } | null {
  try {
    const shape = buildShape(fitBoxes(outlines), GRID, like);
    const mesh = surfaceNets(shape.field);
    const fits = VIEWS.filter((view) => outlines[view]).map((view) => silhouetteIou(mesh, shape.views.outlines[view]!, ...sizeIn(shape, view), FIT_STEP));
    return { shape, worst: Math.min(...fits) };
  } catch (error) {
    if (error instanceof GeneratorError) return null;
    throw error;
  }
}

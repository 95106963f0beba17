import type { Outlines } from "./align-views.ts";
import type { Shape } from "./build-shape.ts";
import type { Mesh } from "./mesh.ts";
import { sampleField, type Outline } from "./outline.ts";
import { isBent } from "./photo-lens.ts";
import { drawSilhouette } from "./silhouette-iou.ts";
import { solveEquations } from "./solve-equations.ts";
import { sizeIn, VIEWS } from "./view-cameras.ts";

const ROUNDS = 3;
/** Where model and photo differ by more than this share of the picture, something else than the camera is wrong. */
const OUTLIER_SHARE = 0.02;
/** Growth (logarithm) and turn (radians) of one round at most. */
const MAX_STEP = 0.05;
/** A rim of fewer pixels tells no camera. */
const MIN_RIM = 20;
/** How firmly size and turn stay as they are where the outline does not tell them: a disc looks the same however it is turned. */
const FIRMNESS = 1e-3;
const MIN_SLOPE = 0.25;

/** What has to be solved: four equations of four unknowns and what they add up to, and how far off the rim is. */
interface Misfit {
  /** Four rows of five numbers. */
  equations: Float64Array;
  cost: number;
}

/**
 * Moves, turns and scales the cameras of photos from nearby until they show the finished model where the photo shows the
 * object. Straightened outlines tell the shape, but leave it open by some per cent where the camera was.
 */
export function registerCameras<T extends Pick<Shape, "views" | "depth">>(mesh: Mesh, shape: T): T {
  const outlines: Outlines = { ...shape.views.outlines };
  for (const view of VIEWS) {
    const outline = outlines[view];
    if (outline && isBent(outline.lens)) outlines[view] = register(mesh, outline, ...sizeIn(shape, view));
  }
  return { ...shape, views: { ...shape.views, outlines } };
}

function register(mesh: Mesh, outline: Outline, width: number, height: number): Outline {
  let best = outline;
  let misfit = misfitOf(drawSilhouette(mesh, outline, width, height), outline);
  for (let round = 0; round < ROUNDS && misfit; round++) {
    const next = moved(best, solveEquations(misfit.equations, 4));
    const found = misfitOf(drawSilhouette(mesh, next, width, height), next);
    if (!found || found.cost >= misfit.cost) break;
    [best, misfit] = [next, found];
  }
  return best;
}

/** Weighted least squares of the distances between the model's rim and the photo's outline, by size, shift and turn. */
function misfitOf(hit: Uint8Array, outline: Outline): Misfit | null {
  const { field } = outline;
  const { width, height, values } = field;
  const { centerX, centerY } = outline.lens!;
  const outlier = OUTLIER_SHARE * Math.max(width, height);
  const equations = new Float64Array(20);
  const row = new Float64Array(4);
  let count = 0;
  let cost = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const o = y * width + x;
      if (hit[o] === 0 || (hit[o - 1]! & hit[o + 1]! & hit[o - width]! & hit[o + width]!) === 1) continue;
      // The rim runs half a pixel outside the last covered pixel's centre.
      const miss = sampleField(field, x + 0.5, y + 0.5) + 0.5;
      const off = 1 + (miss / outlier) ** 2;
      cost += Math.log(off);
      count++;
      const gx = (values[o + 1]! - values[o - 1]!) / 2;
      const gy = (values[o + width]! - values[o - width]!) / 2;
      if (gx * gx + gy * gy < MIN_SLOPE) continue;
      const [dx, dy] = [x + 0.5 - centerX, y + 0.5 - centerY];
      row[0] = gx * dx + gy * dy;
      row[1] = gx;
      row[2] = gy;
      row[3] = gx * dy - gy * dx;
      const weight = 1 / (off * off);
      for (let a = 0, e = 0; a < 4; a++, e++) {
        for (let b = 0; b < 4; b++, e++) equations[e] = equations[e]! + weight * row[a]! * row[b]!;
        equations[e] = equations[e]! - weight * row[a]! * miss;
      }
    }
  }
  if (count < MIN_RIM) return null;
  const reach = Math.max(width, height);
  for (const [diagonal, scale] of [[0, reach * reach], [6, 1], [12, 1], [18, reach * reach]] as const) equations[diagonal] = equations[diagonal]! + FIRMNESS * count * scale;
  return { equations, cost: cost / count };
}

/** By growth, shift to the right and down, and turn. */
function moved(outline: Outline, [growth, right, down, turn]: Float64Array): Outline {
  const { box } = outline;
  const lens = outline.lens!;
  const scale = Math.exp(held(growth!));
  const roll = Math.atan2(lens.sine, lens.cosine) + held(turn!);
  const centerX = lens.centerX + right!;
  const centerY = lens.centerY + down!;
  return {
    ...outline,
    box: {
      left: centerX + (box.left - lens.centerX) * scale,
      right: centerX + (box.right - lens.centerX) * scale,
      top: centerY + (box.top - lens.centerY) * scale,
      bottom: centerY + (box.bottom - lens.centerY) * scale,
    },
    lens: { ...lens, centerX, centerY, cosine: Math.cos(roll), sine: Math.sin(roll) },
  };
}

function held(step: number): number {
  return Math.min(MAX_STEP, Math.max(-MAX_STEP, step));
}

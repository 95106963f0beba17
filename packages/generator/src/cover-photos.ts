import type { Shape } from "./build-shape.ts";
import { carveThroughLenses } from "./carve-through-lenses.ts";
import { dropCrumbs } from "./drop-crumbs.ts";
import { UNKNOWN_SQUARE } from "./distance-transform.ts";
import { VolumeDistances } from "./distance-volume.ts";
import type { Mesh } from "./mesh.ts";
import { gridCoordinate, type ScalarField } from "./outline-grids.ts";
import { photoProjection, pointOnRay, type PhotoProjection } from "./outline.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { removeFins } from "./remove-fins.ts";
import { MIN_SHARE } from "./remove-fragments.ts";
import { drawSilhouette } from "./silhouette-iou.ts";
import { surfaceNets } from "./surface-nets.ts";
import { dot, sizeIn, VIEW_CAMERAS, VIEWS } from "./view-cameras.ts";

/** What is added for one photo may uncover or cover what another one shows, so it is looked at again. */
const ROUNDS = 2;
/** Rays are this far apart and looked at in steps of this, in cells: no cell between two of them is left out. */
const RAY_CELLS = 0.8;
const STEP_CELLS = 0.5;
/** A pixel counts as object from this far inside of the outline, in pixels. */
const INSIDE_PIXELS = 0.25;
/** How much worse it is to stick out of another photo's outline than to lie as far from the model. */
const STICKING_OUT = 3;
/** A ray for which nothing better is found than this, in object heights, stays uncovered: a photo or its mask is wrong there. */
const MAX_COST = 0.2;
/** How deep inside the model the best point of a ray then lies, in cells, and how much worse others may be to come with it, in object units: what comes alone is a fin. */
const DEPTH_CELLS = 1;
const TIE = 0.016;
const RIM_CELLS = 2;

type Target = Pick<Shape, "field" | "views" | "depth">;

/**
 * Brings a shape to what its photos show, once their cameras are laid on it: what sticks out of an outline of a photo
 * from nearby is cut off, and where a photo shows object and the model none, the points of that ray are added that lie
 * nearest to the model and stick out of the other outlines least. Nothing is added beyond the model's box, which says how
 * large the thing is. Changes the field in place.
 */
export function coverPhotos({ field, views, depth }: Target): void {
  carveThroughLenses(field, views, depth);
  // One that hovers above the object would make its box larger, and be tied to it.
  dropCrumbs(field, MIN_SHARE);
  const projections = VIEWS.flatMap((view) => {
    const outline = views.outlines[view];
    return outline ? [photoProjection(outline, ...sizeIn({ views, depth }, view))] : [];
  });
  const before = field.values.slice();
  let isChanged = false;
  for (let round = 0; round < ROUNDS && addMissing(field, projections); round++) isChanged = true;
  if (isChanged) removeFins(field, before, projections);
}

function addMissing(field: ScalarField, projections: readonly PhotoProjection[]): boolean {
  const mesh = surfaceNets(field);
  const missing = projections.map((projection) => missingRays(mesh, projection, field.cellSize));
  if (missing.every((rays) => rays.length === 0)) return false;
  const from: Model = { field, box: boxOf(mesh), distances: new DistancesBeyond(field) };
  const photos = projections.map((projection) => new PhotoSampler(projection));
  const filled = new Map<number, number>();
  missing.forEach((rays, i) => {
    if (rays.length > 0) fill(from, photos, i, lowered(from, projections[i]!, photos, i, rays), filled);
  });
  for (const [o, value] of filled) field.values[o] = value;
  return true;
}

interface Model {
  field: ScalarField;
  /** Least and greatest x, y and z. */
  box: { low: number[]; high: number[] };
  distances: DistancesBeyond;
}

/** Pixels (x, y, x, y …) that show object where the model has none. */
function missingRays(mesh: Mesh, projection: PhotoProjection, cellSize: number): number[] {
  const { outline, scaleX, scaleY, scaleNear } = projection;
  const { field, box } = outline;
  const hit = drawSilhouette(mesh, outline, (box.right - box.left) / scaleX, (box.bottom - box.top) / scaleY);
  const step = Math.max(1, Math.floor(RAY_CELLS * cellSize * scaleNear));
  const rays: number[] = [];
  for (let y = 0; y < field.height; y += step) {
    for (let x = 0; x < field.width; x += step) {
      const o = y * field.width + x;
      if (hit[o] === 0 && field.values[o]! <= -INSIDE_PIXELS) rays.push(x, y);
    }
  }
  return rays;
}

/** By how much the cost of samples has to be lowered so that every ray has one inside; only samples beside a ray's best points are listed. */
function lowered(model: Model, projection: PhotoProjection, photos: readonly PhotoSampler[], view: number, rays: readonly number[]): Map<number, number> {
  const { nx, ny, nz, cellSize } = model.field;
  const { outline, scaleNear } = projection;
  const { right, up, toward } = VIEW_CAMERAS[outline.camera];
  const half = 0.5 * Math.abs(dot(toward, nx, ny, nz)) * cellSize;
  const steps = Math.ceil((2 * half) / (STEP_CELLS * cellSize));
  const points = new Float64Array(3 * steps);
  const costs = new Float64Array(steps);
  const place = new Float64Array(3);
  const seen = new Float64Array(2);
  const found = new Map<number, number>();
  for (let i = 0; i < rays.length; i += 2) {
    const [px, py] = [rays[i]!, rays[i + 1]!];
    let least = Infinity;
    for (let s = 0; s < steps; s++) {
      const near = -half + (s + 0.5) * STEP_CELLS * cellSize;
      pointOnRay(projection, px + 0.5, py + 0.5, near, seen);
      for (let k = 0; k < 3; k++) points[3 * s + k] = right[k]! * seen[0]! + up[k]! * seen[1]! + toward[k]! * near;
      const o = nearestSample(model.field, points[3 * s]!, points[3 * s + 1]!, points[3 * s + 2]!);
      let cost = o < 0 ? UNKNOWN_SQUARE : model.distances.at(o);
      if (cost < least) {
        for (let k = 0; k < 3; k++) place[k] = points[3 * s + k]!;
        cost += STICKING_OUT * stickingOut(photos, view, place);
      }
      costs[s] = cost;
      if (cost < least) least = cost;
    }
    if (least > MAX_COST) continue;
    const inside = outline.field.values[py * outline.field.width + px]! / scaleNear;
    const amount = least - Math.max(inside, -DEPTH_CELLS * cellSize);
    for (let s = 0; s < steps; s++) {
      if (costs[s]! <= least + TIE) noteAround(model.field, points[3 * s]!, points[3 * s + 1]!, points[3 * s + 2]!, amount, found);
    }
  }
  return found;
}

/** Notes an amount at the eight samples around a point, where it is the largest yet. */
function noteAround({ nx, ny, nz, cellSize }: ScalarField, px: number, py: number, pz: number, amount: number, found: Map<number, number>): void {
  const x = Math.floor(px / cellSize + (nx - 1) / 2);
  const y = Math.floor(py / cellSize + (ny - 1) / 2);
  const z = Math.floor(pz / cellSize + (nz - 1) / 2);
  if (Math.min(x, y, z) < RIM_CELLS || x + 1 >= nx - RIM_CELLS || y + 1 >= ny - RIM_CELLS || z + 1 >= nz - RIM_CELLS) return;
  for (let corner = 0; corner < 8; corner++) {
    const o = ((z + (corner >> 2)) * ny + y + ((corner >> 1) & 1)) * nx + x + (corner & 1);
    if (amount > (found.get(o) ?? -Infinity)) found.set(o, amount);
  }
}

/** Notes which values samples get, where those are the least yet. */
function fill({ field, box, distances }: Model, photos: readonly PhotoSampler[], view: number, amounts: ReadonlyMap<number, number>, filled: Map<number, number>): void {
  const { nx, ny, nz, cellSize, values } = field;
  const place = new Float64Array(3);
  for (const [o, amount] of amounts) {
    const x = gridCoordinate(o % nx, nx, cellSize);
    const y = gridCoordinate(Math.floor(o / nx) % ny, ny, cellSize);
    const z = gridCoordinate(Math.floor(o / (nx * ny)), nz, cellSize);
    const beyond = Math.max(x - box.high[0]!, box.low[0]! - x, y - box.high[1]!, box.low[1]! - y, z - box.high[2]!, box.low[2]! - z);
    place[0] = x;
    place[1] = y;
    place[2] = z;
    const cost = distances.at(o) + STICKING_OUT * stickingOut(photos, view, place) - amount;
    photos[view]!.measure(place);
    const value = Math.max(cost, beyond, photos[view]!.distance);
    if (value < (filled.get(o) ?? values[o]!)) filled.set(o, value);
  }
}

/** How far outside of the worst of the other outlines a point is shown. */
function stickingOut(photos: readonly PhotoSampler[], except: number, place: Float64Array): number {
  let most = 0;
  for (let i = 0; i < photos.length; i++) {
    if (i === except) continue;
    const photo = photos[i]!;
    photo.measure(place);
    if (photo.distance > most) most = photo.distance;
  }
  return most;
}

function nearestSample({ nx, ny, nz, cellSize }: ScalarField, px: number, py: number, pz: number): number {
  const x = Math.round(px / cellSize + (nx - 1) / 2);
  const y = Math.round(py / cellSize + (ny - 1) / 2);
  const z = Math.round(pz / cellSize + (nz - 1) / 2);
  return x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz ? -1 : (z * ny + y) * nx + x;
}

/** From samples to the model, in object units, at most 0 inside. A field is cut off a few cells from its surface; this goes on. */
class DistancesBeyond {
  readonly #field: ScalarField;
  readonly #beyond: VolumeDistances;

  /** @param field is to stay as it is while it is asked. */
  constructor(field: ScalarField) {
    const { cellSize, values } = field;
    const squared = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      squared[i] = value <= 0 ? 0 : value < cellSize ? (value / cellSize) ** 2 : UNKNOWN_SQUARE;
    }
    this.#field = field;
    this.#beyond = new VolumeDistances(squared, field);
  }

  at(sample: number): number {
    const value = this.#field.values[sample]!;
    return value <= 0 ? value : Math.fround(Math.sqrt(this.#beyond.squareAt(sample)) * this.#field.cellSize);
  }
}

function boxOf({ positions }: Mesh): Model["box"] {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let k = 0; k < 3; k++) {
    for (let i = k; i < positions.length; i += 3) {
      const value = positions[i]!;
      if (value < low[k]!) low[k] = value;
      if (value > high[k]!) high[k] = value;
    }
  }
  return { low, high };
}

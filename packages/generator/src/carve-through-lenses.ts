import type { AlignedViews } from "./align-views.ts";
import { gridCoordinate, type ScalarField } from "./outline-grids.ts";
import { photoProjection, type PhotoProjection } from "./outline.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { isBent } from "./photo-lens.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { BAND_CELLS } from "./smooth-intersection.ts";

/** What sticks out of a photo's outline by less than this, in object heights, stays: no estimate of a camera is better. */
const TOLERANCE = 0.004;
/** How many cells a distance of one cell allows for: the lens may shorten what lies along a row. */
const SAFE_STEPS = 2;
/** Nothing that makes a surface lies farther from it than this. */
const SURFACE_CELLS = 1.5;

/**
 * Cuts away whatever a photo from nearby shows beside its outline (Laurentini, "The Visual Hull Concept", 1994, for
 * cones instead of prisms): legs behind legs, which a straight view from far away would hide. Changes `hull` in place.
 */
export function carveThroughLenses(hull: ScalarField, views: AlignedViews, depth: number): void {
  const { front, back } = views.outlines;
  const projections = [photoProjection(front, views.width, 1), photoProjection(back, views.width, 1)];
  for (const side of sidesOf(views.outlines)) projections.push(photoProjection(side, depth, 1));
  for (const top of topsOf(views.outlines)) projections.push(photoProjection(top, views.width, depth));
  for (const projection of projections) if (isBent(projection.outline.lens)) carve(hull, projection);
}

function carve(hull: ScalarField, projection: PhotoProjection): void {
  const { nx, ny, nz, cellSize, values } = hull;
  const photo = new PhotoSampler(projection);
  const place = new Float64Array(3);
  const band = BAND_CELLS * cellSize;
  for (let z = 0, row = 0; z < nz; z++) {
    place[2] = gridCoordinate(z, nz, cellSize);
    for (let y = 0; y < ny; y++, row += nx) {
      place[1] = gridCoordinate(y, ny, cellSize);
      for (let x = 0; x < nx; x++) {
        if (values[row + x]! >= band) continue;
        place[0] = gridCoordinate(x, nx, cellSize);
        photo.measure(place);
        const outside = photo.distance - TOLERANCE;
        if (outside > values[row + x]!) values[row + x] = Math.min(outside, band);
        // Deep inside the outline nothing near a surface is cut for some cells, far outside of it everything is.
        const spare = outside > 0 ? outside - band : -outside - SURFACE_CELLS * cellSize;
        const last = Math.min(nx - 1, x + Math.floor(spare / (SAFE_STEPS * cellSize)));
        if (outside > 0) for (let i = x + 1; i <= last; i++) values[row + i] = band;
        if (last > x) x = last;
      }
    }
  }
}

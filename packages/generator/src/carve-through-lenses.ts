import type { AlignedViews } from "./align-views.ts";
import { gridCoordinate, type ScalarField } from "./outline-grids.ts";
import { photoProjection, projectPoint, sampleField, type PhotoProjection } from "./outline.ts";
import { BAND_CELLS } from "./smooth-intersection.ts";
import { dot, VIEW_CAMERAS } from "./view-cameras.ts";

/** What sticks out of a photo's outline by less than this, in object heights, stays: no estimate of a camera is better. */
const TOLERANCE = 0.004;

/**
 * Cuts away whatever a photo from nearby shows beside its outline (Laurentini, "The Visual Hull Concept", 1994, for
 * cones instead of prisms): legs behind legs, which a straight view from far away would hide. Changes `hull` in place.
 */
export function carveThroughLenses(hull: ScalarField, views: AlignedViews, depth: number): void {
  const { front, back, side, top } = views.outlines;
  const projections = [photoProjection(front, views.width, 1), photoProjection(back, views.width, 1)];
  if (side) projections.push(photoProjection(side, depth, 1));
  if (top) projections.push(photoProjection(top, views.width, depth));
  for (const projection of projections) if (projection.outline.lens && projection.outline.lens.distance !== Infinity) carve(hull, projection);
}

function carve(hull: ScalarField, projection: PhotoProjection): void {
  const { nx, ny, nz, cellSize, values } = hull;
  const { outline, scaleNear } = projection;
  const { right, up, toward } = VIEW_CAMERAS[outline.camera];
  const band = BAND_CELLS * cellSize;
  const seen = new Float64Array(2);
  for (let z = 0, i = 0; z < nz; z++) {
    const pz = gridCoordinate(z, nz, cellSize);
    for (let y = 0; y < ny; y++) {
      const py = gridCoordinate(y, ny, cellSize);
      for (let x = 0; x < nx; x++, i++) {
        if (values[i]! >= band) continue;
        const px = gridCoordinate(x, nx, cellSize);
        const zoom = projectPoint(projection, dot(right, px, py, pz), dot(up, px, py, pz), dot(toward, px, py, pz), seen);
        const outside = sampleField(outline.field, seen[0]!, seen[1]!) / (zoom * scaleNear) - TOLERANCE;
        if (outside > values[i]!) values[i] = Math.min(outside, band);
      }
    }
  }
}

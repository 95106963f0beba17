import type { AlignedViews } from "./align-views.ts";
import { sampleOutlines, type OutlineGrids } from "./outline-grids.ts";
import { topsOf } from "./outlines.ts";

const CELLS = 64;
const MIN_ADVANTAGE = 0.01;

/**
 * A side photo may have been taken from the left instead of the right. Front and side share only heights, which say
 * nothing about it; together with a photo from above or below one of the two usually leaves parts of the given outlines uncovered.
 * Returns the views with the side's camera decided; the right one stays unless the left one is clearly better.
 * A photo labelled as the left one leaves nothing to decide, and neither does one whose camera was found with the others'.
 */
export function decideSideCamera(views: AlignedViews, depth: number): AlignedViews {
  const { side, left } = views.outlines;
  if (!side || left || topsOf(views.outlines).length === 0) return views;
  if (side.lens?.isFollowed) return side.camera === "left" ? withWarning(views) : views;
  const mirrored: AlignedViews = { ...views, outlines: { ...views.outlines, side: { ...side, camera: "left" } } };
  const cellSize = Math.max(1, views.width, depth) / CELLS;
  const asSaid = coveredShare(sampleOutlines(views, depth, cellSize));
  const asMirrored = coveredShare(sampleOutlines(mirrored, depth, cellSize));
  if (asMirrored <= asSaid + MIN_ADVANTAGE) return views;
  return withWarning(mirrored);
}

function withWarning(views: AlignedViews): AlignedViews {
  return { ...views, warnings: [...views.warnings, "The side photo fits the others only when taken from the object's left side; it was used so."] };
}

/** The share of the outlines' area that the intersection of all outlines still covers, the worst view counting. */
export function coveredShare(grids: OutlineGrids): number {
  const { nx, ny, nz } = grids.grid;
  const { front, side, top } = grids;
  const frontHit = new Uint8Array(nx * ny);
  const sideHit = new Uint8Array(nz * ny);
  const topHit = new Uint8Array(nx * nz);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      if (side && side.values[y * nz + z]! >= 0) continue;
      for (let x = 0; x < nx; x++) {
        if (front.values[y * nx + x]! >= 0 || (top && top.values[z * nx + x]! >= 0)) continue;
        frontHit[y * nx + x] = 1;
        sideHit[y * nz + z] = 1;
        topHit[z * nx + x] = 1;
      }
    }
  }
  let worst = hitShare(front.values, frontHit);
  if (side) worst = Math.min(worst, hitShare(side.values, sideHit));
  if (top) worst = Math.min(worst, hitShare(top.values, topHit));
  return worst;
}

function hitShare(field: Float32Array, hit: Uint8Array): number {
  let inside = 0;
  let covered = 0;
  for (let i = 0; i < field.length; i++) {
    if (field[i]! >= 0) continue;
    inside++;
    if (hit[i] === 1) covered++;
  }
  return inside === 0 ? 0 : covered / inside;
}

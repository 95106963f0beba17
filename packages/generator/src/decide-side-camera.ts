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
  if (side.camera === "left") return withWarning(views);
  if (side.lens?.isFollowed) return views;
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
  const words = Math.ceil(nx / 32);
  const inFront = insideBits(front.values, nx, ny);
  const inTop = top && insideBits(top.values, nx, nz);
  const frontHit = new Uint32Array(inFront.length);
  const sideHit = new Uint8Array(nz * ny);
  const topHit = new Uint32Array(words * nz);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      if (side && side.values[y * nz + z]! >= 0) continue;
      for (let w = 0, f = y * words, t = z * words; w < words; w++, f++, t++) {
        const both = inTop ? inFront[f]! & inTop[t]! : inFront[f]!;
        if (both === 0) continue;
        frontHit[f] = frontHit[f]! | both;
        topHit[t] = topHit[t]! | both;
        sideHit[y * nz + z] = 1;
      }
    }
  }
  let worst = hitShare(front.values, hitsOf(frontHit, nx, ny));
  if (side) worst = Math.min(worst, hitShare(side.values, sideHit));
  if (top) worst = Math.min(worst, hitShare(top.values, hitsOf(topHit, nx, nz)));
  return worst;
}

/** A bit for each sample, 32 to a word, each row beginning with a new one: 1 inside of the outline. */
function insideBits(values: Float32Array, columns: number, rows: number): Uint32Array {
  const words = Math.ceil(columns / 32);
  const bits = new Uint32Array(words * rows);
  for (let j = 0, i = 0; j < rows; j++) for (let k = 0; k < columns; k++, i++) if (values[i]! < 0) bits[j * words + (k >> 5)] = bits[j * words + (k >> 5)]! | (1 << (k & 31));
  return bits;
}

function hitsOf(bits: Uint32Array, columns: number, rows: number): Uint8Array {
  const words = Math.ceil(columns / 32);
  const hit = new Uint8Array(columns * rows);
  for (let j = 0, i = 0; j < rows; j++) for (let k = 0; k < columns; k++, i++) hit[i] = (bits[j * words + (k >> 5)]! >>> (k & 31)) & 1;
  return hit;
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

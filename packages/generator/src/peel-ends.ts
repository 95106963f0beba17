import { gridCoordinate, type ScalarField } from "./outline-grids.ts";
import type { PhotoProjection } from "./outline.ts";
import type { PeelGrid } from "./peel-grid.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { isFlank, isUpright } from "./view-cameras.ts";

/** Between which heights everything lies that a photo asks for. */
export interface Ends {
  low: number;
  high: number;
}

/** The layer at a lid is so much of the largest one, and that at a foot: whatever is photographed stands on something level. */
const LEAST_LID = 0.9;
const LEAST_FOOT = 0.8;
/** How far to either side of its layer an end is looked for, in cells, and in what steps. */
const REACH = 1.5;
const STEP = 0.25;
/** Beside the end of the thing a photo shows other ends, which lie nearer to its middle: so many of the places across it come before the one that counts. */
const SHARE = 0.9;

/**
 * Where a level lid ends, and a level foot. Between the cones of photos from nearby, or of photos that look down, a lid bulges like a roof, and what is under a foot like a keel:
 * whole layers of it can go, as the far edge of the lid and the near one of the foot are what the photos show of them. What is round on top, or has a
 * knob there, could do without layers as well; so only what is as wide there as anywhere counts.
 */
export function peelEnds(peeled: PeelGrid): Ends {
  const { ny } = peeled.grid;
  const areas = Array.from({ length: ny }, (_, y) => cellsIn(peeled, y).length);
  const most = Math.max(...areas);
  const end = (first: number, step: 1 | -1, least: number): number => {
    let y = first;
    while (y >= 0 && y < ny && takeLayer(peeled, y)) y += step;
    const isEnd = y !== first && (areas[y] ?? 0) >= least * most;
    // Where no photo shows it there, more was free than a roof: of a coarse grid a whole board may be.
    return (isEnd ? endOf(peeled, y, step === 1 ? -1 : 1) : null) ?? -step * Infinity;
  };
  return { high: end(ny - 1, -1, LEAST_LID), low: end(0, 1, LEAST_FOOT) };
}

/** Changes the field in place. */
export function takeEnds({ nx, ny, nz, cellSize, values }: ScalarField, { low, high }: Ends): void {
  for (let z = 0, o = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const height = gridCoordinate(y, ny, cellSize);
      const least = Math.max(height - high, low - height);
      for (let x = 0; x < nx; x++, o++) if (values[o]! < least) values[o] = least;
    }
  }
}

/** Returns whether the layer is gone: a photo may need it. */
function takeLayer(peeled: PeelGrid, y: number): boolean {
  const { marks } = peeled;
  const cells = cellsIn(peeled, y);
  for (const o of cells) peeled.count(o, -1);
  const isFree = !cells.some((o) => peeled.isMissed(o));
  for (const o of cells) {
    if (isFree) marks[o] = 1;
    else peeled.count(o, 1);
  }
  return isFree;
}

function cellsIn({ grid: { nx, ny, nz }, marks }: PeelGrid, y: number): number[] {
  const cells: number[] = [];
  for (let z = 0; z < nz; z++) for (let x = 0, o = (z * ny + y) * nx; x < nx; x++, o++) if (marks[o] === 0) cells.push(o);
  return cells;
}

/** The height at which photos show the outermost edge of a layer at their outline: in the middle of all photos; `null` where none shows it. */
function endOf(peeled: PeelGrid, layer: number, direction: 1 | -1): number | null {
  const { grid: { ny, cellSize }, projections } = peeled;
  const edge = gridCoordinate(layer + direction / 2, ny, cellSize);
  const ends = projections.filter(({ outline: { view } }) => isUpright(view)).map((projection) => endIn(peeled, projection, layer, edge, direction)).filter((end) => end !== null);
  const middle = ends.sort((a, b) => a - b)[ends.length >> 1];
  return middle === undefined ? null : edge + middle * direction * cellSize;
}

/** How far outward of an edge a photo shows the end, in cells; `null` where it does not show it. */
function endIn({ grid: { nx, ny, nz, cellSize }, marks }: PeelGrid, projection: PhotoProjection, layer: number, edge: number, direction: 1 | -1): number | null {
  const photo = new PhotoSampler(projection);
  const isFromSide = isFlank(projection.outline.view);
  const [across, along] = isFromSide ? [nz, nx] : [nx, nz];
  const found: number[] = [];
  for (let i = 0; i < across; i++) {
    let [first, last] = [Infinity, -Infinity];
    for (let k = 0; k < along; k++) {
      const [x, z] = isFromSide ? [k, i] : [i, k];
      if (marks[(z * ny + layer) * nx + x] === 0) [first, last] = [Math.min(first, k), k];
    }
    if (last < 0) continue;
    const place = gridCoordinate(i, across, cellSize);
    const end = whereOutside((step) => {
      const height = edge + step * direction * cellSize;
      const [before, behind] = [gridCoordinate(first - 0.5, along, cellSize), gridCoordinate(last + 0.5, along, cellSize)];
      if (isFromSide) return Math.max(photo.distanceAt(before, height, place), photo.distanceAt(behind, height, place));
      return Math.max(photo.distanceAt(place, height, before), photo.distanceAt(place, height, behind));
    });
    if (end !== null) found.push(end);
  }
  return found.sort((a, b) => a - b)[Math.floor(SHARE * (found.length - 1))] ?? null;
}

/** Where, going outward, what was inside comes to be outside. */
function whereOutside(distanceAt: (step: number) => number): number | null {
  let before = distanceAt(-REACH);
  if (before >= 0) return null;
  for (let step = STEP - REACH; step <= REACH; step += STEP) {
    const here = distanceAt(step);
    if (here >= 0) return step - (STEP * here) / (here - before);
    before = here;
  }
  return null;
}

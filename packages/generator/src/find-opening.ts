import { lumaAt } from "./luma-at.ts";
import type { Shape } from "./build-shape.ts";
import { gridCoordinate, type ScalarField } from "./outline-grids.ts";
import { isPitched } from "./outlines.ts";
import { photoProjection, projectPoint, sampleField, type Outline } from "./outline.ts";
import { signedDistanceField, type DistanceField2D } from "./signed-distance-field.ts";

/** The mouth of a vessel. */
export interface Opening {
  /** In cells over the grid's x and z: how far from the outer edge of the rim, negative inside of it. */
  rim: DistanceField2D;
  /** The grid's row of the rim; columns that end so many rows lower or higher are part of it. */
  row: number;
  slack: number;
  /** How thick the wall is at the rim, in cells. */
  wall: number;
}

/** How bright the photo from above is by the distance from the rim's outer edge, for each direction from the middle. */
interface Brightness {
  /** How long a step is, in cells. */
  binCells: number;
  /** The mean of the bins `from` (included) to `to` (excluded) in one direction; NaN where there is nothing. */
  mean(sector: number, from: number, to: number): number;
}

/** Columns of the hull that end at the same height, within so much of the grid's. */
const LEVEL_SHARE = 0.015;
/** A hull without so large a level on top is no vessel that is seen into from straight above. */
const MIN_LEVEL = 0.85;
/** Of the roof that cones from above make of it a little may be left. */
const MIN_LEVEL_FROM_ABOVE = 0.8;
const SECTORS = 24;
/** Steps from the rim's outer edge to the place that is farthest from it. */
const BINS = 90;
/** Bins that are compared on both sides of where the rim may end; the outermost ones are mixed with what is beside it. */
const RING_BINS = 6;
const MIXED_BINS = 2;
/** By so many bins the rim's edge may be elsewhere in single directions: as far as an outline is off there. */
const STRAY_BINS = 2;
/** The rim is no wider than this share of the way to the middle. */
const MAX_RIM = 0.35;
/** The rim is brighter than what is beside it on the inside: by this share in three of four directions, and in so many of them clearly. */
const MIN_CONTRAST = 0.02;
const CLEAR_CONTRAST = 0.03;
const MIN_CLEAR = 0.68;
/** A thinner wall would fall into holes. */
const MIN_WALL_CELLS = 1.6;

/**
 * Whether the photo from above looks into a vessel: a bright rim goes round along the edge of the hull's flat top, and
 * darker wall begins inside of it. Lids, seats and table tops have no such rim; print that imitates one is taken for one.
 */
export function findOpening(shape: Shape): Opening | null {
  const { outlines } = shape.views;
  const { top } = outlines;
  if (!top) return null;
  const { field } = shape;
  const { nx, ny, nz } = field;
  const heights = columnHeights(field);
  const slack = Math.max(1, Math.round(LEVEL_SHARE * ny));
  const { row, share } = commonLevel(heights, ny, slack);
  if (share < (isPitched(outlines) ? MIN_LEVEL_FROM_ABOVE : MIN_LEVEL)) return null;
  const coverage = new Float32Array(nx * nz);
  for (let i = 0; i < coverage.length; i++) coverage[i] = heights[i]! >= row - slack ? 1 : 0;
  const rim = signedDistanceField({ width: nx, height: nz, coverage });
  const light = brightnessAlong(shape, top, rim, row);
  const edge = findRimEdge(light);
  return edge === null ? null : { rim, row, slack, wall: Math.max(MIN_WALL_CELLS, wallAt(light, edge) * light.binCells) };
}

/** The row of the highest sample inside each column, -1 where there is none. */
function columnHeights({ nx, ny, nz, values }: ScalarField): Int16Array {
  const heights = new Int16Array(nx * nz);
  for (let z = 0; z < nz; z++) {
    for (let x = 0; x < nx; x++) {
      let y = ny - 1;
      while (y >= 0 && values[(z * ny + y) * nx + x]! >= 0) y--;
      heights[z * nx + x] = y;
    }
  }
  return heights;
}

function commonLevel(heights: Int16Array, ny: number, slack: number): { row: number; share: number } {
  const counts = new Int32Array(ny);
  let all = 0;
  for (const height of heights) {
    if (height < 0) continue;
    counts[height] = counts[height]! + 1;
    all++;
  }
  let row = 0;
  let most = 0;
  for (let y = 0; y < ny; y++) {
    let count = 0;
    for (let k = Math.max(0, y - slack); k <= Math.min(ny - 1, y + slack); k++) count += counts[k]!;
    if (count > most) [most, row] = [count, y];
  }
  return { row, share: all === 0 ? 0 : most / all };
}

function brightnessAlong(shape: Shape, top: Outline, rim: DistanceField2D, row: number): Brightness {
  const { nx, ny, nz, cellSize } = shape.field;
  const projection = photoProjection(top, shape.views.width, shape.depth);
  const near = gridCoordinate(row, ny, cellSize);
  const [middleX, middleZ] = middleOf(rim);
  let deepest = 0;
  for (const value of rim.values) deepest = Math.max(deepest, -value);
  const binCells = deepest / BINS;
  const sums = new Float64Array(SECTORS * BINS);
  const counts = new Int32Array(SECTORS * BINS);
  const seen = new Float64Array(2);
  const { photo, photoScale } = top;
  for (let z = 0; z < nz; z += binCells) {
    for (let x = 0; x < nx; x += binCells) {
      const inside = -sampleField(rim, x + 0.5, z + 0.5);
      if (inside <= 0) continue;
      projectPoint(projection, gridCoordinate(x, nx, cellSize), -gridCoordinate(z, nz, cellSize), near, seen);
      const [i, j] = [Math.floor(seen[0]! * photoScale), Math.floor(seen[1]! * photoScale)];
      if (i < 0 || j < 0 || i >= photo.width || j >= photo.height || photo.coverage[j * photo.width + i]! < 0.99) continue;
      const o = 3 * (j * photo.width + i);
      const turn = (Math.atan2(z - middleZ, x - middleX) + Math.PI) / (2 * Math.PI);
      const b = Math.min(SECTORS - 1, Math.floor(turn * SECTORS)) * BINS + Math.min(BINS - 1, Math.floor(inside / binCells));
      sums[b] = sums[b]! + lumaAt(photo.colors, o);
      counts[b] = counts[b]! + 1;
    }
  }
  return {
    binCells,
    mean(sector, from, to) {
      let sum = 0;
      let count = 0;
      for (let b = sector * BINS + from; b < sector * BINS + Math.min(to, BINS); b++) {
        sum += sums[b]!;
        count += counts[b]!;
      }
      return sum / count;
    },
  };
}

function middleOf({ width, values }: DistanceField2D): [x: number, z: number] {
  let [x, z, count] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (values[i]! >= 0) continue;
    x += i % width;
    z += Math.floor(i / width);
    count++;
  }
  return [x / count, z / count];
}

/** The bin at which the photo darkens most, in most directions; null where it does so in too few. */
function findRimEdge(light: Brightness): number | null {
  const last = Math.ceil(MAX_RIM * BINS) - 1;
  const contrasts = Array.from({ length: SECTORS }, (_, sector) => Array.from({ length: last + 1 }, (_, bin) => (bin > MIXED_BINS ? contrastAt(light, sector, bin) : NaN)));
  let best = -Infinity;
  let edge: number | null = null;
  for (let bin = MIXED_BINS + 1; bin <= last; bin++) {
    const nearby = contrasts.map((own) => largest(own.slice(Math.max(0, bin - STRAY_BINS), bin + STRAY_BINS + 1)));
    if (nearby.some(Number.isNaN) || quartile(nearby) <= MIN_CONTRAST || nearby.filter((each) => each > CLEAR_CONTRAST).length < MIN_CLEAR * SECTORS) continue;
    const contrast = quartile(contrasts.map((own) => own[bin]!));
    if (contrast > best) [best, edge] = [contrast, bin];
  }
  return edge;
}

/** How much darker it is inside of a bin than outside, as a share; NaN where nothing is known. */
function contrastAt(light: Brightness, sector: number, bin: number): number {
  const ring = light.mean(sector, Math.max(MIXED_BINS, bin - RING_BINS), bin);
  return (ring - light.mean(sector, bin + 1, bin + RING_BINS)) / Math.max(1, ring);
}

/** NaN only if all are. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (value <= most ? most : value), NaN);
}

/** What three of four are above. */
function quartile(values: readonly number[]): number {
  return values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)[SECTORS / 4] ?? -Infinity;
}

/** Where, going inward, the photo has darkened by half of what it does: in the middle of all directions. */
function wallAt(light: Brightness, edge: number): number {
  const walls: number[] = [];
  for (let sector = 0; sector < SECTORS; sector++) {
    const profile = Array.from({ length: edge + RING_BINS }, (_, bin) => light.mean(sector, bin, bin + 1)).map((value) => (Number.isNaN(value) ? Infinity : value));
    const bright = Math.max(...profile.slice(MIXED_BINS, edge).filter(Number.isFinite));
    const dark = Math.min(...profile.slice(edge));
    const at = profile.findIndex((value, bin) => bin > MIXED_BINS && value < (bright + dark) / 2);
    if (at > 0 && bright > dark) walls.push(at);
  }
  return walls.sort((a, b) => a - b)[walls.length >> 1] ?? edge;
}

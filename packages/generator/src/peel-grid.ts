import type { AlignedViews } from "./align-views.ts";
import { gridCoordinate, type VoxelGrid } from "./outline-grids.ts";
import { photoProjection, sampleField, type PhotoProjection } from "./outline.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { isFlank, isUpright, sizeIn, VIEWS } from "./view-cameras.ts";

/** What sticks out of an outline by less than this, in cells, is inside. */
export const SLACK_CELLS = 0.3;
/** Photos are asked at samples that lie so far apart, in cells as large as the nearest is shown: between two of them no cell is hidden. */
const SAMPLE_CELLS = 1.25;
/** What lies so deep inside an outline, in cells, has to stay covered. */
const DEEP_CELLS = 0.5;

/** What a photo shows of a grid. */
interface Coverage {
  /** For each cell the sample that shows it, -1 if none has to. */
  shownAt: Int32Array;
  /** For each sample how many cells it still shows. */
  counts: Int32Array;
}

/** What all photos allow of a grid, and which cells each of them still shows. Cells are taken away as long as every photo stays covered. */
export class PeelGrid {
  readonly grid: VoxelGrid;
  readonly projections: readonly PhotoProjection[];
  /** For each cell the bits of what it is outside of: 0 is inside. Those of the outlines are {@link bitOf}; whoever takes cells away sets others. */
  readonly marks: Uint8Array;
  readonly #coverages: readonly Coverage[];

  constructor(grid: VoxelGrid, views: AlignedViews, depth: number) {
    this.grid = grid;
    this.projections = VIEWS.flatMap((view) => {
      const outline = views.outlines[view];
      return outline ? [photoProjection(outline, ...sizeIn({ views, depth }, view))] : [];
    });
    const marks = (this.marks = new Uint8Array(grid.nx * grid.ny * grid.nz));
    const cells = this.projections.map((projection) => markOutside(marks, grid, projection));
    this.#coverages = this.projections.map((projection, i) => coverageOf(marks, grid, projection, cells[i]!));
  }

  countInside(): number {
    let count = 0;
    for (let o = 0; o < this.marks.length; o++) if (this.marks[o] === 0) count++;
    return count;
  }

  /** Counts a cell out of what photos show, or back in again, if it is inside. */
  count(o: number, by: 1 | -1): void {
    if (this.marks[o] !== 0) return;
    for (const { shownAt, counts } of this.#coverages) if (shownAt[o]! >= 0) counts[shownAt[o]!] = counts[shownAt[o]!]! + by;
  }

  /** Whether a photo shows nothing any more where it shows a cell that was counted out. */
  isMissed(o: number): boolean {
    if (this.marks[o] !== 0) return false;
    for (const { shownAt, counts } of this.#coverages) if (shownAt[o]! >= 0 && counts[shownAt[o]!]! <= 0) return true;
    return false;
  }
}

/** Of a photo: 1 along z, 2 along x, 4 along y. */
export function bitOf({ outline: { view } }: PhotoProjection): number {
  return isUpright(view) ? (isFlank(view) ? 2 : 1) : 4;
}

/** Marks the cells that a photo shows beside its outline; returns how large it shows the nearest of the others, in pixels. */
function markOutside(marks: Uint8Array, grid: VoxelGrid, projection: PhotoProjection): number {
  const bit = bitOf(projection);
  const cell = grid.cellSize * projection.scaleNear;
  let most = 0;
  visitCells(grid, projection, (o, photo) => {
    photo.sample();
    if (photo.pixels > SLACK_CELLS * cell * photo.zoom) marks[o] = marks[o]! | bit;
    else if (photo.zoom > most) most = photo.zoom;
  });
  return cell * most;
}

function coverageOf(marks: Uint8Array, grid: VoxelGrid, projection: PhotoProjection, cell: number): Coverage {
  const { field } = projection.outline;
  const step = SAMPLE_CELLS * cell;
  const columns = Math.max(0, Math.ceil(field.width / step));
  const rows = Math.max(0, Math.ceil(field.height / step));
  const counts = new Int32Array(columns * rows);
  const shownAt = new Int32Array(marks.length).fill(-1);
  // Of each sample whether it has to stay covered: 1 if so, 2 if not, 0 if it was not asked yet.
  const isDeep = new Uint8Array(columns * rows);
  visitCells(grid, projection, (o, photo) => {
    if (marks[o] !== 0) return;
    const i = Math.floor(photo.x / step);
    const j = Math.floor(photo.y / step);
    if (i < 0 || j < 0 || i >= columns || j >= rows) return;
    const sample = j * columns + i;
    if (isDeep[sample] === 0) isDeep[sample] = sampleField(field, (i + 0.5) * step, (j + 0.5) * step) > -DEEP_CELLS * cell ? 2 : 1;
    if (isDeep[sample] === 2) return;
    shownAt[o] = sample;
    counts[sample] = counts[sample]! + 1;
  });
  return { shownAt, counts };
}

function visitCells({ nx, ny, nz, cellSize }: VoxelGrid, projection: PhotoProjection, visit: (cell: number, photo: PhotoSampler) => void): void {
  const photo = new PhotoSampler(projection);
  const place = new Float64Array(3);
  for (let z = 0, o = 0; z < nz; z++) {
    place[2] = gridCoordinate(z, nz, cellSize);
    for (let y = 0; y < ny; y++) {
      place[1] = gridCoordinate(y, ny, cellSize);
      for (let x = 0; x < nx; x++, o++) {
        place[0] = gridCoordinate(x, nx, cellSize);
        photo.project(place);
        visit(o, photo);
      }
    }
  }
}

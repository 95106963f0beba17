import type { AlignedViews } from "./align-views.ts";
import { gridCoordinate, type ScalarField, type VoxelGrid } from "./outline-grids.ts";
import { sampleField } from "./outline.ts";
import { type Ends, peelEnds, takeEnds } from "./peel-ends.ts";
import { bitOf, PeelGrid, SLACK_CELLS } from "./peel-grid.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { signedDistanceField, type DistanceField2D } from "./signed-distance-field.ts";

/** Cells along the longest side of the grid on which columns are looked for. */
const MOST_CELLS = 96;
/** Columns of which a smaller share lies inside the outlines are looked at first. */
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** Columns of a box that no photo asks for. */
export interface PeeledColumns {
  /** At most one for each axis that photos look along. */
  planes: readonly PeeledPlane[];
  /** Not there while cameras are looked for. */
  ends: Ends | null;
  /** The share of what is inside all outlines that lies in these columns. */
  share: number;
}

interface PeeledPlane {
  axis: Axis;
  cellSize: number;
  /** Distance to what stays, in cells, positive in what goes. */
  distances: DistanceField2D;
}

/** The axes along which photos look: the bit of each, and the two others as columns and rows of a plane. */
const AXES = [
  { bit: 1, along: 2, columns: 0, rows: 1 },
  { bit: 2, along: 0, columns: 2, rows: 1 },
  { bit: 4, along: 1, columns: 0, rows: 2 },
] as const;
type Axis = (typeof AXES)[number];
/** By so many bits higher stands that a cell's column along the axis was taken away. */
const TAKEN = 3;
const OUTLINES = 0b111;
/** A column that is taken covers at most so much of its place in a plane. */
const EDGE_SHARE = 0.49;

/**
 * What photos from nearby leave open and a straight thing would not have: between the cones of two photos slabs bulge, and
 * beside each leg stand doubles, where the picture of a leg behind crosses that of one before. All of it is hidden behind
 * what the photos show. Column by column along the axes of the views it is asked how much of what the other photos allow
 * lies inside the outlines of those that look along it; columns that are there in part are taken away, the least first,
 * for as long as every sample of every photo stays covered. Outlines along an axis then are those of a straight view.
 *
 * @param views with the cameras that took them: what is inside is asked through their lenses.
 * @param isModel ends are looked for in a model only: while cameras are, what those are off by would make the thing lower again and again.
 */
export function peelColumns(grid: VoxelGrid, views: AlignedViews, depth: number, { isModel = true }: { isModel?: boolean } = {}): PeeledColumns {
  const coarse = coarsened(grid);
  const peeled = new PeelGrid(coarse, views, depth);
  const families = AXES.flatMap((axis) => {
    const along = peeled.projections.filter((projection) => bitOf(projection) === axis.bit);
    return along.length > 0 ? [new Columns(axis, peeled, along.map((projection) => new PhotoSampler(projection)))] : [];
  });
  const inside = peeled.countInside();
  for (const share of SHARES) {
    for (let changed = true; changed;) {
      changed = false;
      for (const columns of families) if (columns.peel(share)) changed = true;
    }
  }
  const share = inside === 0 ? 0 : 1 - peeled.countInside() / inside;
  const planes = families.map((columns) => columns.plane()).filter((plane) => plane !== null);
  return { planes, share, ends: isModel ? peelEnds(peeled) : null };
}

/** Changes the field in place. */
export function takeColumns(field: ScalarField, { planes, ends }: PeeledColumns): void {
  const { nx, ny, nz, cellSize, values } = field;
  if (ends) takeEnds(field, ends);
  for (const { axis, cellSize: unit, distances } of planes) {
    const counts = [nx, ny, nz] as const;
    const [columns, rows] = [counts[axis.columns], counts[axis.rows]];
    const plane = new Float32Array(columns * rows);
    for (let j = 0, o = 0; j < rows; j++) {
      const v = gridCoordinate(j, rows, cellSize) / unit + distances.height / 2;
      for (let i = 0; i < columns; i++, o++) plane[o] = sampleField(distances, gridCoordinate(i, columns, cellSize) / unit + distances.width / 2, v) * unit;
    }
    const strides = [0, 0, 0];
    strides[axis.columns] = 1;
    strides[axis.rows] = columns;
    const [strideX, strideY, strideZ] = strides as [number, number, number];
    for (let z = 0, o = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        for (let x = 0, p = y * strideY + z * strideZ; x < nx; x++, o++, p += strideX) {
          const least = plane[p]!;
          if (values[o]! < least) values[o] = least;
        }
      }
    }
  }
}

function coarsened({ nx, ny, nz, cellSize }: VoxelGrid): VoxelGrid {
  const factor = Math.max(1, Math.max(nx, ny, nz) / MOST_CELLS);
  return { nx: Math.ceil(nx / factor), ny: Math.ceil(ny / factor), nz: Math.ceil(nz / factor), cellSize: cellSize * factor };
}

/** All columns of a grid along one axis. */
class Columns {
  readonly #axis: Axis;
  readonly #peeled: PeelGrid;
  readonly #marks: Uint8Array;
  readonly #width: number;
  readonly #height: number;
  readonly #length: number;
  readonly #grid: VoxelGrid;
  readonly #stride: number;
  /** The photos that look along the axis. */
  readonly #photos: readonly PhotoSampler[];
  /** Where the columns begin that have something inside. */
  readonly #firsts: Int32Array;
  readonly #isTaken: Uint8Array;
  /** Their places in the plane. */
  readonly #places: Int32Array;

  constructor(axis: Axis, peeled: PeelGrid, photos: readonly PhotoSampler[]) {
    const { grid, marks } = peeled;
    const { nx, ny, nz } = grid;
    const counts = [nx, ny, nz] as const;
    const strides = [1, nx, nx * ny] as const;
    [this.#axis, this.#peeled, this.#marks, this.#grid, this.#photos] = [axis, peeled, marks, grid, photos];
    [this.#width, this.#height, this.#length, this.#stride] = [counts[axis.columns], counts[axis.rows], counts[axis.along], strides[axis.along]];
    const [firsts, places]: number[][] = [[], []];
    for (let place = 0; place < this.#width * this.#height; place++) {
      const first = (place % this.#width) * strides[axis.columns] + Math.floor(place / this.#width) * strides[axis.rows];
      if (!this.#isAnyInside(first)) continue;
      firsts!.push(first);
      places!.push(place);
    }
    this.#firsts = Int32Array.from(firsts!);
    this.#isTaken = new Uint8Array(firsts!.length);
    this.#places = Int32Array.from(places!);
  }

  /** Takes those away of which less than a share is inside and that nothing needs; returns whether there was one. */
  peel(share: number): boolean {
    const marks = this.#marks;
    const { bit } = this.#axis;
    const others = (OUTLINES & ~bit) | ((OUTLINES & ~bit) << TAKEN);
    let changed = false;
    for (let c = 0; c < this.#firsts.length; c++) {
      const first = this.#firsts[c]!;
      if (this.#isTaken[c] === 1) continue;
      const end = first + this.#length * this.#stride;
      let allowed = 0;
      let inside = 0;
      for (let o = first; o < end; o += this.#stride) {
        if ((marks[o]! & others) !== 0) continue;
        allowed++;
        if ((marks[o]! & bit) === 0) inside++;
      }
      if (inside === 0 || inside >= share * allowed) continue;
      this.#count(first, -1);
      if (this.#isNeeded(first)) {
        this.#count(first, 1);
        continue;
      }
      for (let o = first; o < end; o += this.#stride) marks[o] = marks[o]! | (bit << TAKEN);
      this.#isTaken[c] = 1;
      changed = true;
    }
    return changed;
  }

  /**
   * `null` if all columns stay. Where an edge runs between two columns is told by how far those cells of theirs are outside that
   * are so most: as far as a straight view would see it. A column that is there in part, and stays since a photo needs it, is as wide as it is anywhere.
   */
  plane(): PeeledPlane | null {
    if (!this.#isTaken.includes(1)) return null;
    const coverage = new Float32Array(this.#width * this.#height).fill(1);
    this.#firsts.forEach((first, c) => {
      const { most, least } = this.#reach(first);
      const covered = 0.5 - (most > 0 && this.#isTaken[c] === 0 ? least : most);
      coverage[this.#places[c]!] = this.#isTaken[c] === 1 ? Math.max(0, Math.min(EDGE_SHARE, covered)) : Math.min(1, Math.max(1 - EDGE_SHARE, covered));
    });
    return { axis: this.#axis, cellSize: this.#grid.cellSize, distances: signedDistanceField({ width: this.#width, height: this.#height, coverage }) };
  }

  /** How far outside of the outlines along the axis the cells of a column lie that the other photos allow, in cells: the one that does most and the one that does least. */
  #reach(first: number): { most: number; least: number } {
    const { nx, ny, nz, cellSize } = this.#grid;
    const { bit } = this.#axis;
    const others = (OUTLINES & ~bit) | ((OUTLINES & ~bit) << TAKEN);
    let most = -Infinity;
    let least = Infinity;
    for (let k = 0, o = first; k < this.#length; k++, o += this.#stride) {
      if ((this.#marks[o]! & others) !== 0) continue;
      const x = gridCoordinate(o % nx, nx, cellSize);
      const y = gridCoordinate(Math.floor(o / nx) % ny, ny, cellSize);
      const z = gridCoordinate(Math.floor(o / (nx * ny)), nz, cellSize);
      let worst = -Infinity;
      for (const photo of this.#photos) worst = Math.max(worst, photo.distanceAt(x, y, z) / cellSize - SLACK_CELLS);
      most = Math.max(most, worst);
      least = Math.min(least, worst);
    }
    return { most, least };
  }

  #isAnyInside(first: number): boolean {
    for (let k = 0, o = first; k < this.#length; k++, o += this.#stride) if (this.#marks[o] === 0) return true;
    return false;
  }

  #count(first: number, by: 1 | -1): void {
    for (let k = 0, o = first; k < this.#length; k++, o += this.#stride) this.#peeled.count(o, by);
  }

  #isNeeded(first: number): boolean {
    for (let k = 0, o = first; k < this.#length; k++, o += this.#stride) if (this.#peeled.isMissed(o)) return true;
    return false;
  }
}

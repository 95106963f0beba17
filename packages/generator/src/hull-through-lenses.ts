import type { AlignedViews } from "./align-views.ts";
import { gridCoordinate, type OutlineGrids, type PlaneField, type ScalarField, type VoxelGrid } from "./outline-grids.ts";
import { photoProjection, type Outline } from "./outline.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { signedDistanceField } from "./signed-distance-field.ts";
import { BAND_CELLS, BLEND_CELLS, smoothMax } from "./smooth-intersection.ts";

/** How many cells a distance of one cell allows for: the lens may shorten what lies along a row. */
const SAFE_STEPS = 2;
/** Two photos that face each other are averaged where they differ by less than twice this, in object heights; else the stricter one counts. */
const PAIR_TOLERANCE = 0.004;

/** The visual hull of photos from nearby whose cameras are known (Laurentini, "The Visual Hull Concept", 1994): where their cones meet. */
export function hullThroughLenses(grid: VoxelGrid, views: AlignedViews, depth: number): ScalarField {
  const { nx, ny, nz, cellSize } = grid;
  const { front, back } = views.outlines;
  const sampler = (outline: Outline, width: number, height: number): PhotoSampler => new PhotoSampler(photoProjection(outline, width, height));
  const fromFront = new PhotoPair([sampler(front, views.width, 1), sampler(back, views.width, 1)]);
  const sides = sidesOf(views.outlines).map((side) => sampler(side, depth, 1));
  const tops = topsOf(views.outlines).map((top) => sampler(top, views.width, depth));
  const fromSide = sides.length > 0 ? new PhotoPair(sides) : null;
  const fromTop = tops.length > 0 ? new PhotoPair(tops) : null;
  const place = new Float64Array(3);
  const radius = BLEND_CELLS * cellSize;
  const band = BAND_CELLS * cellSize;
  const values = new Float32Array(nx * ny * nz);
  for (let z = 0, i = 0; z < nz; z++) {
    const pz = gridCoordinate(z, nz, cellSize);
    place[2] = pz;
    const beyond = Math.abs(pz) - depth / 2 - 0.5 * cellSize;
    for (let y = 0; y < ny; y++) {
      place[1] = gridCoordinate(y, ny, cellSize);
      const isRim = y === 0 || z === 0 || y === ny - 1 || z === nz - 1;
      values[i++] = band;
      for (let x = 1; x < nx - 1; x++, i++) {
        if (isRim) {
          values[i] = band;
          continue;
        }
        place[0] = gridCoordinate(x, nx, cellSize);
        fromFront.measure(place);
        let value = fromFront.distance;
        let outermost = value;
        if (value < band) {
          fromSide?.measure(place);
          const other = fromSide ? fromSide.distance : beyond;
          outermost = Math.max(outermost, other);
          value = fromSide && isCrease(value, other, radius) ? smoothMax(value, other, radius * creaseOf(fromFront, fromSide, place, cellSize)) : smoothMax(value, other, radius);
        }
        if (value < band && fromTop) {
          fromTop.measure(place);
          const other = fromTop.distance;
          const before = fromSide && fromSide.distance > fromFront.distance ? fromSide : fromFront;
          outermost = Math.max(outermost, other);
          value = smoothMax(value, other, isCrease(value, other, radius) ? radius * creaseOf(before, fromTop, place, cellSize) : radius);
        }
        const held = value > band ? band : value < -band ? -band : value;
        values[i] = held;
        // Far outside or deep inside of the outlines the next samples of the row are so too.
        const spare = Math.abs(held) < band ? 0 : held > 0 ? outermost - band : -outermost - band - radius;
        const last = Math.min(nx - 2, x + Math.floor(spare / (SAFE_STEPS * cellSize)));
        for (; x < last; x++) values[++i] = held;
      }
      values[i++] = band;
    }
  }
  return { ...grid, values };
}

/** Whether two outlines are so near to each other, and to a surface, that it matters how they meet. */
function isCrease(a: number, b: number, radius: number): boolean {
  return Math.abs(a - b) < radius && Math.abs(a) < 2 * radius;
}

/** 0 where two outlines show the same face, which has no edge to round, to 1 where they meet at a right angle. */
function creaseOf(one: PhotoPair, other: PhotoPair, place: Float64Array, cellSize: number): number {
  const own = one.distance;
  const second = other.distance;
  let [along, first, last] = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) {
    const a = one.slope(place, axis, cellSize);
    const b = other.slope(place, axis, cellSize);
    along += a * b;
    first += a * a;
    last += b * b;
  }
  one.distance = own;
  other.distance = second;
  const lengths = Math.sqrt(first * last);
  return lengths === 0 ? 1 : 1 - Math.abs(along) / lengths;
}

/** One photo alone, or two that face each other. */
class PhotoPair {
  readonly #first: PhotoSampler;
  readonly #second: PhotoSampler | null;
  /** Signed distance to the outlines at the point that was measured last, in object units, negative inside. */
  distance = 0.5;

  constructor([first, second]: readonly PhotoSampler[]) {
    this.#first = first!;
    this.#second = second ?? null;
  }

  measure(place: Float64Array): void {
    this.#first.measure(place);
    const a = this.#first.distance;
    if (this.#second === null) {
      this.distance = a;
      return;
    }
    this.#second.measure(place);
    const b = this.#second.distance;
    this.distance = Math.max((a + b) / 2, Math.max(a, b) - PAIR_TOLERANCE);
  }

  /** How much the distance grows along one axis over two steps. */
  slope(place: Float64Array, axis: number, step: number): number {
    const middle = place[axis]!;
    place[axis] = middle + step;
    this.measure(place);
    const after = this.distance;
    place[axis] = middle - step;
    this.measure(place);
    place[axis] = middle;
    return after - this.distance;
  }
}

/** The outlines as straight views from far away show the hull. */
export function hullShadows(field: ScalarField, grids: OutlineGrids): OutlineGrids {
  const { nx, ny, nz } = field;
  const slice = nx * ny;
  return {
    ...grids,
    front: shadow(field, nx, 1, ny, nx, nz, slice),
    side: grids.side && shadow(field, nz, slice, ny, nx, nx, 1),
    top: grids.top && shadow(field, nx, 1, nz, slice, ny, nx),
  };
}

function shadow(field: ScalarField, columns: number, columnStride: number, rows: number, rowStride: number, length: number, stride: number): PlaneField {
  const { values, cellSize } = field;
  const nearest = new Float32Array(columns * rows);
  for (let j = 0, i = 0; j < rows; j++) {
    for (let k = 0; k < columns; k++, i++) {
      let least = Infinity;
      for (let q = 0, o = j * rowStride + k * columnStride; q < length; q++, o += stride) if (values[o]! < least) least = values[o]!;
      nearest[i] = least;
    }
  }
  const far = signedDistanceField({ width: columns, height: rows, coverage: nearest.map((value) => Math.min(1, Math.max(0, 0.5 - value / cellSize))) }).values;
  for (let i = 0; i < nearest.length; i++) if (Math.abs(nearest[i]!) > 1.5 * cellSize) nearest[i] = far[i]! * cellSize;
  return { columns, rows, values: nearest };
}

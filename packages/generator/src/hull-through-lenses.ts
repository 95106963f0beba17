import type { AlignedViews } from "./align-views.ts";
import { gridCoordinate, type OutlineGrids, type PlaneField, type ScalarField, type VoxelGrid } from "./outline-grids.ts";
import { photoProjection, type Outline } from "./outline.ts";
import { sidesOf, topsOf } from "./outlines.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { signedDistanceField } from "./signed-distance-field.ts";
import { BAND_CELLS, smoothMax } from "./smooth-intersection.ts";

/** Radius of the rounding of the hull's edges, in cells, as that of straight hulls. */
const BLEND_CELLS = 1.2;
/** Two photos that face each other are averaged where they differ by less than twice this, in object heights; else the stricter one counts. */
const PAIR_TOLERANCE = 0.004;

/** Signed distance to a photo's outline at a point of the object, in object units, negative inside. */
type Distance = (x: number, y: number, z: number) => number;

/** The visual hull of photos from nearby whose cameras are known (Laurentini, "The Visual Hull Concept", 1994): where their cones meet. */
export function hullThroughLenses(grid: VoxelGrid, views: AlignedViews, depth: number): ScalarField {
  const { nx, ny, nz, cellSize } = grid;
  const { front, back } = views.outlines;
  const fromFront = pairDistance([photoDistance(front, views.width, 1), photoDistance(back, views.width, 1)])!;
  const fromSide = pairDistance(sidesOf(views.outlines).map((side) => photoDistance(side, depth, 1)));
  const fromTop = pairDistance(topsOf(views.outlines).map((top) => photoDistance(top, views.width, depth)));
  const radius = BLEND_CELLS * cellSize;
  const band = BAND_CELLS * cellSize;
  const values = new Float32Array(nx * ny * nz);
  for (let z = 0, i = 0; z < nz; z++) {
    const pz = gridCoordinate(z, nz, cellSize);
    const beyond = Math.abs(pz) - depth / 2 - 0.5 * cellSize;
    for (let y = 0; y < ny; y++) {
      const py = gridCoordinate(y, ny, cellSize);
      for (let x = 0; x < nx; x++, i++) {
        const px = gridCoordinate(x, nx, cellSize);
        if (x === 0 || y === 0 || z === 0 || x === nx - 1 || y === ny - 1 || z === nz - 1) {
          values[i] = band;
          continue;
        }
        let value = fromFront(px, py, pz);
        if (value < band) value = smoothMax(value, fromSide ? fromSide(px, py, pz) : beyond, radius);
        if (value < band && fromTop) value = smoothMax(value, fromTop(px, py, pz), radius);
        values[i] = value > band ? band : value < -band ? -band : value;
      }
    }
  }
  return { ...grid, values };
}

/** Of one photo alone, or of two that face each other. */
function pairDistance([first, second]: readonly Distance[]): Distance | null {
  if (!first || !second) return first ?? null;
  return (x, y, z) => {
    const a = first(x, y, z);
    const b = second(x, y, z);
    return Math.max((a + b) / 2, Math.max(a, b) - PAIR_TOLERANCE);
  };
}

function photoDistance(outline: Outline, width: number, height: number): Distance {
  const photo = new PhotoSampler(photoProjection(outline, width, height));
  return (px, py, pz) => photo.distanceAt(px, py, pz);
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

import { transformPlane, UNKNOWN_SQUARE } from "./distance-transform.ts";
import { gridCoordinate, type ScalarField } from "./outline-grids.ts";
import { sampleField, type Outline, type PhotoProjection } from "./outline.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import type { DistanceField2D } from "./signed-distance-field.ts";

/** A ball of this radius, in object units, fits into everything that is no fin; what lies no farther than a cell from one that fits is an edge. */
const RADIUS = 0.01;
const EDGE_CELLS = 1;
/** Where a disc of this radius, in object units, does not fit into an outline, the photo shows something thin. */
const THIN_RADIUS = 0.04;
/** Beside it, as a share of that radius and in pixels, it ends. */
const THIN_SLACK = 0.25;
const THIN_SLACK_PIXELS = 1;

/**
 * Takes away again what was added to a field in fins: what is thinner than a ball, though every photo shows something thick there. They are what
 * comes of outlines that do not quite fit together, as those of photos that were taken by hand never do. (An opening by a ball: Serra, "Image
 * Analysis and Mathematical Morphology", 1982.) Changes the field in place.
 *
 * @param before the field's values before.
 * @param projections of all photos.
 */
export function removeFins(field: ScalarField, before: Float32Array, projections: readonly PhotoProjection[]): void {
  const { nx, ny, nz, cellSize, values } = field;
  const radius = RADIUS / cellSize;
  const thick = new ThickParts(field, radius);
  const photos = projections.map((projection) => new ThinParts(projection));
  const reach = (radius + EDGE_CELLS) ** 2;
  const place = new Float64Array(3);
  const emptied = new Map<number, number>();
  for (let z = 0, o = 0; z < nz; z++) {
    place[2] = gridCoordinate(z, nz, cellSize);
    for (let y = 0; y < ny; y++) {
      place[1] = gridCoordinate(y, ny, cellSize);
      for (let x = 0; x < nx; x++, o++) {
        if (values[o]! >= 0 || before[o]! < 0) continue;
        const far = thick.squareFrom(x, y, z);
        if (far <= reach) continue;
        place[0] = gridCoordinate(x, nx, cellSize);
        if (!photos.some((photo) => photo.showsThin(place))) emptied.set(o, Math.min(Math.sqrt(far) - radius - EDGE_CELLS, 1) * cellSize);
      }
    }
  }
  for (const [o, value] of emptied) values[o] = value;
}

/** What is known of a sample: nothing yet, or whether a ball around it fits inside. */
const UNKNOWN = 0;
const FITS = 1;
const FITS_NOT = 2;

/** Where a ball fits inside, found out only around what is asked for: fins are a small part of a volume. */
class ThickParts {
  readonly #field: ScalarField;
  readonly #radius: number;
  readonly #known: Uint8Array;
  /** Offsets within the ball, and within what is told of the way to one. */
  readonly #ball: BallOffsets;
  readonly #around: BallOffsets;

  /** @param radius of the ball in cells. */
  constructor(field: ScalarField, radius: number) {
    this.#field = field;
    this.#radius = radius;
    this.#known = new Uint8Array(field.values.length);
    this.#ball = ballOffsets(radius);
    this.#around = ballOffsets(radius + EDGE_CELLS + 1);
  }

  /** From a sample to the next middle of a ball that fits inside, squared, in cells; `Infinity` if that is farther than a cell beyond the ball's edge. */
  squareFrom(x: number, y: number, z: number): number {
    const { nx, ny, nz } = this.#field;
    const { steps, squares } = this.#around;
    for (let k = 0; k < squares.length; k++) {
      const i = x + steps[3 * k]!;
      const j = y + steps[3 * k + 1]!;
      const l = z + steps[3 * k + 2]!;
      if (i >= 0 && j >= 0 && l >= 0 && i < nx && j < ny && l < nz && this.#fits(i, j, l)) return squares[k]!;
    }
    return Infinity;
  }

  #fits(x: number, y: number, z: number): boolean {
    const { nx, ny } = this.#field;
    const o = (z * ny + y) * nx + x;
    if (this.#known[o] === UNKNOWN) this.#known[o] = this.#findOut(x, y, z) ? FITS : FITS_NOT;
    return this.#known[o] === FITS;
  }

  #findOut(x: number, y: number, z: number): boolean {
    const { nx, ny, nz, cellSize, values } = this.#field;
    const { steps, squares } = this.#ball;
    const most = this.#radius ** 2;
    for (let k = 0; k < squares.length; k++) {
      const i = x + steps[3 * k]!;
      const j = y + steps[3 * k + 1]!;
      const l = z + steps[3 * k + 2]!;
      if (i < 0 || j < 0 || l < 0 || i >= nx || j >= ny || l >= nz) continue;
      const value = values[(l * ny + j) * nx + i]! / cellSize;
      if (value > -1 && squares[k]! + Math.min(0, value) ** 2 < most) return false;
    }
    return true;
  }
}

/** Three whole numbers each, and how long they are, squared; the shortest first. */
interface BallOffsets {
  steps: Int8Array;
  squares: Int32Array;
}

function ballOffsets(radius: number): BallOffsets {
  const found: [number, number, number][] = [];
  const reach = Math.floor(radius);
  for (let z = -reach; z <= reach; z++) for (let y = -reach; y <= reach; y++) for (let x = -reach; x <= reach; x++) if (x * x + y * y + z * z <= radius ** 2) found.push([x, y, z]);
  const square = ([x, y, z]: readonly [number, number, number]): number => x * x + y * y + z * z;
  found.sort((a, b) => square(a) - square(b));
  return { steps: Int8Array.from(found.flat()), squares: Int32Array.from(found, square) };
}

/** Where a photo shows something thin. */
class ThinParts {
  readonly #photo: PhotoSampler;
  readonly #thin: DistanceField2D;

  constructor(projection: PhotoProjection) {
    this.#photo = new PhotoSampler(projection);
    this.#thin = thinParts(projection.outline, THIN_RADIUS * projection.scaleNear);
  }

  /** @param place of the object. */
  showsThin(place: Float64Array): boolean {
    this.#photo.project(place);
    return sampleField(this.#thin, this.#photo.x, this.#photo.y) > 0;
  }
}

/** 1 where a disc of the radius, in pixels, does not fit into the outline, and around there. */
function thinParts({ field }: Outline, radius: number): DistanceField2D {
  const { width, height, values } = field;
  const squared = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) squared[i] = -values[i]! >= radius ? 0 : UNKNOWN_SQUARE;
  transformPlane(squared, width, height);
  const slack = THIN_SLACK * radius + THIN_SLACK_PIXELS;
  const thin = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) thin[i] = values[i]! < 0 && squared[i]! > (radius + slack) ** 2 ? 1 : 0;
  return { width, height, values: thin };
}

import { transformPlane, UNKNOWN_SQUARE } from "./distance-transform.ts";
import { transformVolume } from "./distance-volume.ts";
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
  const far = distanceFromThick(field, radius);
  const photos = projections.map((projection) => new ThinParts(projection));
  const reach = (radius + EDGE_CELLS) ** 2;
  const place = new Float64Array(3);
  for (let z = 0, o = 0; z < nz; z++) {
    place[2] = gridCoordinate(z, nz, cellSize);
    for (let y = 0; y < ny; y++) {
      place[1] = gridCoordinate(y, ny, cellSize);
      for (let x = 0; x < nx; x++, o++) {
        if (values[o]! >= 0 || before[o]! < 0 || far[o]! <= reach) continue;
        place[0] = gridCoordinate(x, nx, cellSize);
        if (!photos.some((photo) => photo.showsThin(place))) values[o] = Math.min(Math.sqrt(far[o]!) - radius - EDGE_CELLS, 1) * cellSize;
      }
    }
  }
}

/** From each sample to the next middle of a ball that fits inside, squared, in cells. */
function distanceFromThick(field: ScalarField, radius: number): Float32Array {
  const { values, cellSize } = field;
  const squared = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! / cellSize;
    squared[i] = value >= 0 ? 0 : value > -1 ? value ** 2 : UNKNOWN_SQUARE;
  }
  transformVolume(squared, field);
  for (let i = 0; i < squared.length; i++) squared[i] = squared[i]! >= radius ** 2 ? 0 : UNKNOWN_SQUARE;
  transformVolume(squared, field);
  return squared;
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

/** A point or an extent: x, y, z in the units of the object. */
export type Vector3 = readonly [x: number, y: number, z: number];

/**
 * A product whose shape and paint are formulas, so that photos and ground truth come from one source.
 *
 * Axes: Y is up, the front of the object faces +Z, image right of the front view is +X.
 */
export interface ProductObject {
  /** Identifier in kebab-case, also used in file names. */
  readonly name: string;
  /** What a shop would call it. */
  readonly title: string;
  /** Axis-aligned box that holds the whole object, tight to within about 1 % of the largest dimension. */
  readonly bounds: { readonly min: Vector3; readonly max: Vector3 };
  /** Signed distance to the surface or a lower bound of it, negative inside, in units of the object. */
  distance(x: number, y: number, z: number): number;
  /** Writes the linear albedo (0..1) at a surface point into `out[0..2]`. */
  colour(x: number, y: number, z: number, out: Float64Array): void;
  /** Roughness 0.05 (polished) to 1 (cloth). Left out: 0.6. */
  roughness?(x: number, y: number, z: number): number;
  /** 0 for plastic, cloth and glaze, 1 for bare metal. Left out: 0. */
  metalness?(x: number, y: number, z: number): number;
  /** Height of fine relief (weave, grain, stitches) that bends the light but not the outline, in units of the object. */
  relief?(x: number, y: number, z: number): number;
}

/** Largest dimension of an object's bounds, in its units. */
export function largestDimension(object: ProductObject): number {
  const { min, max } = object.bounds;
  return Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
}

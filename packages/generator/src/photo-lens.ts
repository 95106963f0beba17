import type { DistanceField2D } from "./signed-distance-field.ts";

/**
 * How the camera of one photo bent the outline away from a straight view from far away: a pinhole (parallel rays if it
 * is infinitely far), turned about its axis. Lengths are pixels of the outline's distance field; points of the straight
 * view are on the plane through the object's centre, at the scale of the photo there.
 */
export interface PhotoLens {
  /** Where the camera's axis, which goes through the object's centre, meets the picture. */
  centerX: number;
  centerY: number;
  /** Of the counter-clockwise turn of the picture's content. */
  cosine: number;
  sine: number;
  /** From the eye to the object's centre; the focal length in pixels. `Infinity` for parallel rays. */
  distance: number;
  /** How near the outline's own points are to the camera; `null` as if all lay on the plane through the centre. */
  rim: RimDepth | null;
  /** There if the outline is not straightened: each point is asked at its own depth. */
  isFollowed?: true;
}

/** The least tangent of half a field of view that is believed: with a narrower one (14°) hardly anything is hidden, and what seems to be told may be how coarse outlines are. */
export const LEAST_TANGENT = 0.12;

/** Depths toward the camera over the straight view, bilinear; held constant beyond the grid. */
export interface RimDepth {
  left: number;
  top: number;
  /** Pixels between two columns and between two rows. */
  stepX: number;
  stepY: number;
  /** `width * height` depths in pixels. */
  field: DistanceField2D;
  /** By how much the outline had to be shown smaller or larger than its rim's depth alone says; part of the depths. */
  shrink: number;
}

/** Where the photo shows what a straight view shows at (`x`, `y`), `near` pixels before the object's centre. Returns the magnification. */
export function throughLens(lens: PhotoLens, x: number, y: number, near: number, out: Float64Array): number {
  const zoom = magnification(lens, near);
  const dx = (x - lens.centerX) * zoom;
  const dy = (y - lens.centerY) * zoom;
  out[0] = lens.centerX + lens.cosine * dx + lens.sine * dy;
  out[1] = lens.centerY - lens.sine * dx + lens.cosine * dy;
  return zoom;
}

/** How much larger something is shown than at the object's centre. What is (nearly) at the eye is held just before it. */
export function magnification({ distance }: Pick<PhotoLens, "distance">, near: number): number {
  return zoomAt(distance, near);
}

/** How much larger a camera at that distance sees something so far before the object's centre, both in the same unit. */
export function zoomAt(distance: number, near: number): number {
  return distance === Infinity ? 1 : distance / Math.max(distance * 0.2, distance - near);
}

/** A straight camera, far away, with its axis at that point. */
export function straightLens(centerX: number, centerY: number, roll = 0): PhotoLens {
  return { centerX, centerY, cosine: Math.cos(roll), sine: Math.sin(roll), distance: Infinity, rim: null };
}

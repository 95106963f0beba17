import type { DistanceField2D } from "./signed-distance-field.ts";

/**
 * How the camera of one photo bent the outline away from a straight view from far away: a pinhole (parallel rays if it
 * is infinitely far), turned about its axis, that may stand above the view's. Lengths are pixels of the outline's distance field; points of the straight
 * view are on the plane through the object's centre, at the scale of the photo there.
 */
export interface PhotoLens {
  /** Where the camera's axis, which goes through the object's centre, meets the picture. */
  centerX: number;
  centerY: number;
  /** Of the counter-clockwise turn of the picture's content. */
  cosine: number;
  sine: number;
  /** By how much the camera stands above the view's axis, in radians, and looks down at the object's centre; of a photo from above, how far behind its middle, of one from below, before it. */
  pitch: number;
  /** From the eye to the object's centre; the focal length in pixels. `Infinity` for parallel rays. */
  distance: number;
  /** How near the outline's own points are to the camera; `null` as if all lay on the plane through the centre. */
  rim: RimDepth | null;
  /** There if the outline is not straightened: each point is asked at its own depth. */
  isFollowed?: true;
}

/** Nothing is taken for nearer to the eye than this share of the distance to the object's centre. */
const HELD_SHARE = 0.2;

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
  const down = y - lens.centerY;
  const [cosine, sine] = [Math.cos(lens.pitch), Math.sin(lens.pitch)];
  const zoom = zoomAt(lens.distance, cosine * near - sine * down);
  const dx = (x - lens.centerX) * zoom;
  const dy = (cosine * down + sine * near) * zoom;
  out[0] = lens.centerX + lens.cosine * dx + lens.sine * dy;
  out[1] = lens.centerY - lens.sine * dx + lens.cosine * dy;
  return zoom;
}

/** Where a straight view shows what the photo shows at (`px`, `py`), `near` pixels before the object's centre: the inverse of {@link throughLens}. Returns the magnification. */
export function backThroughLens(lens: PhotoLens, px: number, py: number, near: number, out: Float64Array): number {
  const dx = px - lens.centerX;
  const dy = py - lens.centerY;
  const across = lens.cosine * dx - lens.sine * dy;
  const along = lens.sine * dx + lens.cosine * dy;
  const down = straightDown(lens, along, near);
  const zoom = magnification(lens, down, near);
  out[0] = lens.centerX + across / zoom;
  out[1] = lens.centerY + down;
  return zoom;
}

/** How far below the axis a straight view shows what the photo shows so far below it. */
function straightDown({ pitch, distance }: PhotoLens, along: number, near: number): number {
  const [cosine, sine] = [Math.cos(pitch), Math.sin(pitch)];
  if (distance === Infinity) return (along - sine * near) / cosine;
  const rise = along / distance;
  const down = (along - near * (cosine * rise + sine)) / (cosine - sine * rise);
  // What is (nearly) at the eye is held just before it.
  return distance - (cosine * near - sine * down) > HELD_SHARE * distance ? down : (HELD_SHARE * along - sine * near) / cosine;
}

/** Whether a photo shows anything elsewhere than a straight view from far away does, but for its turn. */
export function isBent<T extends Pick<PhotoLens, "distance" | "pitch">>(lens: T | undefined): lens is T {
  return lens !== undefined && (lens.distance !== Infinity || lens.pitch !== 0);
}

/** How much larger something is shown than at the object's centre, that a straight view shows so far below the axis. What is (nearly) at the eye is held just before it. */
export function magnification({ distance, pitch }: Pick<PhotoLens, "distance" | "pitch">, down: number, near: number): number {
  return zoomAt(distance, Math.cos(pitch) * near - Math.sin(pitch) * down);
}

/** How much larger a camera at that distance sees something so far before the object's centre, both in the same unit. */
export function zoomAt(distance: number, near: number): number {
  return distance === Infinity ? 1 : distance / Math.max(distance * HELD_SHARE, distance - near);
}

/** A straight camera, far away, with its axis at that point. */
export function straightLens(centerX: number, centerY: number, roll = 0): PhotoLens {
  return { centerX, centerY, cosine: Math.cos(roll), sine: Math.sin(roll), pitch: 0, distance: Infinity, rim: null };
}

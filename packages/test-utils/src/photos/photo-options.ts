import type { Vector3 } from "../objects/product-object.ts";

/** Where the camera stands: front +Z, back -Z, side +X, left -X, top +Y (image up = -Z), bottom -Y (image up = +Z). */
export type PhotoView = "front" | "back" | "side" | "left" | "top" | "bottom";

export const PHOTO_VIEWS: readonly PhotoView[] = ["front", "back", "side", "left", "top", "bottom"];

export type PhotoCamera = { readonly kind: "orthographic" } | { readonly kind: "perspective"; readonly fieldOfViewDegrees: number };

export interface PhotoLight {
  /** Direction towards the key light in camera axes: right, up, towards the camera. */
  key: Vector3;
  /** Strength of the key light; 1 lights a facing white surface fully. */
  keyStrength: number;
  /** Strength of the light from all around. */
  fillStrength: number;
}

export interface PhotoOptions {
  /** Edge of the square image in pixels. */
  size: number;
  /** What is behind the object; `transparent` gives straight alpha. */
  background: "transparent" | "white" | "grey" | "wood";
  /** A soft shadow of the object on an opaque background. */
  softShadow: boolean;
  /** Parallel rays, or a pinhole far enough away to hold the object's cube in the frame. */
  camera: PhotoCamera;
  /** Shaded samples along each side of a pixel that lies on an edge; 1 shades one. Coverage is always sampled finely. */
  supersample: number;
  /** Turns the image content counter-clockwise. */
  rollDegrees: number;
  /** Moves the image content right and up, in fractions of the image's edge. */
  shift: readonly [right: number, up: number];
  /** Empty border at each side of the largest dimension, in fractions of the image's edge. */
  margin: number;
  light: PhotoLight;
}

export const PHOTO_DEFAULTS: PhotoOptions = {
  size: 1024,
  background: "transparent",
  softShadow: false,
  camera: { kind: "orthographic" },
  supersample: 2,
  rollDegrees: 0,
  shift: [0, 0],
  margin: 0.08,
  light: { key: [-0.45, 0.75, 0.65], keyStrength: 0.62, fillStrength: 0.55 },
};

/** Fills in the defaults and refuses values that cannot be rendered (`RangeError`). */
export function resolvePhotoOptions(options: Partial<PhotoOptions> = {}): PhotoOptions {
  const resolved = { ...PHOTO_DEFAULTS, ...options };
  if (!Number.isInteger(resolved.size) || resolved.size < 1) throw new RangeError("size must be a positive whole number of pixels.");
  if (!Number.isInteger(resolved.supersample) || resolved.supersample < 1) throw new RangeError("supersample must be 1 or more.");
  if (!(resolved.margin >= 0 && resolved.margin < 0.5)) throw new RangeError("margin must be at least 0 and below 0.5.");
  const { camera } = resolved;
  if (camera.kind === "perspective" && !(camera.fieldOfViewDegrees > 0 && camera.fieldOfViewDegrees < 120)) {
    throw new RangeError("fieldOfViewDegrees must be above 0 and below 120.");
  }
  return resolved;
}

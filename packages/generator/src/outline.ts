import { bilinear } from "./bilinear.ts";
import type { CroppedPhoto, OutlineBox } from "./crop-photo.ts";
import type { Mask } from "./image.ts";
import { backThroughLens, throughLens, type PhotoLens } from "./photo-lens.ts";
import { signedDistanceField, type DistanceField2D } from "./signed-distance-field.ts";
import { VIEW_CAMERAS, type CameraName, type View } from "./view-cameras.ts";

/** One photo's silhouette, placed in the object's space. */
export interface Outline {
  view: View;
  camera: CameraName;
  photo: CroppedPhoto;
  field: DistanceField2D;
  /** Pixels of the photo's crop to one of the field. */
  photoScale: number;
  /** The silhouette's sub-pixel box in the field's pixels: in a straight view, if the lens is known. */
  box: OutlineBox;
  /** What leads from the straight view to the photo; without one the photo is taken for a straight view. */
  lens?: PhotoLens;
}

/** The outline of a cropped photo; its distance field is at most `maxFieldSize` pixels long. */
export function outlineOf(view: View, photo: CroppedPhoto, maxFieldSize: number): Outline {
  const factor = Math.max(1, Math.ceil(Math.max(photo.width, photo.height) / maxFieldSize));
  const mask = shrinkCoverage(photo, factor);
  const { left, right, top, bottom } = photo.box;
  const box = { left: left / factor, right: right / factor, top: top / factor, bottom: bottom / factor };
  return { view, camera: view === "side" ? "right" : view, photo, field: signedDistanceField(mask), photoScale: factor, box };
}

/** Width divided by height of the silhouette's box. */
export function aspectOf(outline: Outline): number {
  return (outline.box.right - outline.box.left) / (outline.box.bottom - outline.box.top);
}

/** Leads from points of the object to the outline's picture, in the pixels of its distance field. */
export interface PhotoProjection {
  outline: Outline;
  /** Pixels an object unit along the straight view's axes, and toward the camera. */
  scaleX: number;
  scaleY: number;
  scaleNear: number;
}

/** @param width,height the size of the silhouette in object units. */
export function photoProjection(outline: Outline, width: number, height: number): PhotoProjection {
  const { box } = outline;
  const scaleX = (box.right - box.left) / width;
  const scaleY = (box.bottom - box.top) / height;
  return { outline, scaleX, scaleY, scaleNear: (scaleX + scaleY) / 2 };
}

/** Where the photo shows a point given along the camera's own axes. Returns the magnification there. */
export function projectPoint(projection: PhotoProjection, right: number, up: number, near: number, out: Float64Array): number {
  const { box, lens } = projection.outline;
  const x = (box.left + box.right) / 2 + right * projection.scaleX;
  const y = (box.top + box.bottom) / 2 - up * projection.scaleY;
  if (lens) return throughLens(lens, x, y, near * projection.scaleNear, out);
  out[0] = x;
  out[1] = y;
  return 1;
}

/** The point, along the camera's right and up axes, that the photo shows at a pixel if it is so near to the camera: the inverse of {@link projectPoint}. */
export function pointOnRay(projection: PhotoProjection, px: number, py: number, near: number, out: Float64Array): void {
  const { box, lens } = projection.outline;
  out[0] = px;
  out[1] = py;
  if (lens) backThroughLens(lens, px, py, near * projection.scaleNear, out);
  out[0] = (out[0]! - (box.left + box.right) / 2) / projection.scaleX;
  out[1] = ((box.top + box.bottom) / 2 - out[1]!) / projection.scaleY;
}

/** Bilinear sample of a field at a point in pixels (pixel centres at .5), held constant beyond the rim. */
export function sampleField(field: DistanceField2D, px: number, py: number): number {
  return bilinear(field.values, field.width, field.height, px, py);
}

/** Whether the picture's horizontal axis runs along the positive axis of the object, and which axis that is. */
export function horizontalAxis(outline: Outline): { axis: 0 | 2; sign: 1 | -1 } {
  const { right } = VIEW_CAMERAS[outline.camera];
  return right[0] === 0 ? { axis: 2, sign: right[2] > 0 ? 1 : -1 } : { axis: 0, sign: right[0] > 0 ? 1 : -1 };
}

function shrinkCoverage(photo: CroppedPhoto, factor: number): Mask {
  if (factor === 1) return { width: photo.width, height: photo.height, coverage: photo.coverage };
  const width = Math.ceil(photo.width / factor);
  const height = Math.ceil(photo.height / factor);
  const coverage = new Float32Array(width * height);
  const share = 1 / (factor * factor);
  for (let y = 0; y < photo.height; y++) {
    const row = Math.floor(y / factor) * width;
    for (let x = 0; x < photo.width; x++) {
      const o = row + Math.floor(x / factor);
      coverage[o] = coverage[o]! + share * photo.coverage[y * photo.width + x]!;
    }
  }
  return { width, height, coverage };
}

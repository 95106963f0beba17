import { sampleField, type PhotoProjection } from "./outline.ts";
import { zoomAt } from "./photo-lens.ts";
import type { DistanceField2D } from "./signed-distance-field.ts";
import { VIEW_CAMERAS, type Vector3 } from "./view-cameras.ts";

/**
 * Asks one photo about points of the object, as `projectPoint` does. What is the same for all points is kept together, in one form
 * for all photos: volumes ask for millions of points, and outlines come in many forms that each take a search for what they hold.
 */
export class PhotoSampler {
  readonly #field: DistanceField2D;
  readonly #right: Vector3;
  readonly #up: Vector3;
  readonly #toward: Vector3;
  readonly #middleX: number;
  readonly #middleY: number;
  readonly #scaleX: number;
  readonly #scaleY: number;
  readonly #scaleNear: number;
  readonly #centerX: number;
  readonly #centerY: number;
  readonly #cosine: number;
  readonly #sine: number;
  readonly #distance: number;
  readonly #isStraight: boolean;
  /** Where the point that was asked for last is shown, in pixels of the outline's field, and how much larger than at the object's centre. */
  x = 0;
  y = 0;
  zoom = 1;

  constructor({ outline, scaleX, scaleY, scaleNear }: PhotoProjection) {
    const { box, field, lens, camera } = outline;
    const { right, up, toward } = VIEW_CAMERAS[camera];
    [this.#field, this.#right, this.#up, this.#toward] = [field, right, up, toward];
    this.#middleX = (box.left + box.right) / 2;
    this.#middleY = (box.top + box.bottom) / 2;
    [this.#scaleX, this.#scaleY, this.#scaleNear] = [scaleX, scaleY, scaleNear];
    this.#isStraight = lens === undefined;
    this.#centerX = lens?.centerX ?? 0;
    this.#centerY = lens?.centerY ?? 0;
    this.#cosine = lens?.cosine ?? 1;
    this.#sine = lens?.sine ?? 0;
    this.#distance = lens?.distance ?? Infinity;
  }

  /** Sets where the photo shows a point of the object. */
  project(px: number, py: number, pz: number): void {
    const right = this.#right;
    const up = this.#up;
    const toward = this.#toward;
    this.projectSeen(right[0] * px + right[1] * py + right[2] * pz, up[0] * px + up[1] * py + up[2] * pz, toward[0] * px + toward[1] * py + toward[2] * pz);
  }

  /** Sets where the photo shows a point that is given along the camera's own axes. */
  projectSeen(right: number, up: number, toward: number): void {
    const distance = this.#distance;
    const x = this.#middleX + right * this.#scaleX;
    const y = this.#middleY - up * this.#scaleY;
    if (this.#isStraight) {
      this.x = x;
      this.y = y;
      return;
    }
    const near = toward * this.#scaleNear;
    const zoom = zoomAt(distance, near);
    const dx = (x - this.#centerX) * zoom;
    const dy = (y - this.#centerY) * zoom;
    this.x = this.#centerX + this.#cosine * dx + this.#sine * dy;
    this.y = this.#centerY - this.#sine * dx + this.#cosine * dy;
    this.zoom = zoom;
  }

  /** Signed distance to the photo's outline at a point of the object, in object units, negative inside. */
  distanceAt(px: number, py: number, pz: number): number {
    this.project(px, py, pz);
    return sampleField(this.#field, this.x, this.y) / (this.zoom * this.#scaleNear);
  }

  /** The same of a point along the camera's own axes. */
  distanceSeen(right: number, up: number, toward: number): number {
    this.projectSeen(right, up, toward);
    return sampleField(this.#field, this.x, this.y) / (this.zoom * this.#scaleNear);
  }
}

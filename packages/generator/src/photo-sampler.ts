import { bilinear } from "./bilinear.ts";
import type { PhotoProjection } from "./outline.ts";
import { zoomAt } from "./photo-lens.ts";
import { VIEW_CAMERAS, type Vector3 } from "./view-cameras.ts";

/**
 * Asks one photo about points of the object, as `projectPoint` does. What is the same for all points is kept together, in one form
 * for all photos: volumes ask for millions of points, and outlines come in many forms that each take a search for what they hold.
 * Points come in memory and answers stay in fields, as each number given as an argument would take memory of its own.
 */
export class PhotoSampler {
  readonly #values: Float32Array;
  readonly #width: number;
  readonly #height: number;
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
  readonly #pitchCosine: number;
  readonly #pitchSine: number;
  readonly #distance: number;
  readonly #isStraight: boolean;
  readonly #place = new Float64Array(3);
  readonly #along = new Float64Array(3);
  /** Where the point that was asked for last is shown, in pixels of the outline's field, and how much larger than at the object's centre. */
  x = 0.5;
  y = 0.5;
  zoom = 1;
  /** Signed distance to the photo's outline at the point that was measured last, negative inside: in pixels of the picture, and in object units. */
  pixels = 0.5;
  distance = 0.5;

  constructor({ outline, scaleX, scaleY, scaleNear }: PhotoProjection) {
    const { box, field, lens, camera } = outline;
    const { right, up, toward } = VIEW_CAMERAS[camera];
    [this.#values, this.#width, this.#height] = [field.values, field.width, field.height];
    [this.#right, this.#up, this.#toward] = [right, up, toward];
    this.#middleX = (box.left + box.right) / 2;
    this.#middleY = (box.top + box.bottom) / 2;
    [this.#scaleX, this.#scaleY, this.#scaleNear] = [scaleX, scaleY, scaleNear];
    this.#isStraight = lens === undefined;
    this.#centerX = lens?.centerX ?? 0;
    this.#centerY = lens?.centerY ?? 0;
    this.#cosine = lens?.cosine ?? 1;
    this.#sine = lens?.sine ?? 0;
    this.#pitchCosine = Math.cos(lens?.pitch ?? 0);
    this.#pitchSine = Math.sin(lens?.pitch ?? 0);
    this.#distance = lens?.distance ?? Infinity;
  }

  /** Sets where the photo shows a point of the object. */
  project(place: Float64Array): void {
    const right = this.#right;
    const up = this.#up;
    const toward = this.#toward;
    const px = place[0]!;
    const py = place[1]!;
    const pz = place[2]!;
    const along = this.#along;
    along[0] = right[0] * px + right[1] * py + right[2] * pz;
    along[1] = up[0] * px + up[1] * py + up[2] * pz;
    along[2] = toward[0] * px + toward[1] * py + toward[2] * pz;
    this.projectSeen(along);
  }

  /** Sets where the photo shows a point that is given along the camera's own axes: right, up and toward it. */
  projectSeen(along: Float64Array): void {
    const x = this.#middleX + along[0]! * this.#scaleX;
    const y = this.#middleY - along[1]! * this.#scaleY;
    if (this.#isStraight) {
      this.x = x;
      this.y = y;
      return;
    }
    const near = along[2]! * this.#scaleNear;
    const down = y - this.#centerY;
    const zoom = zoomAt(this.#distance, this.#pitchCosine * near - this.#pitchSine * down);
    const dx = (x - this.#centerX) * zoom;
    const dy = (this.#pitchCosine * down + this.#pitchSine * near) * zoom;
    this.x = this.#centerX + this.#cosine * dx + this.#sine * dy;
    this.y = this.#centerY - this.#sine * dx + this.#cosine * dy;
    this.zoom = zoom;
  }

  /** Where the photo shows points of the object, and how near they are to the camera, in steps of so many pixels from a corner of the picture. */
  projectAll(positions: Float32Array, left: number, top: number, step: number): Float32Array {
    const points = new Float32Array(positions.length);
    const place = this.#place;
    for (let i = 0; i < positions.length; i += 3) {
      place[0] = positions[i]!;
      place[1] = positions[i + 1]!;
      place[2] = positions[i + 2]!;
      this.project(place);
      points[i] = (this.x - left) / step;
      points[i + 1] = (this.y - top) / step;
      points[i + 2] = this.#along[2]! * this.#scaleNear;
    }
    return points;
  }

  /** Sets where the photo shows a point of the object, and how far that is from the outline. */
  measure(place: Float64Array): void {
    this.project(place);
    this.sample();
  }

  /** The same of a point along the camera's own axes. */
  measureSeen(along: Float64Array): void {
    this.projectSeen(along);
    this.sample();
  }

  /** Signed distance to the photo's outline at a point of the object, in object units, negative inside. */
  distanceAt(px: number, py: number, pz: number): number {
    const place = this.#place;
    place[0] = px;
    place[1] = py;
    place[2] = pz;
    this.measure(place);
    return this.distance;
  }

  /** Sets how far the point that was projected last is from the outline. */
  sample(): void {
    this.pixels = bilinear(this.#values, this.#width, this.#height, this.x, this.y);
    this.distance = this.pixels / (this.zoom * this.#scaleNear);
  }
}

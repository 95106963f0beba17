import { DEPTH_SIZE, type BakeView } from "./bake-view.ts";
import { zoomAt } from "./photo-lens.ts";

const TOLERANCE = 0.012;
const GRAZING_TOLERANCE = 0.02;

/**
 * Asks one view about places of the surface. What is the same for all places is kept together, in one form for all photos, and numbers are handed
 * over through memory: a texture asks for millions of places, and each number given as an argument would take memory of its own.
 *
 * A place is x, y and z, and for what looks at its facing the three numbers of its normal.
 */
export class BakeSampler {
  readonly #rightX: number;
  readonly #rightY: number;
  readonly #rightZ: number;
  readonly #upX: number;
  readonly #upY: number;
  readonly #upZ: number;
  readonly #towardX: number;
  readonly #towardY: number;
  readonly #towardZ: number;
  readonly #levelX: number;
  readonly #levelY: number;
  readonly #levelZ: number;
  readonly #photoRightX: number;
  readonly #photoRightY: number;
  readonly #photoRightZ: number;
  readonly #photoUpX: number;
  readonly #photoUpY: number;
  readonly #photoUpZ: number;
  readonly #distance: number;
  readonly #depth: Float32Array;
  readonly #lowest: Float32Array;
  readonly #highest: Float32Array;
  readonly #depthScale: number;
  readonly #middleX: number;
  readonly #middleY: number;
  readonly #scaleX: number;
  readonly #scaleY: number;
  readonly #scaleNear: number;
  readonly #isStraight: boolean;
  readonly #lensX: number;
  readonly #lensY: number;
  readonly #cosine: number;
  readonly #sine: number;
  readonly #pitchCosine: number;
  readonly #pitchSine: number;
  readonly #lensDistance: number;
  readonly #photoScale: number;
  readonly #width: number;
  readonly #height: number;
  readonly #colors: Float32Array;
  readonly confidence: number;
  /** The cosine between the normal of the place that was faced last and the way to the camera. */
  facing = 0;
  /** How much of the 3 × 3 depth samples around the place that was looked at last lets the camera see it, 0 to 1: soft at the edge of an occlusion. */
  visibility = 0;
  /** What a colour that is added next counts. */
  weight = 1;

  constructor(view: BakeView) {
    const { camera, photoAxes, projection, photo } = view;
    const { box, lens } = projection.outline;
    [this.#rightX, this.#rightY, this.#rightZ] = camera.right;
    [this.#upX, this.#upY, this.#upZ] = camera.up;
    [this.#towardX, this.#towardY, this.#towardZ] = camera.toward;
    [this.#levelX, this.#levelY, this.#levelZ] = view.levelToward;
    [this.#photoRightX, this.#photoRightY, this.#photoRightZ] = photoAxes.right;
    [this.#photoUpX, this.#photoUpY, this.#photoUpZ] = photoAxes.up;
    [this.#distance, this.#depth, this.#depthScale] = [view.distance, view.depth, view.depthScale];
    [this.#lowest, this.#highest] = [view.nearby.lowest, view.nearby.highest];
    [this.#middleX, this.#middleY] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    [this.#scaleX, this.#scaleY, this.#scaleNear] = [projection.scaleX, projection.scaleY, projection.scaleNear];
    this.#isStraight = lens === undefined;
    [this.#lensX, this.#lensY, this.#cosine, this.#sine] = [lens?.centerX ?? 0, lens?.centerY ?? 0, lens?.cosine ?? 1, lens?.sine ?? 0];
    [this.#pitchCosine, this.#pitchSine] = [Math.cos(lens?.pitch ?? 0), Math.sin(lens?.pitch ?? 0)];
    this.#lensDistance = lens?.distance ?? Infinity;
    [this.#photoScale, this.#width, this.#height, this.#colors] = [view.photoScale, photo.width, photo.height, view.colors];
    this.confidence = view.confidence;
  }

  /** Sets {@link facing}. */
  face(place: Float64Array): void {
    this.facing = this.#towardX * place[3]! + this.#towardY * place[4]! + this.#towardZ * place[5]!;
  }

  /** Sets {@link visibility} of the place that was faced. */
  look(place: Float64Array): void {
    const x = place[0]!;
    const y = place[1]!;
    const z = place[2]!;
    const near = this.#towardX * x + this.#towardY * y + this.#towardZ * z;
    const zoomed = this.#depthScale * zoomAt(this.#distance, near);
    const limit = near + TOLERANCE + GRAZING_TOLERANCE * (1 - Math.max(0, this.facing));
    const px = Math.floor(DEPTH_SIZE / 2 + (this.#rightX * x + this.#rightY * y + this.#rightZ * z) * zoomed);
    const py = Math.floor(DEPTH_SIZE / 2 - (this.#upX * x + this.#upY * y + this.#upZ * z) * zoomed);
    if (px < 0 || py < 0 || px >= DEPTH_SIZE || py >= DEPTH_SIZE) {
      this.visibility = 1;
      return;
    }
    const o = py * DEPTH_SIZE + px;
    if (this.#highest[o]! < limit) this.visibility = 1;
    else if (this.#lowest[o]! >= limit) this.visibility = 0;
    else this.#countSeen(px, py, limit);
  }

  #countSeen(px: number, py: number, limit: number): void {
    const depth = this.#depth;
    let seen = 0;
    for (let j = py - 1; j <= py + 1; j++) {
      for (let i = px - 1; i <= px + 1; i++) {
        if (i < 0 || j < 0 || i >= DEPTH_SIZE || j >= DEPTH_SIZE || depth[j * DEPTH_SIZE + i]! < limit) seen++;
      }
    }
    this.visibility = seen / 9;
  }

  /** Adds the photo's colour at a place, times {@link weight}, to `sum[0..2]`. */
  addColor(place: Float64Array, sum: Float64Array): void {
    const x = place[0]!;
    const y = place[1]!;
    const z = place[2]!;
    let seenX = this.#middleX + (this.#photoRightX * x + this.#photoRightY * y + this.#photoRightZ * z) * this.#scaleX;
    let seenY = this.#middleY - (this.#photoUpX * x + this.#photoUpY * y + this.#photoUpZ * z) * this.#scaleY;
    if (!this.#isStraight) {
      const near = (this.#levelX * x + this.#levelY * y + this.#levelZ * z) * this.#scaleNear;
      const down = seenY - this.#lensY;
      const zoom = zoomAt(this.#lensDistance, this.#pitchCosine * near - this.#pitchSine * down);
      const dx = (seenX - this.#lensX) * zoom;
      const dy = (this.#pitchCosine * down + this.#pitchSine * near) * zoom;
      seenX = this.#lensX + this.#cosine * dx + this.#sine * dy;
      seenY = this.#lensY - this.#sine * dx + this.#cosine * dy;
    }
    const px = seenX * this.#photoScale - 0.5;
    const py = seenY * this.#photoScale - 0.5;
    const width = this.#width;
    const height = this.#height;
    const colors = this.#colors;
    const weight = this.weight;
    const cx = px < 0 ? 0 : px > width - 1.001 ? width - 1.001 : px;
    const cy = py < 0 ? 0 : py > height - 1.001 ? height - 1.001 : py;
    const x0 = Math.floor(cx);
    const y0 = Math.floor(cy);
    const u = cx - x0;
    const v = cy - y0;
    const o = (y0 * width + x0) * 3;
    const p = o + width * 3;
    const upperLeft = weight * (1 - u) * (1 - v);
    const upperRight = weight * u * (1 - v);
    const lowerLeft = weight * (1 - u) * v;
    const lowerRight = weight * u * v;
    sum[0] = sum[0]! + upperLeft * colors[o]! + upperRight * colors[o + 3]! + lowerLeft * colors[p]! + lowerRight * colors[p + 3]!;
    sum[1] = sum[1]! + upperLeft * colors[o + 1]! + upperRight * colors[o + 4]! + lowerLeft * colors[p + 1]! + lowerRight * colors[p + 4]!;
    sum[2] = sum[2]! + upperLeft * colors[o + 2]! + upperRight * colors[o + 5]! + lowerLeft * colors[p + 2]! + lowerRight * colors[p + 5]!;
  }
}

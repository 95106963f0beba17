import { bilinear } from "./bilinear.ts";
import type { Outline } from "./outline.ts";
import { zoomAt, type PhotoLens } from "./photo-lens.ts";

/**
 * Asks an outline about points of the straight view: where the outline's own depth lets the photo show them. What is the same for all points is kept
 * together, in one form for all outlines; the point is set before, and the answer stays in a field, as each number given as an argument would take memory of its own.
 */
export class OutlineSampler {
  readonly #values: Float32Array;
  readonly #width: number;
  readonly #height: number;
  readonly #isStraight: boolean;
  readonly #centerX: number;
  readonly #centerY: number;
  readonly #cosine: number;
  readonly #sine: number;
  readonly #pitchCosine: number;
  readonly #pitchSine: number;
  readonly #distance: number;
  readonly #rim: Float32Array | null;
  readonly #rimWidth: number;
  readonly #rimHeight: number;
  readonly #left: number;
  readonly #top: number;
  readonly #stepX: number;
  readonly #stepY: number;
  /** Where to ask, in pixels of the straight view. */
  x = 0.5;
  y = 0.5;
  /** The signed distance there, in the same pixels, negative inside. */
  pixels = 0.5;

  constructor({ field }: Outline, lens: PhotoLens | undefined) {
    [this.#values, this.#width, this.#height] = [field.values, field.width, field.height];
    this.#isStraight = lens === undefined;
    [this.#centerX, this.#centerY, this.#cosine, this.#sine] = [lens?.centerX ?? 0, lens?.centerY ?? 0, lens?.cosine ?? 1, lens?.sine ?? 0];
    [this.#pitchCosine, this.#pitchSine] = [Math.cos(lens?.pitch ?? 0), Math.sin(lens?.pitch ?? 0)];
    this.#distance = lens?.distance ?? Infinity;
    const rim = lens?.rim ?? null;
    [this.#rim, this.#rimWidth, this.#rimHeight] = [rim?.field.values ?? null, rim?.field.width ?? 0, rim?.field.height ?? 0];
    [this.#left, this.#top, this.#stepX, this.#stepY] = [rim?.left ?? 0, rim?.top ?? 0, rim?.stepX ?? 1, rim?.stepY ?? 1];
  }

  /** Sets {@link pixels}. */
  sample(): void {
    const x = this.x;
    const y = this.y;
    if (this.#isStraight) {
      this.pixels = bilinear(this.#values, this.#width, this.#height, x, y);
      return;
    }
    const rim = this.#rim;
    const near = rim === null ? 0 : bilinear(rim, this.#rimWidth, this.#rimHeight, (x - this.#left) / this.#stepX, (y - this.#top) / this.#stepY);
    const down = y - this.#centerY;
    const zoom = zoomAt(this.#distance, this.#pitchCosine * near - this.#pitchSine * down);
    const dx = (x - this.#centerX) * zoom;
    const dy = (this.#pitchCosine * down + this.#pitchSine * near) * zoom;
    const px = this.#centerX + this.#cosine * dx + this.#sine * dy;
    const py = this.#centerY - this.#sine * dx + this.#cosine * dy;
    this.pixels = bilinear(this.#values, this.#width, this.#height, px, py) / zoom;
  }
}

/**
 * Asks an outline about points of the picture plane in object units. The silhouette's box is centred on the origin and stretched to a size.
 */
export class PlacedOutline {
  readonly #sampler: OutlineSampler;
  readonly #middleX: number;
  readonly #middleY: number;
  readonly #width: number;
  readonly #height: number;
  readonly #boxWidth: number;
  readonly #boxHeight: number;
  readonly #scale: number;
  readonly #signX: number;
  readonly #signY: number;
  /** The signed distance at the point that was asked for last, in object units, negative inside. */
  distance = 0.5;

  /**
   * @param width,height the size of the silhouette in object units.
   * @param signX,signY −1 where the points run against the camera's right and up axes.
   */
  constructor(outline: Outline, width: number, height: number, signX = 1, signY = 1) {
    const { left, right, top, bottom } = outline.box;
    this.#sampler = new OutlineSampler(outline, outline.lens);
    [this.#middleX, this.#middleY] = [(left + right) / 2, (top + bottom) / 2];
    [this.#boxWidth, this.#boxHeight, this.#width, this.#height] = [right - left, bottom - top, width, height];
    this.#scale = width / (right - left) + height / (bottom - top);
    [this.#signX, this.#signY] = [signX, signY];
  }

  /** Sets {@link distance} at the first two numbers of a place. */
  measure(place: Float64Array): void {
    const sampler = this.#sampler;
    sampler.x = this.#middleX + ((this.#signX * place[0]!) / this.#width) * this.#boxWidth;
    sampler.y = this.#middleY - ((this.#signY * place[1]!) / this.#height) * this.#boxHeight;
    sampler.sample();
    this.distance = (sampler.pixels * this.#scale) / 2;
  }
}

/** The mean of outlines that show the same from facing sides, as a straight view sees them. */
export class MeanOutline {
  readonly #outlines: readonly PlacedOutline[];
  distance = 0.5;

  constructor(outlines: readonly PlacedOutline[]) {
    this.#outlines = outlines;
  }

  /** Sets {@link distance} at the first two numbers of a place. */
  measure(place: Float64Array): void {
    const outlines = this.#outlines;
    let sum = 0;
    for (let i = 0; i < outlines.length; i++) {
      const outline = outlines[i]!;
      outline.measure(place);
      sum += outline.distance;
    }
    this.distance = sum / outlines.length;
  }
}

const place = new Float64Array(2);

/**
 * Signed distance at a point of the picture plane in object units, negative inside. The silhouette's box is centred on
 * the origin and stretched to `width` × `height` object units.
 *
 * @param right along the camera's right axis
 * @param up along the camera's up axis
 */
export function outlineDistance(outline: Outline, right: number, up: number, width: number, height: number): number {
  const placed = new PlacedOutline(outline, width, height);
  place[0] = right;
  place[1] = up;
  placed.measure(place);
  return placed.distance;
}

import { boxBlur } from "./box-blur.ts";
import { pushPull } from "./push-pull.ts";
import type { PictureGrid } from "./visit-rim.ts";

/** Depths are smoothed this far, as a share of the picture: a sharp step would tear the outline, and what it tears off would hold itself up. */
const BLUR_SHARE = 0.03;
const MIN_KNOWN = 0.3;

/** Depths of places along a rim, by the cell of a picture. */
export class DepthCells {
  readonly #grid: PictureGrid;
  readonly #sums: Float32Array;
  readonly #counts: Float32Array;
  readonly #least: Float32Array;
  readonly #most: Float32Array;

  constructor(grid: PictureGrid) {
    const size = grid.columns * grid.rows;
    this.#grid = grid;
    [this.#sums, this.#counts] = [new Float32Array(size), new Float32Array(size)];
    [this.#least, this.#most] = [new Float32Array(size).fill(Infinity), new Float32Array(size).fill(-Infinity)];
  }

  /** The cell of a place in the picture, -1 beside it. */
  at(x: number, y: number): number {
    const { left, top, step, columns, rows } = this.#grid;
    const column = Math.floor((x - left) / step);
    const row = Math.floor((y - top) / step);
    return column < 0 || row < 0 || column >= columns || row >= rows ? -1 : row * columns + column;
  }

  add(cell: number, depth: number): void {
    this.#sums[cell] = this.#sums[cell]! + depth;
    this.#counts[cell] = this.#counts[cell]! + 1;
    this.#least[cell] = Math.min(this.#least[cell]!, depth);
    this.#most[cell] = Math.max(this.#most[cell]!, depth);
  }

  /**
   * The mean depth of each cell, smoothed and carried over the whole picture.
   *
   * @param samples along the longer side of the view.
   * @param mostSpread of cells whose depths differ by more than this the nearest counts, in pixels.
   */
  carried(samples: number, mostSpread = Infinity): Float32Array {
    const { columns, rows } = this.#grid;
    const radius = Math.round(BLUR_SHARE * samples);
    const sums = this.#sums.map((sum, o) => (this.#most[o]! - this.#least[o]! > mostSpread ? this.#most[o]! * this.#counts[o]! : sum));
    const depths = boxBlur(boxBlur(sums, columns, rows, radius), columns, rows, radius);
    const weights = boxBlur(boxBlur(this.#counts, columns, rows, radius), columns, rows, radius);
    const least = MIN_KNOWN / (2 * radius + 1) ** 2;
    for (let i = 0; i < depths.length; i++) depths[i] = weights[i]! > least ? depths[i]! / weights[i]! : 0;
    pushPull(depths, weights.map((weight) => (weight > least ? 1 : 0)), columns, rows, 1);
    return depths;
  }
}

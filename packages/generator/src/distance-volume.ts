import { transformLine } from "./distance-transform.ts";
import type { VoxelGrid } from "./outline-grids.ts";

/** As many numbers as memory is fetched at once. */
const BLOCK = 16;

/** For a line, its parabolas, their bounds, and a block of lines. */
type Room = readonly [Float64Array, Int32Array, Float64Array, Float32Array];

/** The exact Euclidean distance transform of a volume of squared distances in cells (Felzenszwalb & Huttenlocher, 2012), in place. */
export function transformVolume(squared: Float32Array, grid: VoxelGrid): void {
  const { nx, ny, nz } = grid;
  const room = transformSlices(squared, grid);
  for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x += BLOCK) transformDeep(squared, y * nx + x, ny * nx, nz, Math.min(BLOCK, nx - x), room);
}

/**
 * The same where only some samples are asked for: what runs through the slices is transformed when one of its samples is.
 *
 * @param squared of each sample, squared and in cells; overwritten.
 */
export class VolumeDistances {
  readonly #squared: Float32Array;
  readonly #grid: VoxelGrid;
  readonly #room: Room;
  /** For each row of a slice, and each block of its samples, whether what is behind it is transformed. */
  readonly #isDone: Uint8Array;
  readonly #blocks: number;

  constructor(squared: Float32Array, grid: VoxelGrid) {
    this.#squared = squared;
    this.#grid = grid;
    this.#room = transformSlices(squared, grid);
    this.#blocks = Math.ceil(grid.nx / BLOCK);
    this.#isDone = new Uint8Array(this.#blocks * grid.ny);
  }

  /** The squared distance at a sample, in cells. */
  squareAt(sample: number): number {
    const { nx, ny, nz } = this.#grid;
    const inSlice = sample % (nx * ny);
    const x = inSlice % nx;
    const y = (inSlice - x) / nx;
    const block = Math.floor(x / BLOCK);
    if (this.#isDone[y * this.#blocks + block] === 0) {
      this.#isDone[y * this.#blocks + block] = 1;
      transformDeep(this.#squared, y * nx + block * BLOCK, ny * nx, nz, Math.min(BLOCK, nx - block * BLOCK), this.#room);
    }
    return this.#squared[sample]!;
  }
}

/** Along the first two axes. */
function transformSlices(squared: Float32Array, { nx, ny, nz }: VoxelGrid): Room {
  const longest = Math.max(nx, ny, nz);
  const room: Room = [new Float64Array(longest), new Int32Array(longest), new Float64Array(longest + 1), new Float32Array(BLOCK * nz)];
  const [line, parabolas, bounds] = room;
  for (let z = 0; z < nz; z++) for (let y = 0; y < ny; y++) transformLine(squared, (z * ny + y) * nx, 1, nx, line, parabolas, bounds);
  for (let z = 0; z < nz; z++) for (let x = 0; x < nx; x++) transformLine(squared, z * ny * nx + x, nx, ny, line, parabolas, bounds);
  return room;
}

/** Neighbouring lines that run through the slices, each from a piece of memory of its own: read by themselves, every number of theirs would be fetched with all that lies beside it. */
function transformDeep(squared: Float32Array, offset: number, stride: number, length: number, count: number, room: Room): void {
  const [line, parabolas, bounds, block] = room;
  for (let q = 0, o = offset; q < length; q++, o += stride) for (let i = 0; i < count; i++) block[i * length + q] = squared[o + i]!;
  for (let i = 0; i < count; i++) transformLine(block, i * length, 1, length, line, parabolas, bounds);
  for (let q = 0, o = offset; q < length; q++, o += stride) for (let i = 0; i < count; i++) squared[o + i] = block[i * length + q]!;
}

import { largestDimension, type ProductObject } from "../objects/product-object.ts";

const COARSE_FACTOR = 4;
const FINE_CELLS = 72;

const grids = new WeakMap<ProductObject, DistanceGrid>();

/**
 * An object's distances on a grid: exact to interpolation near the surface, coarser far away. The tracer takes its
 * long steps here, ambient occlusion and shadows live on it alone.
 */
export class DistanceGrid {
  readonly cell: number;
  private readonly values: Float32Array;
  private readonly nx: number;
  private readonly ny: number;
  private readonly nz: number;
  private readonly minX: number;
  private readonly minY: number;
  private readonly minZ: number;

  private constructor(object: ProductObject) {
    const { min, max } = object.bounds;
    const cell = largestDimension(object) / FINE_CELLS;
    const padding = 2 * COARSE_FACTOR * cell;
    const coarse = COARSE_FACTOR * cell;
    const blocks = [0, 1, 2].map((axis) => Math.ceil(((max[axis] as number) - (min[axis] as number) + 2 * padding) / coarse));
    const [bx, by, bz] = blocks as [number, number, number];
    this.cell = cell;
    this.nx = bx * COARSE_FACTOR + 1;
    this.ny = by * COARSE_FACTOR + 1;
    this.nz = bz * COARSE_FACTOR + 1;
    this.minX = (min[0] + max[0]) / 2 - (bx * coarse) / 2;
    this.minY = (min[1] + max[1]) / 2 - (by * coarse) / 2;
    this.minZ = (min[2] + max[2]) / 2 - (bz * coarse) / 2;
    this.values = this.fill(object, bx + 1, by + 1, bz + 1);
  }

  /** The grid of an object, made on first use. */
  static of(object: ProductObject): DistanceGrid {
    let grid = grids.get(object);
    if (grid === undefined) grids.set(object, (grid = new DistanceGrid(object)));
    return grid;
  }

  /** Trilinear distance; outside the grid the distance at its border. */
  at(x: number, y: number, z: number): number {
    const gx = Math.min(Math.max((x - this.minX) / this.cell, 0), this.nx - 1.001);
    const gy = Math.min(Math.max((y - this.minY) / this.cell, 0), this.ny - 1.001);
    const gz = Math.min(Math.max((z - this.minZ) / this.cell, 0), this.nz - 1.001);
    const ix = gx | 0;
    const iy = gy | 0;
    const iz = gz | 0;
    const fx = gx - ix;
    const fy = gy - iy;
    const fz = gz - iz;
    const v = this.values;
    const i = (iz * this.ny + iy) * this.nx + ix;
    const j = i + this.nx * this.ny;
    const a = (v[i] as number) + ((v[i + 1] as number) - (v[i] as number)) * fx;
    const b = (v[i + this.nx] as number) + ((v[i + this.nx + 1] as number) - (v[i + this.nx] as number)) * fx;
    const c = (v[j] as number) + ((v[j + 1] as number) - (v[j] as number)) * fx;
    const d = (v[j + this.nx] as number) + ((v[j + this.nx + 1] as number) - (v[j + this.nx] as number)) * fx;
    const near = a + (b - a) * fy;
    return near + (c + (d - c) * fy - near) * fz;
  }

  private fill(object: ProductObject, cx: number, cy: number, cz: number): Float32Array {
    const step = this.cell * COARSE_FACTOR;
    const coarse = new Float32Array(cx * cy * cz);
    for (let z = 0, i = 0; z < cz; z++) {
      for (let y = 0; y < cy; y++) {
        for (let x = 0; x < cx; x++, i++) coarse[i] = object.distance(this.minX + x * step, this.minY + y * step, this.minZ + z * step);
      }
    }
    const values = new Float32Array(this.nx * this.ny * this.nz);
    const band = step * 1.6;
    for (let z = 0, i = 0; z < this.nz; z++) {
      const kz = Math.min((z / COARSE_FACTOR) | 0, cz - 2);
      const fz = z / COARSE_FACTOR - kz;
      for (let y = 0; y < this.ny; y++) {
        const ky = Math.min((y / COARSE_FACTOR) | 0, cy - 2);
        const fy = y / COARSE_FACTOR - ky;
        for (let x = 0; x < this.nx; x++, i++) {
          const kx = Math.min((x / COARSE_FACTOR) | 0, cx - 2);
          const fx = x / COARSE_FACTOR - kx;
          const k = (kz * cy + ky) * cx + kx;
          const row = (at: number): number => (coarse[at] as number) * (1 - fx) + (coarse[at + 1] as number) * fx;
          const near = row(k) * (1 - fy) + row(k + cx) * fy;
          const far = row(k + cx * cy) * (1 - fy) + row(k + cx * cy + cx) * fy;
          const guess = near * (1 - fz) + far * fz;
          values[i] = Math.abs(guess) < band ? object.distance(this.minX + x * this.cell, this.minY + y * this.cell, this.minZ + z * this.cell) : guess;
        }
      }
    }
    return values;
  }
}

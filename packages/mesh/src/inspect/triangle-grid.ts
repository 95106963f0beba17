type Point = readonly number[];

const TRIANGLES_A_CELL = 4;
const MOST_CELLS_A_SIDE = 128;

/** Triangles by the cells of an even grid, so that a ray looks only at those on its way (Amanatides and Woo, 1987). */
export class TriangleGrid {
  readonly #positions: Float32Array;
  readonly #indices: Uint32Array;
  readonly #min: number[] = [Infinity, Infinity, Infinity];
  readonly #size: number;
  readonly #counts: [number, number, number];
  readonly #cells = new Map<number, number[]>();

  constructor(positions: Float32Array, indices: Uint32Array) {
    this.#positions = positions;
    this.#indices = indices;
    const max = [-Infinity, -Infinity, -Infinity];
    for (const vertex of indices) {
      for (let axis = 0; axis < 3; axis++) {
        this.#min[axis] = Math.min(this.#min[axis]!, positions[3 * vertex + axis]!);
        max[axis] = Math.max(max[axis]!, positions[3 * vertex + axis]!);
      }
    }
    const extent = max.map((value, axis) => value - this.#min[axis]!);
    const longest = Math.max(...extent, Number.MIN_VALUE);
    const side = Math.min(MOST_CELLS_A_SIDE, Math.max(1, Math.ceil(Math.cbrt(indices.length / 3 / TRIANGLES_A_CELL) * 2)));
    this.#size = longest / side;
    this.#counts = extent.map((value) => Math.max(1, Math.ceil(value / this.#size + 1e-9))) as [number, number, number];
    for (let triangle = 0; triangle < indices.length / 3; triangle++) this.#insert(triangle);
  }

  /** How far from the origin along the direction (of length 1) the first triangle but `except` is; null where there is none. */
  firstHit(origin: Point, direction: Point, except: number): number | null {
    const cell = origin.map((value, axis) => this.#cellOf(value, axis));
    const step = direction.map(Math.sign);
    const next = direction.map((way, axis) => (way === 0 ? Infinity : (this.#min[axis]! + (cell[axis]! + (way > 0 ? 1 : 0)) * this.#size - origin[axis]!) / way));
    const across = direction.map((way) => (way === 0 ? Infinity : this.#size / Math.abs(way)));
    let best = Infinity;
    for (;;) {
      for (const triangle of this.#cells.get(this.#keyOf(cell)) ?? []) {
        if (triangle !== except) best = Math.min(best, this.#hit(triangle, origin, direction));
      }
      const axis = next[0]! < next[1]! ? (next[0]! < next[2]! ? 0 : 2) : next[1]! < next[2]! ? 1 : 2;
      // What lies in a cell may be hit beyond it; nearer ones come first.
      if (best <= next[axis]!) return best;
      cell[axis] = cell[axis]! + step[axis]!;
      if (cell[axis]! < 0 || cell[axis]! >= this.#counts[axis]!) return Number.isFinite(best) ? best : null;
      next[axis] = next[axis]! + across[axis]!;
    }
  }

  #insert(triangle: number): void {
    const corners = [0, 1, 2].map((corner) => this.#indices[3 * triangle + corner]!);
    const range = [0, 1, 2].map((axis) => {
      const values = corners.map((vertex) => this.#positions[3 * vertex + axis]!);
      return [this.#cellOf(Math.min(...values), axis), this.#cellOf(Math.max(...values), axis)] as const;
    });
    const [[x0, x1], [y0, y1], [z0, z1]] = range as [readonly [number, number], readonly [number, number], readonly [number, number]];
    for (let x = x0; x <= x1; x++) {
      for (let y = y0; y <= y1; y++) {
        for (let z = z0; z <= z1; z++) {
          const key = this.#keyOf([x, y, z]);
          const cell = this.#cells.get(key);
          if (cell) cell.push(triangle);
          else this.#cells.set(key, [triangle]);
        }
      }
    }
  }

  #cellOf(value: number, axis: number): number {
    return Math.min(this.#counts[axis]! - 1, Math.max(0, Math.floor((value - this.#min[axis]!) / this.#size)));
  }

  #keyOf([x = 0, y = 0, z = 0]: Point): number {
    return (x * this.#counts[1] + y) * this.#counts[2] + z;
  }

  /** Möller and Trumbore, 1997; Infinity for a miss, and for what is behind or at the origin itself. */
  #hit(triangle: number, [ox = 0, oy = 0, oz = 0]: Point, [dx = 0, dy = 0, dz = 0]: Point): number {
    const at = (corner: number, axis: number) => this.#positions[3 * this.#indices[3 * triangle + corner]! + axis]!;
    const [ax, ay, az] = [at(0, 0), at(0, 1), at(0, 2)];
    const [ex, ey, ez] = [at(1, 0) - ax, at(1, 1) - ay, at(1, 2) - az];
    const [fx, fy, fz] = [at(2, 0) - ax, at(2, 1) - ay, at(2, 2) - az];
    const [px, py, pz] = [dy * fz - dz * fy, dz * fx - dx * fz, dx * fy - dy * fx];
    const determinant = ex * px + ey * py + ez * pz;
    if (determinant === 0) return Infinity;
    const [tx, ty, tz] = [ox - ax, oy - ay, oz - az];
    const u = (tx * px + ty * py + tz * pz) / determinant;
    if (u < -1e-9 || u > 1 + 1e-9) return Infinity;
    const [qx, qy, qz] = [ty * ez - tz * ey, tz * ex - tx * ez, tx * ey - ty * ex];
    const v = (dx * qx + dy * qy + dz * qz) / determinant;
    if (v < -1e-9 || u + v > 1 + 1e-9) return Infinity;
    const distance = (fx * qx + fy * qy + fz * qz) / determinant;
    return distance > this.#size * 1e-6 ? distance : Infinity;
  }
}

/** Signed distance in a plane. */
export type PlanarDistance = (u: number, v: number) => number;

export interface PlanarFieldOptions {
  /** Area that holds the whole outline: `[minU, minV, maxU, maxV]`. */
  area: readonly [number, number, number, number];
  /** Cells along the longer side of the area. */
  cells: number;
}

const PADDING_CELLS = 3;
/** Far from the outline only every fifth cell is measured and the rest interpolated. */
const STRIDE = 5;
/** Up to this distance from the outline, in cells, every cell is measured. */
const NEAR_CELLS = 12;

/**
 * Planar signed distance baked into a table on first use and read back bilinearly: outlines with hundreds of
 * edges then cost as much as a box.
 */
export class PlanarField {
  private readonly source: PlanarDistance;
  private readonly cell: number;
  private readonly minU: number;
  private readonly minV: number;
  private readonly columns: number;
  private readonly rows: number;
  private table: Float32Array | undefined;

  constructor(source: PlanarDistance, options: PlanarFieldOptions) {
    const [minU, minV, maxU, maxV] = options.area;
    this.source = source;
    this.cell = Math.max(maxU - minU, maxV - minV) / options.cells;
    this.minU = minU - PADDING_CELLS * this.cell;
    this.minV = minV - PADDING_CELLS * this.cell;
    this.columns = Math.ceil((maxU - minU) / this.cell) + 2 * PADDING_CELLS + 1;
    this.rows = Math.ceil((maxV - minV) / this.cell) + 2 * PADDING_CELLS + 1;
  }

  /** Signed distance at (u, v); beyond the table a tight lower bound. */
  at(u: number, v: number): number {
    const table = this.table ?? this.bake();
    const gu = (u - this.minU) / this.cell;
    const gv = (v - this.minV) / this.cell;
    const cu = Math.min(Math.max(gu, 0), this.columns - 1.001);
    const cv = Math.min(Math.max(gv, 0), this.rows - 1.001);
    const iu = cu | 0;
    const iv = cv | 0;
    const fu = cu - iu;
    const fv = cv - iv;
    const index = iv * this.columns + iu;
    const below = (table[index] as number) * (1 - fu) + (table[index + 1] as number) * fu;
    const above = (table[index + this.columns] as number) * (1 - fu) + (table[index + this.columns + 1] as number) * fu;
    const inside = below * (1 - fv) + above * fv;
    if (gu === cu && gv === cv) return inside;
    // The table's area is convex and holds the outline, so both legs add up as in a right or obtuse triangle.
    const du = (gu - cu) * this.cell;
    const dv = (gv - cv) * this.cell;
    return Math.sqrt(du * du + dv * dv + inside * inside);
  }

  private bake(): Float32Array {
    const { columns, rows } = this;
    const table = new Float32Array(columns * rows);
    const near = NEAR_CELLS * this.cell;
    for (let row = 0; row < rows - 1; row += STRIDE) {
      const bottom = Math.min(row + STRIDE, rows - 1);
      for (let column = 0; column < columns - 1; column += STRIDE) {
        const end = Math.min(column + STRIDE, columns - 1);
        const a = this.measure(column, row);
        const b = this.measure(end, row);
        const c = this.measure(column, bottom);
        const d = this.measure(end, bottom);
        const exact = Math.min(Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d)) < near;
        for (let y = row; y <= bottom; y++) {
          const v = (y - row) / (bottom - row);
          for (let x = column; x <= end; x++) {
            const u = (x - column) / (end - column);
            table[y * columns + x] = exact ? this.measure(x, y) : (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v;
          }
        }
      }
    }
    this.table = table;
    return table;
  }

  private measure(column: number, row: number): number {
    return this.source(this.minU + column * this.cell, this.minV + row * this.cell);
  }
}

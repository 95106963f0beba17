/** Signed distance in a plane. */
export type PlanarDistance = (u: number, v: number) => number;

export interface PlanarFieldOptions {
  /** Area that holds the whole outline: `[minU, minV, maxU, maxV]`. */
  area: readonly [number, number, number, number];
  /** Cells along the longer side of the area. */
  cells: number;
}

const PADDING_CELLS = 3;

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
    const table = new Float32Array(this.columns * this.rows);
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        table[row * this.columns + column] = this.source(this.minU + column * this.cell, this.minV + row * this.cell);
      }
    }
    this.table = table;
    return table;
  }
}

import type { PlaneField } from "./outline-grids.ts";

const COARSEST = 24;
const MIN_BOUNDARY_STEP = 0.04;

interface Level extends PlaneField {
  cellSize: number;
}

/**
 * Solves ∇²u = −4 inside the outline with u = 0 on it; for a disc of radius r this is r² − d², so that √u is the
 * height of the ball over it. The boundary lies between the samples (Shortley & Weller, 1938): without that its steps
 * show as ridges. Coarse to fine, each level by successive over-relaxation in red-black order.
 *
 * Returns u in squared object units, 0 outside.
 */
export function solvePoisson(field: PlaneField, cellSize: number): Float32Array {
  const levels: Level[] = [{ ...field, cellSize }];
  for (let level = levels[0]!; Math.min(level.columns, level.rows) > COARSEST; level = levels[levels.length - 1]!) levels.push(halve(level));
  let solution = new Float32Array(0);
  for (let k = levels.length - 1; k >= 0; k--) {
    const level = levels[k]!;
    const coarser = levels[k + 1];
    const start = coarser ? prolongate(solution, coarser, level) : new Float32Array(level.columns * level.rows);
    relax(level, start, coarser === undefined);
    solution = start;
  }
  return solution;
}

function halve(level: Level): Level {
  const columns = level.columns >> 1;
  const rows = level.rows >> 1;
  const values = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const o = 2 * y * level.columns + 2 * x;
      const p = o + level.columns;
      values[y * columns + x] = (level.values[o]! + level.values[o + 1]! + level.values[p]! + level.values[p + 1]!) / 4;
    }
  }
  return { columns, rows, values, cellSize: level.cellSize * 2 };
}

function prolongate(coarse: Float32Array, from: Level, to: Level): Float32Array<ArrayBuffer> {
  const fine = new Float32Array(to.columns * to.rows);
  for (let y = 0; y < to.rows; y++) {
    const fy = Math.min(from.rows - 1.001, Math.max(0, y / 2 - 0.25));
    const y0 = Math.floor(fy);
    const v = fy - y0;
    for (let x = 0; x < to.columns; x++) {
      const fx = Math.min(from.columns - 1.001, Math.max(0, x / 2 - 0.25));
      const x0 = Math.floor(fx);
      const u = fx - x0;
      const o = y0 * from.columns + x0;
      const near = coarse[o]! * (1 - u) + coarse[o + 1]! * u;
      const far = coarse[o + from.columns]! * (1 - u) + coarse[o + from.columns + 1]! * u;
      fine[y * to.columns + x] = near * (1 - v) + far * v;
    }
  }
  return fine;
}

function relax(level: Level, u: Float32Array, coarsest: boolean): void {
  const { columns, rows, values, cellSize } = level;
  const red: number[] = [];
  const black: number[] = [];
  let deepest = 0;
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const o = y * columns + x;
      if (values[o]! >= 0) continue;
      ((x + y) & 1 ? black : red).push(o);
      deepest = Math.max(deepest, -values[o]!);
    }
  }
  for (let i = 0; i < u.length; i++) if (values[i]! >= 0) u[i] = 0;
  const cells = new Int32Array(red.length + black.length);
  cells.set(red);
  cells.set(black, red.length);
  const stencils = buildStencils(level, cells);
  const span = Math.max(4, (3 * deepest) / cellSize);
  const omega = 2 / (1 + Math.sin(Math.PI / span));
  const sweeps = Math.ceil(coarsest ? 6 * span + 60 : 0.8 * span + 16);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let q = 0, c = 0; q < cells.length; q++, c += 5) {
      const o = cells[q]!;
      const next =
        u[o + 1]! * stencils[c]! + u[o - 1]! * stencils[c + 1]! + u[o + columns]! * stencils[c + 2]! + u[o - columns]! * stencils[c + 3]! + stencils[c + 4]!;
      u[o] = u[o]! + omega * (next - u[o]!);
    }
  }
}

/** Five numbers a cell: the weights of its right, left, upper and lower neighbour and the source. */
function buildStencils(level: Level, cells: Int32Array): Float32Array {
  const { columns, values, cellSize } = level;
  const stencils = new Float32Array(cells.length * 5);
  const step = (o: number, neighbour: number): number => {
    const there = values[neighbour]!;
    if (there < 0) return 1;
    return Math.min(1, Math.max(MIN_BOUNDARY_STEP, values[o]! / (values[o]! - there)));
  };
  for (let q = 0; q < cells.length; q++) {
    const o = cells[q]!;
    const e = step(o, o + 1);
    const w = step(o, o - 1);
    const n = step(o, o + columns);
    const s = step(o, o - columns);
    const cx = 2 / (e + w);
    const cy = 2 / (n + s);
    const diagonal = cx * (1 / e + 1 / w) + cy * (1 / n + 1 / s);
    stencils[5 * q] = values[o + 1]! < 0 ? cx / e / diagonal : 0;
    stencils[5 * q + 1] = values[o - 1]! < 0 ? cx / w / diagonal : 0;
    stencils[5 * q + 2] = values[o + columns]! < 0 ? cy / n / diagonal : 0;
    stencils[5 * q + 3] = values[o - columns]! < 0 ? cy / s / diagonal : 0;
    stencils[5 * q + 4] = (4 * cellSize * cellSize) / diagonal;
  }
  return stencils;
}

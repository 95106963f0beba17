import type { ScalarField } from "./outline-grids.ts";

const BARELY_INSIDE = -1e-4;
const MAX_PASSES = 40;

/**
 * Makes surface nets manifold: a cell face whose inside corners lie on one diagonal, or a cell with two opposite
 * corners alone, would give one vertex to two sheets. Outside corners of such cells become barely inside until none is
 * left. Changes the field in place and returns how many samples it moved.
 */
export function resolveAmbiguousCells(field: ScalarField): number {
  const { nx, ny, nz, values: v, cellSize } = field;
  const slice = nx * ny;
  const inside = BARELY_INSIDE * cellSize;
  const strides = [1, nx, slice] as const;
  const corners = Array.from({ length: 8 }, (_, k) => (k & 1) + (k & 2 ? nx : 0) + (k & 4 ? slice : 0));
  let moved = 0;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    let changes = 0;
    for (let z = 0; z < nz - 1; z++) {
      for (let y = 0; y < ny - 1; y++) {
        let o = z * slice + y * nx;
        for (let x = 0; x < nx - 1; x++, o++) {
          let count = 0;
          for (let k = 0; k < 8; k++) if (v[o + corners[k]!]! < 0) count++;
          if (count < 2 || count > 6) continue;
          for (let axis = 0; axis < 3; axis++) changes += resolveFace(v, o, strides[(axis + 1) % 3]!, strides[(axis + 2) % 3]!, inside);
          changes += resolveDiagonal(v, o, corners, inside);
        }
      }
    }
    moved += changes;
    if (changes === 0) break;
  }
  return moved;
}

function resolveFace(v: Float32Array, o: number, a: number, b: number, inside: number): number {
  const first = v[o]! < 0;
  if (first !== v[o + a + b]! < 0) return 0;
  const second = v[o + a]! < 0;
  if (second !== v[o + b]! < 0 || first === second) return 0;
  const p = first ? o + a : o;
  const q = first ? o + b : o + a + b;
  v[v[p]! < v[q]! ? p : q] = inside;
  return 1;
}

/** Two opposite corners alone on their side of the surface. */
function resolveDiagonal(v: Float32Array, o: number, corners: number[], inside: number): number {
  for (let d = 0; d < 4; d++) {
    const a = o + corners[d]!;
    const b = o + corners[7 - d]!;
    const side = v[a]! < 0;
    if (v[b]! < 0 !== side) continue;
    let same = 0;
    for (let k = 0; k < 8; k++) if (v[o + corners[k]!]! < 0 === side) same++;
    if (same !== 2) continue;
    if (side) {
      // A path of two edges joins the corners.
      v[o + corners[d ^ 1]!] = inside;
      v[o + corners[d ^ 3]!] = inside;
    } else {
      v[a] = inside;
    }
    return 1;
  }
  return 0;
}

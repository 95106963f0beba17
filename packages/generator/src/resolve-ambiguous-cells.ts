import { LEFT_CORNERS, rightCornerSigns } from "./corner-signs.ts";
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
  // A change can make new ambiguity only in the layers of cells next to it.
  let dirty = new Uint8Array(nz).fill(1);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    let changes = 0;
    const next = new Uint8Array(nz);
    for (let z = 0; z < nz - 1; z++) {
      if (dirty[z] === 0) continue;
      const earlier = changes;
      for (let y = 0; y < ny - 1; y++) {
        let o = z * slice + y * nx;
        let signs = rightCornerSigns(v, o, nx, slice);
        for (let x = 0; x < nx - 1; x++, o++) {
          signs = ((signs >> 1) & LEFT_CORNERS) | rightCornerSigns(v, o + 1, nx, slice);
          if (signs === 0 || signs === 255) continue;
          const before = changes;
          for (let axis = 0; axis < 3; axis++) changes += resolveFace(v, o, strides[(axis + 1) % 3]!, strides[(axis + 2) % 3]!, inside);
          changes += resolveDiagonal(v, o, corners, inside);
          if (changes > before) signs = rightCornerSigns(v, o + 1, nx, slice);
        }
      }
      if (changes > earlier) next.fill(1, Math.max(0, z - 1), Math.min(nz, z + 2));
    }
    dirty = next;
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

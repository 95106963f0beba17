import { LEFT_CORNERS, rightCornerSigns } from "./corner-signs.ts";
import type { Mesh } from "./mesh.ts";
import { gridCoordinate, type ScalarField } from "./outline-grids.ts";

const EDGE_FROM = Uint8Array.of(0, 2, 4, 6, 0, 1, 4, 5, 0, 1, 2, 3);
const EDGE_TO = Uint8Array.of(1, 3, 5, 7, 2, 3, 6, 7, 4, 5, 6, 7);

/**
 * The zero surface of a field (Gibson, "Constrained Elastic Surface Nets", 1998, in the naive form): one vertex a cell
 * that the surface crosses, in the mean of its crossings, one quad a crossed edge, cut along its shorter diagonal.
 * Negative is inside; a surface that stays off the grid's rim is closed, and manifold after `resolveAmbiguousCells`.
 */
export function surfaceNets(field: ScalarField): Mesh {
  const { nx, ny, nz, values: v } = field;
  const slice = nx * ny;
  const corners = Int32Array.of(0, 1, nx, nx + 1, slice, slice + 1, slice + nx, slice + nx + 1);
  const builder = new QuadBuilder();
  let here = new Int32Array(slice);
  let below = new Int32Array(slice);
  const corner = new Float32Array(8);
  const origin = [gridCoordinate(0, nx, field.cellSize), gridCoordinate(0, ny, field.cellSize), gridCoordinate(0, nz, field.cellSize)] as const;
  for (let z = 0; z < nz - 1; z++) {
    [here, below] = [below, here];
    for (let y = 0; y < ny - 1; y++) {
      let o = z * slice + y * nx;
      let signs = rightCornerSigns(v, o, nx, slice);
      for (let x = 0; x < nx - 1; x++, o++) {
        signs = ((signs >> 1) & LEFT_CORNERS) | rightCornerSigns(v, o + 1, nx, slice);
        if (signs === 0 || signs === 255) continue;
        for (let k = 0; k < 8; k++) corner[k] = v[o + corners[k]!]!;
        const cell = y * nx + x;
        here[cell] = addCrossingMean(builder, corner, signs, x, y, z, origin, field.cellSize);
        const inside = (signs & 1) === 1;
        if (y > 0 && z > 0 && inside !== ((signs & 2) !== 0)) builder.quad(here[cell]!, here[cell - nx]!, below[cell - nx]!, below[cell]!, !inside);
        if (x > 0 && z > 0 && inside !== ((signs & 4) !== 0)) builder.quad(here[cell]!, below[cell]!, below[cell - 1]!, here[cell - 1]!, !inside);
        if (x > 0 && y > 0 && inside !== ((signs & 16) !== 0)) builder.quad(here[cell]!, here[cell - 1]!, here[cell - 1 - nx]!, here[cell - nx]!, !inside);
      }
    }
  }
  return builder.mesh();
}

function addCrossingMean(
  builder: QuadBuilder,
  corner: Float32Array,
  signs: number,
  x: number,
  y: number,
  z: number,
  origin: readonly [number, number, number],
  cellSize: number,
): number {
  let crossings = 0;
  let a = 0;
  let b = 0;
  let c = 0;
  for (let e = 0; e < 12; e++) {
    const p = EDGE_FROM[e]!;
    const q = EDGE_TO[e]!;
    if ((((signs >> p) ^ (signs >> q)) & 1) === 0) continue;
    const t = corner[p]! / (corner[p]! - corner[q]!);
    a += e < 4 ? t : p & 1;
    b += e >= 4 && e < 8 ? t : (p >> 1) & 1;
    c += e >= 8 ? t : p >> 2;
    crossings++;
  }
  return builder.vertex(origin[0] + (x + a / crossings) * cellSize, origin[1] + (y + b / crossings) * cellSize, origin[2] + (z + c / crossings) * cellSize);
}

/** Growing arrays of vertices and triangles. */
class QuadBuilder {
  #positions = new Float32Array(3 << 14);
  #indices = new Uint32Array(6 << 14);
  #vertices = 0;
  #corners = 0;

  vertex(x: number, y: number, z: number): number {
    const o = 3 * this.#vertices;
    if (o + 3 > this.#positions.length) {
      const larger = new Float32Array(this.#positions.length * 2);
      larger.set(this.#positions);
      this.#positions = larger;
    }
    this.#positions[o] = x;
    this.#positions[o + 1] = y;
    this.#positions[o + 2] = z;
    return this.#vertices++;
  }

  /** Four corners in order; `flipped` turns the quad over. */
  quad(a: number, b: number, c: number, d: number, flipped: boolean): void {
    if (this.#corners + 6 > this.#indices.length) {
      const larger = new Uint32Array(this.#indices.length * 2);
      larger.set(this.#indices);
      this.#indices = larger;
    }
    const first = flipped ? d : b;
    const last = flipped ? b : d;
    if (this.#distance(a, c) <= this.#distance(b, d)) {
      this.#triangle(a, first, c);
      this.#triangle(a, c, last);
    } else {
      this.#triangle(a, first, last);
      this.#triangle(first, c, last);
    }
  }

  mesh(): Mesh {
    return { positions: this.#positions.slice(0, 3 * this.#vertices), indices: this.#indices.slice(0, this.#corners) };
  }

  #triangle(a: number, b: number, c: number): void {
    this.#indices[this.#corners++] = a;
    this.#indices[this.#corners++] = b;
    this.#indices[this.#corners++] = c;
  }

  #distance(i: number, j: number): number {
    const p = this.#positions;
    const x = p[3 * i]! - p[3 * j]!;
    const y = p[3 * i + 1]! - p[3 * j + 1]!;
    const z = p[3 * i + 2]! - p[3 * j + 2]!;
    return x * x + y * y + z * z;
  }
}

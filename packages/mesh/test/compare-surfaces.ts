import { longestSide, boundsOf, type Model, type Part } from "../src/model.ts";

export interface SurfaceComparison {
  /** Of how far points of each surface are from the other one, as shares of the original's longest side: by the root of the mean square, and at most. */
  distance: { rootMeanSquare: number; largest: number };
  /** Of the angle between the normals that both are shaded with there, degrees. */
  normals: { rootMeanSquare: number };
  /** Of how far the coordinates there are apart; points at which they jump are left out. */
  uvs: { rootMeanSquare: number };
}

interface Soup {
  /** Nine numbers a triangle, as are the normals; six coordinates. */
  positions: Float64Array;
  normals: Float64Array;
  uvs: Float64Array;
  /** Of each triangle. */
  areas: Float64Array;
}

/** Coordinates of one point that are further apart than this are of different charts. */
const JUMP = 0.1;
/** Points that miss each other by as much would make the mean nonsense. */
const CELLS_A_TRIANGLE = 0.5;

/** Compares two surfaces at some points of each, even by area and the same ones each time, with the nearest point of the other (Ericson, Real-Time Collision Detection, 5.1.5). */
export function compareSurfaces(original: Model, other: Model, points = 100_000): SurfaceComparison {
  const [one, two] = [soupOf(original), soupOf(other)];
  const longest = longestSide(boundsOf(original));
  const sums = { distance: 0, largest: 0, normals: 0, uvs: 0, uvPoints: 0, points: 0 };
  for (const [from, to] of [[one, two], [two, one]] as const) measureFrom(from, new Grid(to), points, sums);
  return {
    distance: { rootMeanSquare: Math.sqrt(sums.distance / sums.points) / longest, largest: Math.sqrt(sums.largest) / longest },
    normals: { rootMeanSquare: (180 / Math.PI) * Math.sqrt(sums.normals / sums.points) },
    uvs: { rootMeanSquare: Math.sqrt(sums.uvs / Math.max(1, sums.uvPoints)) },
  };
}

function measureFrom(from: Soup, grid: Grid, points: number, sums: { distance: number; largest: number; normals: number; uvs: number; uvPoints: number; points: number }): void {
  const all = from.areas.reduce((sum, area) => sum + area, 0);
  const step = all / points;
  let [passed, next, k] = [0, step / 2, 0];
  const [here, there] = [new Float64Array(8), new Float64Array(8)];
  for (let triangle = 0; triangle < from.areas.length; triangle++) {
    passed += from.areas[triangle]!;
    for (; next <= passed; next += step, k++) {
      // Two numbers that fill a square evenly (Roberts, 2018, by the plastic number), folded onto the triangle.
      let [u, v] = [(0.5 + 0.754877666246693 * k) % 1, (0.5 + 0.569840290998053 * k) % 1];
      if (u + v > 1) [u, v] = [1 - u, 1 - v];
      const [p, weights] = [pointOf(from.positions, 9 * triangle, u, v), [u, v] as const];
      const found = grid.nearest(p);
      sums.distance += found.squared;
      sums.largest = Math.max(sums.largest, found.squared);
      sums.points++;
      lookOf(from, triangle, ...weights, here);
      lookOf(grid.soup, found.triangle, found.u, found.v, there);
      const cosine = here[0]! * there[0]! + here[1]! * there[1]! + here[2]! * there[2]!;
      sums.normals += Math.acos(Math.min(1, Math.max(-1, cosine))) ** 2;
      const jump = Math.hypot(here[3]! - there[3]!, here[4]! - there[4]!);
      if (jump > JUMP) continue;
      sums.uvs += jump ** 2;
      sums.uvPoints++;
    }
  }
}

function pointOf(positions: Float64Array, at: number, u: number, v: number): [number, number, number] {
  const along = (axis: number) => (1 - u - v) * positions[at + axis]! + u * positions[at + 3 + axis]! + v * positions[at + 6 + axis]!;
  return [along(0), along(1), along(2)];
}

/** Normal and coordinates at a point of a triangle. */
function lookOf({ normals, uvs }: Soup, triangle: number, u: number, v: number, into: Float64Array): void {
  const [x, y, z] = pointOf(normals, 9 * triangle, u, v);
  const length = Math.hypot(x, y, z) || 1;
  const at = 6 * triangle;
  const along = (axis: number) => (1 - u - v) * uvs[at + axis]! + u * uvs[at + 2 + axis]! + v * uvs[at + 4 + axis]!;
  into.set([x / length, y / length, z / length, along(0), along(1)]);
}

function soupOf({ parts }: Model): Soup {
  const count = parts.reduce((sum, { indices }) => sum + indices.length / 3, 0);
  const soup: Soup = { positions: new Float64Array(9 * count), normals: new Float64Array(9 * count), uvs: new Float64Array(6 * count), areas: new Float64Array(count) };
  let at = 0;
  for (const part of parts) for (let side = 0; side < part.indices.length; side += 3) addTriangle(soup, at++, part, side);
  return soup;
}

function addTriangle({ positions, normals, uvs, areas }: Soup, to: number, part: Part, side: number): void {
  for (let k = 0; k < 3; k++) {
    const vertex = part.indices[side + k]!;
    positions.set(part.positions.subarray(3 * vertex, 3 * vertex + 3), 9 * to + 3 * k);
    if (part.normals) normals.set(part.normals.subarray(3 * vertex, 3 * vertex + 3), 9 * to + 3 * k);
    if (part.uvs) uvs.set(part.uvs.subarray(2 * vertex, 2 * vertex + 2), 6 * to + 2 * k);
  }
  const [a, b, c] = [0, 3, 6].map((k) => positions.subarray(9 * to + k, 9 * to + k + 3)) as [Float64Array, Float64Array, Float64Array];
  const [u, v] = [b, c].map((point) => [0, 1, 2].map((axis) => point[axis]! - a[axis]!)) as [number[], number[]];
  const normal = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
  areas[to] = Math.hypot(...normal) / 2;
  if (!part.normals) for (let k = 0; k < 3; k++) normals.set(normal.map((value) => value / (2 * areas[to]! || 1)), 9 * to + 3 * k);
}

interface Nearest {
  squared: number;
  triangle: number;
  u: number;
  v: number;
}

/** Triangles by the cells of an even grid, of which only those with something in them are kept. */
class Grid {
  readonly soup: Soup;
  readonly #cells = new Map<number, number[]>();
  readonly #min = [Infinity, Infinity, Infinity];
  readonly #size: number;
  readonly #sides: number;

  constructor(soup: Soup) {
    this.soup = soup;
    const max = [-Infinity, -Infinity, -Infinity];
    soup.positions.forEach((value, at) => {
      this.#min[at % 3] = Math.min(this.#min[at % 3]!, value);
      max[at % 3] = Math.max(max[at % 3]!, value);
    });
    const longest = Math.max(...max.map((value, axis) => value - this.#min[axis]!));
    this.#sides = Math.max(1, Math.ceil(Math.sqrt(CELLS_A_TRIANGLE * soup.areas.length)));
    this.#size = longest / this.#sides || 1;
    for (let triangle = 0; triangle < soup.areas.length; triangle++) this.#insert(triangle);
  }

  nearest(point: readonly [number, number, number]): Nearest {
    const best: Nearest = { squared: Infinity, triangle: 0, u: 0, v: 0 };
    const middle = point.map((value, axis) => this.#cellOf(value, axis)) as [number, number, number];
    for (let ring = 0; ring <= this.#sides; ring++) {
      const reach = Math.max(0, (ring - 1) * this.#size);
      if (best.squared < reach * reach) break;
      for (let x = middle[0] - ring; x <= middle[0] + ring; x++) {
        for (let y = middle[1] - ring; y <= middle[1] + ring; y++) {
          const isEdge = Math.max(Math.abs(x - middle[0]), Math.abs(y - middle[1])) === ring;
          for (let z = middle[2] - ring; z <= middle[2] + ring; z += isEdge || ring === 0 ? 1 : 2 * ring) {
            for (const triangle of this.#cells.get(this.#keyOf(x, y, z)) ?? []) nearestOn(this.soup.positions, triangle, point, best);
          }
        }
      }
    }
    return best;
  }

  #insert(triangle: number): void {
    const at = 9 * triangle;
    const ends = [0, 1, 2].map((axis) => {
      const values = [0, 3, 6].map((k) => this.soup.positions[at + k + axis]!);
      return [this.#cellOf(Math.min(...values), axis), this.#cellOf(Math.max(...values), axis)] as const;
    });
    for (let x = ends[0]![0]; x <= ends[0]![1]; x++) {
      for (let y = ends[1]![0]; y <= ends[1]![1]; y++) {
        for (let z = ends[2]![0]; z <= ends[2]![1]; z++) {
          const key = this.#keyOf(x, y, z);
          const cell = this.#cells.get(key);
          if (cell) cell.push(triangle);
          else this.#cells.set(key, [triangle]);
        }
      }
    }
  }

  #cellOf(value: number, axis: number): number {
    return Math.floor((value - this.#min[axis]!) / this.#size);
  }

  #keyOf(x: number, y: number, z: number): number {
    const sides = this.#sides + 4;
    return ((x + 1) * sides + y + 1) * sides + z + 1;
  }
}

function nearestOn(positions: Float64Array, triangle: number, [x, y, z]: readonly [number, number, number], best: Nearest): void {
  const at = 9 * triangle;
  const ux = positions[at + 3]! - positions[at]!;
  const uy = positions[at + 4]! - positions[at + 1]!;
  const uz = positions[at + 5]! - positions[at + 2]!;
  const vx = positions[at + 6]! - positions[at]!;
  const vy = positions[at + 7]! - positions[at + 1]!;
  const vz = positions[at + 8]! - positions[at + 2]!;
  const dx = x - positions[at]!;
  const dy = y - positions[at + 1]!;
  const dz = z - positions[at + 2]!;
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  const ud = ux * dx + uy * dy + uz * dz;
  const vd = vx * dx + vy * dy + vz * dz;
  const area = uu * vv - uv * uv;
  const tell = (u: number, v: number) => {
    const squared = (dx - u * ux - v * vx) ** 2 + (dy - u * uy - v * vy) ** 2 + (dz - u * uz - v * vz) ** 2;
    if (squared < best.squared) Object.assign(best, { squared, triangle, u, v });
  };
  const [u, v] = area > 0 ? [(vv * ud - uv * vd) / area, (uu * vd - uv * ud) / area] : [-1, -1];
  if (u >= 0 && v >= 0 && u + v <= 1) {
    tell(u, v);
    return;
  }
  const clamp = (value: number) => Math.min(1, Math.max(0, value || 0));
  tell(clamp(ud / uu), 0);
  tell(0, clamp(vd / vv));
  const across = clamp((vd - ud + uu - uv) / (uu + vv - 2 * uv));
  tell(1 - across, across);
}

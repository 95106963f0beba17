/** What no side is. */
export const NO_SIDE = -1;

/** The next of a triangle's three sides, which are numbered `3 * triangle + k` and go from corner `k` to the next. */
export const nextSide = (side: number): number => (side % 3 === 2 ? side - 2 : side + 1);
export const triangleOf = (side: number): number => Math.floor(side / 3);

/** Up to so many sides at a vertex are put in order by moving each to its place. */
const FEW = 24;

/**
 * The edges of a surface, and the sides of triangles or polygons that run along each: the one walk over them. A side is a number; it goes from the vertex
 * that stands at its number to the one that stands at the next side's.
 *
 * Sides are put in order by counting, so that the time is that of their number whatever they are: a table of hashes would jump through memory at each
 * side, and whoever makes a file could make one of which all edges meet in one place of it.
 */
export class EdgeTable {
  /** How many edges there are, numbered by the lesser of their vertices and then by the greater. */
  readonly count: number;
  /** Of each side: its edge. */
  readonly edges: Int32Array;
  readonly #vertices: Uint32Array;
  readonly #next: (side: number) => number;
  /** The sides, edge by edge, and those of one edge in their own order. */
  readonly #sides: Uint32Array;
  /** Of each edge where its sides begin, and where the last ones end. */
  readonly #starts: Uint32Array;
  /** Of each vertex the first edge of which it is the lesser vertex, and how many edges there are. */
  readonly #firstEdges: Uint32Array;

  /** @param vertices Of each side, where it begins. @param next Of each side, the one that goes on where it ends; default: of triangles. */
  constructor(vertices: Uint32Array, next: (side: number) => number = nextSide) {
    [this.#vertices, this.#next] = [vertices, next];
    const firsts = startsByLesser(vertices, next);
    const sides = new Uint32Array(vertices.length);
    const greater = new Uint32Array(vertices.length);
    for (let side = 0; side < vertices.length; side++) {
      const from = vertices[side]!;
      const to = vertices[next(side)]!;
      const at = firsts[from < to ? from : to]!++;
      sides[at] = side;
      greater[at] = from < to ? to : from;
    }
    this.edges = new Int32Array(vertices.length);
    let count = 0;
    for (let vertex = 0, at = 0; vertex < firsts.length - 1; vertex++) {
      const end = firsts[vertex]!;
      sortByGreater(sides, greater, at, end);
      firsts[vertex] = count;
      for (let last = -1; at < end; at++) {
        const other = greater[at]!;
        // Where an edge begins is written over what was read before.
        if (other !== last) greater[count++] = at;
        last = other;
        this.edges[sides[at]!] = count - 1;
      }
    }
    firsts[firsts.length - 1] = count;
    this.count = count;
    this.#sides = sides;
    this.#starts = new Uint32Array(count + 1);
    this.#starts.set(greater.subarray(0, count));
    this.#starts[count] = vertices.length;
    this.#firstEdges = firsts;
  }

  /** The edge between two vertices, or -1. */
  find(a: number, b: number): number {
    const [low, high] = a < b ? [a, b] : [b, a];
    if (low + 1 >= this.#firstEdges.length) return -1;
    let [from, to] = [this.#firstEdges[low]!, this.#firstEdges[low + 1]!];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = this.#greaterOf(middle);
      if (other === high) return middle;
      if (other < high) from = middle + 1;
      else to = middle;
    }
    return -1;
  }

  /** How many sides run along the edge. */
  usesOf(edge: number): number {
    return this.#starts[edge + 1]! - this.#starts[edge]!;
  }

  /** How many more of them run the one way than the other. */
  balanceOf(edge: number): number {
    let balance = 0;
    for (let at = this.#starts[edge]!; at < this.#starts[edge + 1]!; at++) {
      const side = this.#sides[at]!;
      balance += this.#vertices[side]! < this.#vertices[this.#next(side)]! ? 1 : -1;
    }
    return balance;
  }

  firstOf(edge: number): number {
    return this.#sides[this.#starts[edge]!]!;
  }

  /** In order. */
  sidesOf(edge: number): number[] {
    return [...this.#sides.subarray(this.#starts[edge]!, this.#starts[edge + 1]!)];
  }

  /** The other side of an edge that two sides run along, whichever way; `NO_SIDE` of any other edge. */
  otherOf(side: number): number {
    const edge = this.edges[side]!;
    const start = this.#starts[edge]!;
    if (this.#starts[edge + 1]! - start !== 2) return NO_SIDE;
    const first = this.#sides[start]!;
    return first === side ? this.#sides[start + 1]! : first;
  }

  #greaterOf(edge: number): number {
    const side = this.firstOf(edge);
    return Math.max(this.#vertices[side]!, this.#vertices[this.#next(side)]!);
  }
}

/** Of each vertex how many sides there are at lesser ones, where a side is at the lesser of its two. */
function startsByLesser(vertices: Uint32Array, next: (side: number) => number): Uint32Array {
  let last = -1;
  for (let side = 0; side < vertices.length; side++) if (vertices[side]! > last) last = vertices[side]!;
  const starts = new Uint32Array(last + 2);
  for (let side = 0; side < vertices.length; side++) {
    const from = vertices[side]!;
    const to = vertices[next(side)]!;
    starts[from < to ? from : to]!++;
  }
  let sum = 0;
  for (let vertex = 0; vertex < starts.length; vertex++) {
    const count = starts[vertex]!;
    starts[vertex] = sum;
    sum += count;
  }
  return starts;
}

/** Puts the sides at one vertex in the order of their greater vertices; those of one edge stay in theirs. */
function sortByGreater(sides: Uint32Array, greater: Uint32Array, start: number, end: number): void {
  if (end - start > FEW) {
    sortMany(sides.subarray(start, end), greater.subarray(start, end));
    return;
  }
  for (let at = start + 1; at < end; at++) {
    const key = greater[at]!;
    const side = sides[at]!;
    let to = at;
    for (; to > start && greater[to - 1]! > key; to--) {
      greater[to] = greater[to - 1]!;
      sides[to] = sides[to - 1]!;
    }
    greater[to] = key;
    sides[to] = side;
  }
}

function sortMany(sides: Uint32Array, greater: Uint32Array): void {
  const count = sides.length;
  const keys = new Float64Array(count);
  for (let at = 0; at < count; at++) keys[at] = greater[at]! * count + at;
  keys.sort();
  const before = sides.slice();
  for (let at = 0; at < count; at++) {
    const from = keys[at]! % count;
    sides[at] = before[from]!;
    greater[at] = (keys[at]! - from) / count;
  }
}

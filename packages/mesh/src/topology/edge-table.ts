const EMPTY = -1;
/** Unknown to whoever makes a file, so that nobody can make one of which all edges meet in one place of the table. The result does not depend on it. */
const SEED = Math.trunc(Math.random() * 2 ** 32);

/** What no side is. */
export const NO_SIDE = -1;

/** The next of a triangle's three sides, which are numbered `3 * triangle + k` and go from corner `k` to the next. */
export const nextSide = (side: number): number => (side % 3 === 2 ? side - 2 : side + 1);
export const triangleOf = (side: number): number => Math.floor(side / 3);

/**
 * The edges of a surface, and the sides of triangles or polygons that run along each: the one walk over them. A side is a number; it goes from the vertex
 * that stands at its number to the one that stands at the next side's.
 */
export class EdgeTable {
  /** How many edges there are, numbered in the order in which a side first comes to them. */
  readonly count: number;
  /** Of each side: its edge. */
  readonly edges: Int32Array;
  readonly #vertices: ArrayLike<number>;
  readonly #next: (side: number) => number;
  readonly #slots: Int32Array;
  readonly #first: Int32Array;
  readonly #uses: Uint32Array;
  readonly #balance: Int32Array;
  readonly #following: Int32Array;

  /** @param vertices Of each side, where it begins. @param next Of each side, the one that goes on where it ends; default: of triangles. */
  constructor(vertices: ArrayLike<number>, next: (side: number) => number = nextSide) {
    const sides = vertices.length;
    [this.#vertices, this.#next] = [vertices, next];
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * sides + 2))).fill(EMPTY);
    this.edges = new Int32Array(sides);
    const [first, last] = [new Int32Array(sides), new Int32Array(sides)];
    const [uses, balance] = [new Uint32Array(sides), new Int32Array(sides)];
    const following = new Int32Array(sides).fill(NO_SIDE);
    this.#first = first;
    let count = 0;
    for (let side = 0; side < sides; side++) {
      const [from, to] = [vertices[side]!, vertices[next(side)]!];
      const slot = this.#slotOf(from, to);
      let edge = this.#slots[slot]!;
      if (edge === EMPTY) {
        this.#slots[slot] = edge = count++;
        first[edge] = side;
      } else following[last[edge]!] = side;
      last[edge] = side;
      uses[edge]! += 1;
      balance[edge]! += from < to ? 1 : -1;
      this.edges[side] = edge;
    }
    this.count = count;
    [this.#uses, this.#balance, this.#following] = [uses, balance, following];
  }

  /** The edge between two vertices, or -1. */
  find(a: number, b: number): number {
    return this.#slots[this.#slotOf(a, b)]!;
  }

  /** How many sides run along the edge. */
  usesOf(edge: number): number {
    return this.#uses[edge]!;
  }

  /** How many more of them run the one way than the other. */
  balanceOf(edge: number): number {
    return this.#balance[edge]!;
  }

  firstOf(edge: number): number {
    return this.#first[edge]!;
  }

  /** In order. */
  sidesOf(edge: number): number[] {
    const sides: number[] = [];
    for (let side = this.#first[edge]!; side !== NO_SIDE; side = this.#following[side]!) sides.push(side);
    return sides;
  }

  /** The other side of an edge that two sides run along, whichever way; `NO_SIDE` of any other edge. */
  otherOf(side: number): number {
    const edge = this.edges[side]!;
    if (this.#uses[edge] !== 2) return NO_SIDE;
    const first = this.#first[edge]!;
    return first === side ? this.#following[side]! : first;
  }

  #slotOf(from: number, to: number): number {
    const mask = this.#slots.length - 1;
    const [vertices, low, high] = [this.#vertices, Math.min(from, to), Math.max(from, to)];
    let slot = hashOf(low, high) & mask;
    for (; this.#slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const side = this.#first[this.#slots[slot]!]!;
      const [a, b] = [vertices[side]!, vertices[this.#next(side)]!];
      if ((a === low && b === high) || (a === high && b === low)) break;
    }
    return slot;
  }
}

/** Spreads two numbers over the bits of one. */
function hashOf(low: number, high: number): number {
  const mixed = Math.imul(low ^ SEED, 0x9e37_79b1) ^ Math.imul(high ^ (high >>> 15), 0x85eb_ca77);
  const hash = Math.imul(mixed ^ (mixed >>> 16) ^ SEED, 0x7feb_352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}

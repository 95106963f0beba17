/** Boxes under one node of the last row. */
const LEAF = 4;
const BITS = 10;
/** How many boxes have a number beside their place in the order. */
const MOST = 2 ** 22;

/** Boxes by where they are, so that those that meet are found without a look at every two of them. Of six numbers each: the least and the greatest. */
export class BoxTree {
  readonly #boxes: Float32Array;
  /** The boxes along a curve that stays near where it is (Morton, 1966). */
  readonly #order: Uint32Array;
  readonly #nodes: Float32Array;
  readonly #leaves: number;

  /** @param items Of `boxes` those that are in it; more than {@link MOST} are left out. */
  constructor(boxes: Float32Array, items: ArrayLike<number>) {
    this.#boxes = boxes;
    this.#order = sortAlongCurve(boxes, items);
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, Math.ceil(this.#order.length / LEAF))));
    this.#nodes = new Float32Array(12 * this.#leaves);
    for (let node = 2 * this.#leaves - 1; node > 0; node--) this.#cover(node);
  }

  /**
   * Tells of each two boxes that meet, once, by their numbers. `look` is told how many nodes and boxes were looked at since it was last asked, and ends it.
   *
   * @returns whether it came to its end.
   */
  pairs(found: (one: number, other: number) => void, look: (looked: number) => boolean): boolean {
    const stack = [1, 1];
    while (stack.length > 0) {
      const [b, a] = [stack.pop()!, stack.pop()!];
      if (a !== b && !meets(this.#nodes, 6 * a, this.#nodes, 6 * b)) {
        if (!look(1)) return false;
      } else if (a < this.#leaves) {
        if (a === b) stack.push(2 * a, 2 * a, 2 * a + 1, 2 * a + 1, 2 * a, 2 * a + 1);
        else stack.push(2 * a, 2 * b, 2 * a, 2 * b + 1, 2 * a + 1, 2 * b, 2 * a + 1, 2 * b + 1);
      } else if (!look(this.#meetLeaves(a, b, found))) return false;
    }
    return true;
  }

  #meetLeaves(a: number, b: number, found: (one: number, other: number) => void): number {
    const [from, to] = [LEAF * (a - this.#leaves), LEAF * (b - this.#leaves)];
    const [lastFrom, lastTo] = [Math.min(from + LEAF, this.#order.length), Math.min(to + LEAF, this.#order.length)];
    for (let at = from; at < lastFrom; at++) {
      const one = this.#order[at]!;
      for (let beside = a === b ? at + 1 : to; beside < lastTo; beside++) {
        const other = this.#order[beside]!;
        if (meets(this.#boxes, 6 * one, this.#boxes, 6 * other)) found(one, other);
      }
    }
    return LEAF * LEAF;
  }

  #cover(node: number): void {
    const at = 6 * node;
    const isLeaf = node >= this.#leaves;
    const from = LEAF * (node - this.#leaves);
    for (let axis = 0; axis < 3; axis++) {
      let [least, most] = [Infinity, -Infinity];
      if (isLeaf) {
        for (let k = from; k < Math.min(from + LEAF, this.#order.length); k++) {
          least = Math.min(least, this.#boxes[6 * this.#order[k]! + axis]!);
          most = Math.max(most, this.#boxes[6 * this.#order[k]! + 3 + axis]!);
        }
      } else {
        least = Math.min(this.#nodes[12 * node + axis]!, this.#nodes[12 * node + 6 + axis]!);
        most = Math.max(this.#nodes[12 * node + 3 + axis]!, this.#nodes[12 * node + 9 + axis]!);
      }
      this.#nodes[at + axis] = least;
      this.#nodes[at + 3 + axis] = most;
    }
  }
}

const meets = (a: Float32Array, p: number, b: Float32Array, q: number): boolean =>
  a[p]! <= b[q + 3]! && a[p + 3]! >= b[q]! && a[p + 1]! <= b[q + 4]! && a[p + 4]! >= b[q + 1]! && a[p + 2]! <= b[q + 5]! && a[p + 5]! >= b[q + 2]!;

function sortAlongCurve(boxes: Float32Array, items: ArrayLike<number>): Uint32Array {
  const count = Math.min(MOST, items.length);
  const [min, max] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]]; // prettier-ignore
  for (let at = 0; at < count; at++) {
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis]!, boxes[6 * items[at]! + axis]!);
      max[axis] = Math.max(max[axis]!, boxes[6 * items[at]! + 3 + axis]!);
    }
  }
  const steps = 2 ** BITS - 1;
  const scale = max.map((value, axis) => (value > min[axis]! ? steps / (value - min[axis]!) : 0));
  const keys = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    let key = 0;
    for (let axis = 0; axis < 3; axis++) {
      const middle = (boxes[6 * items[at]! + axis]! + boxes[6 * items[at]! + 3 + axis]!) / 2;
      key |= spread((middle - min[axis]!) * scale[axis]!) << axis;
    }
    keys[at] = key * MOST + at;
  }
  return Uint32Array.from(keys.sort(), (key) => items[key % MOST]!);
}

/** Ten bits with two empty ones behind each. */
function spread(value: number): number {
  let bits = Math.min(2 ** BITS - 1, Math.max(0, Math.trunc(value)));
  bits = (bits | (bits << 16)) & 0x030000ff;
  bits = (bits | (bits << 8)) & 0x0300f00f;
  bits = (bits | (bits << 4)) & 0x030c30c3;
  return (bits | (bits << 2)) & 0x09249249;
}

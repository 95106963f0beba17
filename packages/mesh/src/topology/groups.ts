/** Numbers from 0 on, each in a group of its own until it is joined with another (Tarjan, 1975). */
export class Groups {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = new Int32Array(count);
    for (let at = 0; at < count; at++) this.#parents[at] = at;
  }

  /** The least of its group. */
  rootOf(of: number): number {
    let root = of;
    while (this.#parents[root] !== root) root = this.#parents[root] = this.#parents[this.#parents[root]!]!;
    return root;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    if (first < second) this.#parents[second] = first;
    else this.#parents[first] = second;
  }

  /** Of each the least of its group. */
  roots(): Int32Array {
    // It comes before it, and so has its own by then.
    for (let at = 0; at < this.#parents.length; at++) this.#parents[at] = this.#parents[this.#parents[at]!]!;
    return this.#parents;
  }

  get count(): number {
    return this.#parents.reduce((sum, parent, at) => sum + Number(parent === at), 0);
  }
}

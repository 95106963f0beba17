import { ALONE, nextSide, pairEdges } from "../topology/pair-edges.ts";

/** Joins numbers into groups. */
class Groups {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, at) => at);
  }

  rootOf(of: number): number {
    let root = of;
    while (this.#parents[root] !== root) root = this.#parents[root] = this.#parents[this.#parents[root]!]!;
    return root;
  }

  join(a: number, b: number): void {
    this.#parents[this.rootOf(a)] = this.rootOf(b);
  }

  get count(): number {
    return this.#parents.reduce((sum, _, at) => sum + Number(this.rootOf(at) === at), 0);
  }
}

export interface Components {
  /** Pieces that hang together by their edges. */
  components: number;
  /** Handles of all pieces together: a ball has none, a cup one. Null unless the surface is closed, since holes have none to count. */
  genus: number | null;
}

/** By Euler's formula, V − E + F = 2 (pieces − handles), where a vertex counts once for each fan of triangles around it. */
export function countComponents(indices: Uint32Array, vertices: number): Components {
  const pairs = pairEdges(indices);
  const triangles = indices.length / 3;
  const [pieces, corners] = [new Groups(triangles), new Groups(indices.length)];
  const firstAlone = new Map<number, number>();
  let isClosed = triangles > 0;
  for (let side = 0; side < indices.length; side++) {
    const other = pairs[side]!;
    if (other === ALONE) {
      isClosed = false;
      // Triangles that quarrel about an edge, or crowd it, hang together all the same.
      const [from, to] = [indices[side]!, indices[nextSide(side)]!];
      const key = Math.min(from, to) * vertices + Math.max(from, to);
      const first = firstAlone.get(key);
      if (first === undefined) firstAlone.set(key, side);
      else pieces.join(Math.floor(first / 3), Math.floor(side / 3));
      continue;
    }
    pieces.join(Math.floor(side / 3), Math.floor(other / 3));
    // The other side runs back: it ends where this one begins.
    corners.join(side, nextSide(other));
    corners.join(nextSide(side), other);
  }
  const components = pieces.count;
  if (!isClosed) return { components, genus: null };
  return { components, genus: components - (corners.count - indices.length / 2 + triangles) / 2 };
}

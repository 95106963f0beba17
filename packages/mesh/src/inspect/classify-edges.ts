import { nextSide } from "../topology/pair-edges.ts";
import type { WeldedMesh } from "../topology/weld-triangles.ts";

/** The edges of a surface by how triangles use them; each as the side (`3 * triangle + k`, from corner `k` to the next) that first comes to it. */
export interface Edges {
  /** Of all. */
  count: number;
  /** Used once: the surface ends there. */
  open: number[];
  /** Used twice, both times the same way: one of the two triangles is turned over. */
  flipped: number[];
  /** Used more than twice. */
  crowded: number[];
}

export function classifyEdges({ indices, positions }: Pick<WeldedMesh, "indices" | "positions">): Edges {
  const vertices = positions.length / 3;
  const uses = new Map<number, { first: number; count: number; balance: number }>();
  for (let side = 0; side < indices.length; side++) {
    const [from, to] = [indices[side]!, indices[nextSide(side)]!];
    const key = Math.min(from, to) * vertices + Math.max(from, to);
    const way = from < to ? 1 : -1;
    const known = uses.get(key);
    if (known) {
      known.count += 1;
      known.balance += way;
    } else uses.set(key, { first: side, count: 1, balance: way });
  }
  const edges: Edges = { count: uses.size, open: [], flipped: [], crowded: [] };
  for (const { first, count, balance } of uses.values()) {
    if (count === 1) edges.open.push(first);
    else if (count > 2) edges.crowded.push(first);
    else if (balance !== 0) edges.flipped.push(first);
  }
  return edges;
}

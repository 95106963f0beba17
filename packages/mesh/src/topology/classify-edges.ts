import { EdgeTable } from "./edge-table.ts";

/** The edges of a surface by how triangles use them; each as the side (`3 * triangle + k`, from corner `k` to the next) that first comes to it. */
export interface Edges {
  /** Used once: the surface ends there. */
  open: number[];
  /** Used twice, both times the same way: one of the two triangles is turned over. */
  flipped: number[];
  /** Used more than twice. */
  crowded: number[];
}

export function classifyEdges(table: EdgeTable): Edges {
  const edges: Edges = { open: [], flipped: [], crowded: [] };
  for (let edge = 0; edge < table.count; edge++) {
    const uses = table.usesOf(edge);
    if (uses === 1) edges.open.push(table.firstOf(edge));
    else if (uses > 2) edges.crowded.push(table.firstOf(edge));
    else if (table.balanceOf(edge) !== 0) edges.flipped.push(table.firstOf(edge));
  }
  // As the triangles come, whatever the numbers of the edges are.
  for (const sides of Object.values(edges) as number[][]) sides.sort((a, b) => a - b);
  return edges;
}

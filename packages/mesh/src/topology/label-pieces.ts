import { triangleOf, type EdgeTable } from "./edge-table.ts";
import { Groups } from "./groups.ts";

/** Of each triangle the piece that it is of: those that hang together by their edges are one. */
export function labelPieces(triangles: number, table: EdgeTable): { pieces: Int32Array; count: number } {
  const groups = new Groups(triangles);
  for (let side = 0; side < table.edges.length; side++) {
    const first = table.firstOf(table.edges[side]!);
    if (first !== side) groups.join(triangleOf(first), triangleOf(side));
  }
  const pieces = new Int32Array(triangles);
  let count = 0;
  // The root of a group is its first.
  for (let triangle = 0; triangle < triangles; triangle++) {
    const root = groups.rootOf(triangle);
    pieces[triangle] = root === triangle ? count++ : pieces[root]!;
  }
  return { pieces, count };
}

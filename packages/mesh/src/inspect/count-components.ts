import { triangleOf, type EdgeTable } from "../topology/edge-table.ts";
import { Groups } from "../topology/groups.ts";
import { ALONE, nextSide, pairEdges } from "../topology/pair-edges.ts";

export interface Components {
  /** Pieces that hang together by their edges. */
  components: number;
  /** Handles of all pieces together: a ball has none, a cup one. Null unless the surface is closed, since holes have none to count. */
  genus: number | null;
}

/** By Euler's formula, V − E + F = 2 (pieces − handles), where a vertex counts once for each fan of triangles around it. */
export function countComponents(indices: Uint32Array, table: EdgeTable): Components {
  const pairs = pairEdges(indices, table);
  const triangles = indices.length / 3;
  const [pieces, corners] = [new Groups(triangles), new Groups(indices.length)];
  let isClosed = triangles > 0;
  for (let side = 0; side < indices.length; side++) {
    // Triangles that quarrel about an edge, or crowd it, hang together all the same.
    pieces.join(triangleOf(table.firstOf(table.edges[side]!)), triangleOf(side));
    const other = pairs[side]!;
    if (other === ALONE) {
      isClosed = false;
      continue;
    }
    // The other side runs back: it ends where this one begins.
    corners.join(side, nextSide(other));
    corners.join(nextSide(side), other);
  }
  const components = pieces.count;
  if (!isClosed) return { components, genus: null };
  return { components, genus: components - (corners.count - indices.length / 2 + triangles) / 2 };
}

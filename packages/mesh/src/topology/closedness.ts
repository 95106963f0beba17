import type { Part } from "../model.ts";
import { classifyEdges, type Edges } from "./classify-edges.ts";
import { EdgeTable } from "./edge-table.ts";
import { weldTriangles } from "./weld-triangles.ts";

/** Whether a surface encloses a body, and if not, how many edges are to blame for it. */
export interface Closedness {
  /** Every edge has exactly two triangles that agree which side is outside. */
  isClosed: boolean;
  /** Edges where the surface ends. */
  openEdges: number;
  /** Edges of two triangles that disagree which side is outside. */
  flippedEdges: number;
  /** Edges of more than two triangles. */
  crowdedEdges: number;
}

/** All parts as one surface; vertices in exactly one place are one, and triangles with two corners in one are none. */
export const closednessOf = (parts: readonly Pick<Part, "positions" | "indices">[]): Closedness => {
  const { indices } = weldTriangles(parts);
  return judgeEdges(classifyEdges(new EdgeTable(indices)), indices.length);
};

/** @param sides How many there are: of nothing nothing is closed. */
export function judgeEdges({ open, flipped, crowded }: Edges, sides: number): Closedness {
  return { isClosed: sides > 0 && open.length + flipped.length + crowded.length === 0, openEdges: open.length, flippedEdges: flipped.length, crowdedEdges: crowded.length };
}

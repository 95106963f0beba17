import type { Part } from "../model.ts";
import { classifyEdges, type Edges } from "../inspect/classify-edges.ts";
import { weldTriangles, type WeldedMesh } from "./weld-triangles.ts";

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

/** All parts as one surface; vertices in exactly one place are one, and triangles without a surface none. */
export const closednessOf = (parts: readonly Pick<Part, "positions" | "indices">[]): Closedness => {
  const mesh = weldTriangles(parts);
  return judgeEdges(mesh, classifyEdges(mesh));
};

export function judgeEdges({ indices }: Pick<WeldedMesh, "indices">, { open, flipped, crowded }: Pick<Edges, "open" | "flipped" | "crowded">): Closedness {
  return { isClosed: indices.length > 0 && open.length + flipped.length + crowded.length === 0, openEdges: open.length, flippedEdges: flipped.length, crowdedEdges: crowded.length };
}

import type { Part } from "../model.ts";
import { classifyEdges, type Edges } from "./classify-edges.ts";
import { EdgeTable } from "./edge-table.ts";
import { findOverlaps } from "./find-overlaps.ts";
import { labelPieces } from "./label-pieces.ts";
import { crossOf } from "./planar-regions.ts";
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
export const closednessOf = (parts: readonly Pick<Part, "positions" | "indices">[]): Closedness => surveySurface(parts).closed;

export interface Survey {
  closed: Closedness;
  /** Triangles with two corners in one place. */
  collapsed: number;
  /** Whether some piece looks inwards: it is a hollow, or inside out. Says something of closed surfaces only. */
  hasInwardPiece(): boolean;
  /** How many closed pieces share some of their inside with another; 0 of a surface that is not closed. */
  countOverlapping(signal?: AbortSignal): number;
}

/** {@link closednessOf}, and what else a surface has to be so that a body can be made of it. */
export function surveySurface(parts: readonly Pick<Part, "positions" | "indices">[]): Survey {
  const mesh = weldTriangles(parts);
  const { indices, positions } = mesh;
  const table = new EdgeTable(indices);
  const hasInwardPiece = () => {
    const { pieces, count } = labelPieces(indices.length / 3, table);
    const volumes = new Float64Array(count);
    // From a corner of the surface: seen from far away, rounding would be more than a small piece.
    const at = (corner: number, axis: number) => positions[3 * indices[corner]! + axis]! - positions[axis]!;
    for (let corner = 0; corner < indices.length; corner += 3) {
      const [x, y, z] = crossOf(positions, indices, corner / 3);
      volumes[pieces[corner / 3]!]! += at(corner, 0) * x + at(corner, 1) * y + at(corner, 2) * z;
    }
    return volumes.some((volume) => volume < 0);
  };
  const all = parts.reduce((sum, part) => sum + part.indices.length, 0);
  const closed = judgeEdges(classifyEdges(table), indices.length);
  const countOverlapping = (signal?: AbortSignal) => (closed.isClosed ? findOverlaps(mesh, table, { isThorough: false, signal }).bodies : 0);
  return { closed, collapsed: (all - indices.length) / 3, hasInwardPiece, countOverlapping };
}

/** @param sides How many there are: of nothing nothing is closed. */
export function judgeEdges({ open, flipped, crowded }: Edges, sides: number): Closedness {
  return { isClosed: sides > 0 && open.length + flipped.length + crowded.length === 0, openEdges: open.length, flippedEdges: flipped.length, crowdedEdges: crowded.length };
}

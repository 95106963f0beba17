import { nextSide } from "../topology/pair-edges.ts";
import type { WeldedMesh } from "../topology/weld-triangles.ts";

export interface Hole {
  /** How many edges are around it. */
  edges: number;
  /** Metres, along its rim. */
  length: number;
  /** Three numbers a point: the rim, ready to be drawn as a closed line. */
  rim: Float32Array;
}

/** The rims of a surface, each walked once; the longest first. Where several meet in one point, they are parted there. */
export function findHoles({ positions, indices }: Pick<WeldedMesh, "positions" | "indices">, open: readonly number[]): Hole[] {
  const leaving = new Map<number, number[]>();
  for (const side of open) {
    const from = indices[nextSide(side)]!;
    leaving.set(from, [...(leaving.get(from) ?? []), indices[side]!]);
  }
  const holes: Hole[] = [];
  for (const start of leaving.keys()) {
    while ((leaving.get(start)?.length ?? 0) > 0) {
      const rim = walk(start, leaving);
      holes.push({ edges: rim.length, length: lengthOf(rim, positions), rim: Float32Array.from(rim.flatMap((vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)])) });
    }
  }
  return holes.sort((a, b) => b.length - a.length);
}

function walk(start: number, leaving: Map<number, number[]>): number[] {
  const rim = [start];
  for (let at = leaving.get(start)?.pop(); at !== undefined && at !== start; at = leaving.get(at)?.pop()) rim.push(at);
  return rim;
}

function lengthOf(rim: readonly number[], positions: Float32Array): number {
  return rim.reduce((sum, from, at) => {
    const to = rim[(at + 1) % rim.length]!;
    return sum + Math.hypot(...[0, 1, 2].map((axis) => positions[3 * to + axis]! - positions[3 * from + axis]!));
  }, 0);
}

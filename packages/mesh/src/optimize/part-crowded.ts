import { EdgeTable, nextSide, triangleOf } from "../topology/edge-table.ts";

/** Least cosine between the two triangles beside a new edge and the two that were there. */
const LEAST_COSINE = 0.5;

interface Surface {
  /** Three numbers a vertex. */
  positions: Float32Array;
  /** Three a triangle. */
  indices: Uint32Array;
}

/** A side of each of the two triangles that are to have another edge between them. */
interface Turn {
  side: number;
  other: number;
  cosine: number;
}

/**
 * Where a simplifier has drawn a surface together so far that two of its edges lie between the same two places, four triangles meet there, and what was
 * closed is so no more. The two of one edge get the other diagonal of their four corners: no vertex moves. What was crowded before stays, as does what would
 * turn over.
 *
 * @param before Three a triangle, of the same vertices: the surface as it was. @param places Of each vertex the first at its place.
 */
export function partCrowded({ positions, indices }: Surface, before: Uint32Array, places: Uint32Array): Uint32Array {
  const placed = indices.map((vertex) => places[vertex]!);
  const table = new EdgeTable(placed);
  const crowded: number[] = [];
  for (let edge = 0; edge < table.count; edge++) if (table.usesOf(edge) > 2) crowded.push(edge);
  if (crowded.length === 0) return indices;
  const was = new EdgeTable(before.map((vertex) => places[vertex]!));
  const parted = indices.slice();
  const drawn = new Set<string>();
  const isTurned = new Set<number>();
  for (const edge of crowded) {
    const first = table.firstOf(edge);
    const known = was.find(placed[first]!, placed[nextSide(first)]!);
    if (known >= 0 && was.usesOf(known) > 2) continue;
    const turn = bestTurn({ positions, indices }, placed, table, table.sidesOf(edge), (side, other) => {
      const key = keyOf(placed[opposite(side)]!, placed[opposite(other)]!);
      return !drawn.has(key) && !isTurned.has(triangleOf(side)) && !isTurned.has(triangleOf(other));
    });
    if (!turn) continue;
    const { side, other } = turn;
    const [a, b, c, d] = [indices[side]!, indices[nextSide(side)]!, indices[opposite(side)]!, indices[opposite(other)]!];
    parted.set([a, d, c], 3 * triangleOf(side));
    parted.set([d, b, c], 3 * triangleOf(other));
    drawn.add(keyOf(places[c]!, places[d]!));
    isTurned.add(triangleOf(side)).add(triangleOf(other));
  }
  return parted;
}

function bestTurn({ positions, indices }: Surface, placed: Uint32Array, table: EdgeTable, sides: readonly number[], isFree: (side: number, other: number) => boolean): Turn | null {
  let best: Turn | null = null;
  for (const side of sides) {
    for (const other of sides) {
      // Both have the same vertices there, and not only places: across a seam there is no diagonal.
      if (indices[side] !== indices[nextSide(other)] || indices[other] !== indices[nextSide(side)]) continue;
      const [c, d] = [opposite(side), opposite(other)];
      if (placed[c] === placed[d] || table.find(placed[c]!, placed[d]!) >= 0 || !isFree(side, other)) continue;
      const [p, q, r, s] = [indices[side]!, indices[nextSide(side)]!, indices[c]!, indices[d]!];
      const old = [normalOf(positions, p, q, r), normalOf(positions, q, p, s)];
      const cosine = Math.min(...[normalOf(positions, p, s, r), normalOf(positions, s, q, r)].flatMap((normal) => old.map((one) => normal.reduce((sum, value, axis) => sum + value * one[axis]!, 0))));
      if (cosine > LEAST_COSINE && cosine > (best?.cosine ?? 0)) best = { side, other, cosine };
    }
  }
  return best;
}

const opposite = (side: number): number => nextSide(nextSide(side));
const keyOf = (one: number, other: number): string => `${Math.min(one, other)} ${Math.max(one, other)}`;

function normalOf(positions: Float32Array, a: number, b: number, c: number): [number, number, number] {
  const [ux, uy, uz, vx, vy, vz] = [b, c].flatMap((corner) => [0, 1, 2].map((axis) => positions[3 * corner + axis]! - positions[3 * a + axis]!)) as [number, number, number, number, number, number];
  const normal: [number, number, number] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(...normal) || 1;
  return normal.map((value) => value / length) as [number, number, number];
}

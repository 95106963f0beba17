import type { EdgeTable } from "./edge-table.ts";
import { labelPieces } from "./label-pieces.ts";
import { isInside } from "./nest-shells.ts";
import { crossOf } from "./planar-regions.ts";
import type { WeldedMesh } from "./weld-triangles.ts";

/** Triangles that may be looked at in all to find out what is a hollow: whoever makes a file could make one of a million hollows in each other. */
const MOST_LOOKS = 400_000_000;

interface Piece {
  first: number;
  count: number;
  volume: number;
  min: [number, number, number];
  max: [number, number, number];
}

/** Whether some piece of a closed surface shows its back: it looks inwards, and is no hollow of a larger piece around it. */
export function hasInsideOutPiece({ positions, indices }: WeldedMesh, table: EdgeTable): boolean {
  const { pieces, count } = labelPieces(indices.length / 3, table);
  const all = Array.from({ length: count }, (): Piece => ({ first: -1, count: 0, volume: 0, min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] }));
  for (let triangle = 0; triangle < pieces.length; triangle++) {
    const piece = all[pieces[triangle]!]!;
    if (piece.first < 0) piece.first = triangle;
    piece.count++;
    const cross = crossOf(positions, indices, triangle);
    // From a corner of the piece: seen from far away, rounding would be more than a small one.
    const [from, to] = [3 * indices[3 * piece.first]!, 3 * indices[3 * triangle]!];
    for (let axis = 0; axis < 3; axis++) piece.volume += ((positions[to + axis]! - positions[from + axis]!) * cross[axis]!) / 6;
    for (let k = 0; k < 9; k++) {
      const value = positions[3 * indices[3 * triangle + Math.trunc(k / 3)]! + (k % 3)]!;
      piece.min[k % 3] = Math.min(piece.min[k % 3]!, value);
      piece.max[k % 3] = Math.max(piece.max[k % 3]!, value);
    }
  }
  const bodies = all.flatMap((piece, at) => (piece.volume > 0 ? [{ ...piece, at }] : [])).sort((a, b) => a.volume - b.volume);
  let looks = 0;
  return all.some(({ first, volume }) => {
    if (volume >= 0 || looks > MOST_LOOKS) return false;
    const place = 3 * indices[3 * first]!;
    const point = [positions[place]!, positions[place + 1]!, positions[place + 2]!] as const;
    return !bodies.some((body) => {
      looks++;
      if (body.volume <= -volume || !point.every((value, axis) => value >= body.min[axis]! && value <= body.max[axis]!)) return false;
      looks += pieces.length;
      return isInside(point, loopsOf(body.at, pieces, indices), positions);
    });
  });
}

function* loopsOf(piece: number, pieces: Int32Array, indices: Uint32Array): Generator<Uint32Array> {
  for (let triangle = 0; triangle < pieces.length; triangle++) if (pieces[triangle] === piece) yield indices.subarray(3 * triangle, 3 * triangle + 3);
}

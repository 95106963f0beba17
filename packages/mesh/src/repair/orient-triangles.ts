import { nextSide, NO_SIDE, triangleOf, type EdgeTable } from "../topology/edge-table.ts";
import { crossOf } from "../topology/planar-regions.ts";
import { areasOf, tableOf, turnTriangles, type Surface } from "./surface.ts";

/** Pieces that are larger than this share of the whole surface look where they look, whatever they touch. */
const SHARD = 0.1;

/**
 * Makes triangles that share an edge agree which side is outside: in each piece that hangs together by edges of two triangles, those turn that have
 * the smaller area. A small open piece that touches others in points alone looks where they look.
 */
export function orientTriangles(surface: Surface): void {
  const { indices } = surface;
  const table = tableOf(surface);
  const areas = areasOf(surface);
  const isOdd = new Uint8Array(areas.length);
  const pieces: number[][] = [];
  const isReached = new Uint8Array(areas.length);
  for (let seed = 0; seed < areas.length; seed++) {
    if (isReached[seed]) continue;
    const piece = [seed];
    isReached[seed] = 1;
    let balance = 0;
    for (let at = 0; at < piece.length; at++) {
      const triangle = piece[at]!;
      balance += isOdd[triangle] ? -areas[triangle]! : areas[triangle]!;
      for (let side = 3 * triangle; side < 3 * triangle + 3; side++) {
        const other = table.otherOf(side);
        if (other === NO_SIDE || isReached[triangleOf(other)]) continue;
        isReached[triangleOf(other)] = 1;
        isOdd[triangleOf(other)] = isOdd[triangle]! ^ (indices[side] === indices[nextSide(other)] ? 0 : 1);
        piece.push(triangleOf(other));
      }
    }
    if (balance < 0) for (const triangle of piece) isOdd[triangle]! ^= 1;
    pieces.push(piece);
  }
  const odd: number[] = [];
  for (let triangle = 0; triangle < isOdd.length; triangle++) if (isOdd[triangle] === 1) odd.push(triangle);
  turnTriangles(surface, odd);
  if (pieces.length > 1) orientShards(surface, table, pieces, areas);
}

function orientShards(surface: Surface, table: EdgeTable, pieces: readonly number[][], areas: Float64Array): void {
  const { indices, positions } = surface;
  const areaOf = (piece: readonly number[]) => piece.reduce((sum, triangle) => sum + areas[triangle]!, 0);
  const sized = pieces.map((piece) => ({ piece, area: areaOf(piece) })).sort((a, b) => b.area - a.area);
  const all = sized.reduce((sum, { area }) => sum + area, 0);
  /** Of each place: along the outside of all that is there, as long as it is large. */
  const outside = new Float64Array(positions.length);
  for (const { piece, area } of sized) {
    let agreement = 0;
    for (const triangle of piece) {
      const cross = crossOf(positions, indices, triangle);
      for (let k = 0; k < 3; k++) for (let axis = 0; axis < 3; axis++) agreement += cross[axis]! * outside[3 * indices[3 * triangle + k]! + axis]!;
    }
    const usesOf = (triangle: number) => [0, 1, 2].map((k) => table.usesOf(table.edges[3 * triangle + k]!));
    const isShard = () => area < SHARD * all && piece.some((triangle) => usesOf(triangle).includes(1)) && piece.every((triangle) => usesOf(triangle).every((uses) => uses < 3));
    if (agreement < 0 && isShard()) turnTriangles(surface, piece);
    for (const triangle of piece) {
      const cross = crossOf(positions, indices, triangle);
      for (let k = 0; k < 3; k++) for (let axis = 0; axis < 3; axis++) outside[3 * indices[3 * triangle + k]! + axis]! += cross[axis]!;
    }
  }
}

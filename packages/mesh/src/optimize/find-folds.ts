import { EdgeTable, nextSide, NO_SIDE, triangleOf } from "../topology/edge-table.ts";

/** Cosine between the normals of two triangles that lie on one another as good as flat: less than three degrees. */
const FLAT_FOLD = -0.999;
/** Of two such normals one at least is so far from any third: where no two of a place are, there is no fold. */
const FAR_APART = 0.05;
/** A square of a cosine that is above {@link FAR_APART}, whatever was rounded. */
const SURELY_NEAR = 0.003;

/**
 * The places at which a surface turns round on itself, such as the rim of a leaf that has both of its sides: to the simplifier it is closed there, and
 * going inwards costs nothing, for both sides lie in the planes that it measures against.
 *
 * @param places Of each vertex, the first at its place.
 */
export function findFolds(positions: Float32Array, indices: Uint32Array, places: Uint32Array): Set<number> {
  const corners = cornersAtTurns(positions, indices, places);
  const table = new EdgeTable(corners);
  const folds = new Set<number>();
  const [one, other] = [new Float64Array(3), new Float64Array(3)];
  for (let side = 0; side < corners.length; side++) {
    const beside = table.otherOf(side);
    if (beside === NO_SIDE || beside < side) continue;
    normalOf(positions, corners, triangleOf(side), one);
    normalOf(positions, corners, triangleOf(beside), other);
    const along = one[0]! * other[0]! + one[1]! * other[1]! + one[2]! * other[2]!;
    const lengths = Math.hypot(one[0]!, one[1]!, one[2]!) * Math.hypot(other[0]!, other[1]!, other[2]!);
    // Without a surface there is no normal: what such triangles have between them is no fold.
    if (lengths > 0 && along < FLAT_FOLD * lengths) folds.add(corners[side]!).add(corners[nextSide(side)]!);
  }
  return folds;
}

/** The places of all triangles that have two corners or more at which the surface turns by a right angle or so: all others have no part in a fold. */
function cornersAtTurns(positions: Float32Array, indices: Uint32Array, places: Uint32Array): Uint32Array {
  const firsts = new Float32Array(positions.length);
  const turns = new Uint8Array(places.length);
  const normal = new Float64Array(3);
  const triangle = new Uint32Array(3);
  let isAnyTurn = false;
  for (let side = 0; side < indices.length; side += 3) {
    for (let k = 0; k < 3; k++) triangle[k] = places[indices[side + k]!]!;
    normalOf(positions, triangle, 0, normal);
    const x = normal[0]!;
    const y = normal[1]!;
    const z = normal[2]!;
    const squared = x * x + y * y + z * z;
    if (squared === 0) continue;
    for (let k = 0; k < 3; k++) {
      const place = triangle[k]!;
      const at = 3 * place;
      const along = firsts[at]! * x + firsts[at + 1]! * y + firsts[at + 2]! * z;
      // Nearly everywhere the surface is smooth, and no root is needed to see that.
      if (along > 0 && along * along >= SURELY_NEAR * squared) continue;
      const length = Math.sqrt(squared);
      if (firsts[at] === 0 && firsts[at + 1] === 0 && firsts[at + 2] === 0) {
        firsts[at] = x / length;
        firsts[at + 1] = y / length;
        firsts[at + 2] = z / length;
      } else if (along < FAR_APART * length) {
        turns[place] = 1;
        isAnyTurn = true;
      }
    }
  }
  if (!isAnyTurn) return new Uint32Array(0);
  const isAtTurns = (side: number) => turns[places[indices[side]!]!]! + turns[places[indices[side + 1]!]!]! + turns[places[indices[side + 2]!]!]! >= 2;
  let count = 0;
  for (let side = 0; side < indices.length; side += 3) if (isAtTurns(side)) count += 3;
  const corners = new Uint32Array(count);
  for (let side = 0, to = 0; to < count; side += 3) {
    if (!isAtTurns(side)) continue;
    for (let k = 0; k < 3; k++) corners[to++] = places[indices[side + k]!]!;
  }
  return corners;
}

/** Not of unit length. */
function normalOf(positions: Float32Array, corners: Uint32Array, triangle: number, into: Float64Array): void {
  const a = 3 * corners[3 * triangle]!;
  const b = 3 * corners[3 * triangle + 1]!;
  const c = 3 * corners[3 * triangle + 2]!;
  const ux = positions[b]! - positions[a]!;
  const uy = positions[b + 1]! - positions[a + 1]!;
  const uz = positions[b + 2]! - positions[a + 2]!;
  const vx = positions[c]! - positions[a]!;
  const vy = positions[c + 1]! - positions[a + 1]!;
  const vz = positions[c + 2]! - positions[a + 2]!;
  into[0] = uy * vz - uz * vy;
  into[1] = uz * vx - ux * vz;
  into[2] = ux * vy - uy * vx;
}

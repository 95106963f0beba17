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
  for (let side = 0; side < indices.length; side += 3) {
    const one = places[indices[side]!]!;
    const two = places[indices[side + 1]!]!;
    const three = places[indices[side + 2]!]!;
    const px = positions[3 * one]!;
    const py = positions[3 * one + 1]!;
    const pz = positions[3 * one + 2]!;
    const ux = positions[3 * two]! - px;
    const uy = positions[3 * two + 1]! - py;
    const uz = positions[3 * two + 2]! - pz;
    const vx = positions[3 * three]! - px;
    const vy = positions[3 * three + 1]! - py;
    const vz = positions[3 * three + 2]! - pz;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    const squared = x * x + y * y + z * z;
    if (squared === 0) continue;
    if (isTurn(firsts, one, x, y, z, squared)) turns[one] = 1;
    if (isTurn(firsts, two, x, y, z, squared)) turns[two] = 1;
    if (isTurn(firsts, three, x, y, z, squared)) turns[three] = 1;
  }
  if (!turns.includes(1)) return new Uint32Array(0);
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

/** Whether a triangle's normal is as good as square, or more, to the first one at a place; where it is the first, it is written down. */
function isTurn(firsts: Float32Array, place: number, x: number, y: number, z: number, squared: number): boolean {
  const at = 3 * place;
  const along = firsts[at]! * x + firsts[at + 1]! * y + firsts[at + 2]! * z;
  // Nearly everywhere the surface is smooth, and no root is needed to see that.
  if (along > 0 && along * along >= SURELY_NEAR * squared) return false;
  const length = Math.sqrt(squared);
  if (firsts[at] !== 0 || firsts[at + 1] !== 0 || firsts[at + 2] !== 0) return along < FAR_APART * length;
  firsts[at] = x / length;
  firsts[at + 1] = y / length;
  firsts[at + 2] = z / length;
  return false;
}

/** Twice as long as the triangle is large. */
export function normalOf(positions: Float32Array, corners: Uint32Array, triangle: number, into: Float64Array): void {
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

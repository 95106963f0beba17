import { NONE, cornerAt, cornerBefore, countAt, kinds, listOf, locks, nextCorner, placeOf, pointOf, vertexCount, vertexOf } from "./memory";
import { addPlane } from "./quadrics";

/** Within a surface that goes on all around, with one vertex; the same with several; at an end of the surface; and what stays where it is. */
export const INNER: u8 = 0;
export const SEAM: u8 = 1;
export const BORDER: u8 = 2;
export const STAYS: u8 = 3;

/** A place with more triangles around it stays, for all of them are compared with one another. */
export const MOST_AROUND: u32 = 64;
/** How much a plane across an end of the surface counts, or across a fold, and one across a seam of the attributes, of which there are two, over the square of the side. */
const BORDER_WEIGHT: f64 = 10;
const SEAM_WEIGHT: f64 = 0.5;
/** Of a cosine, squared, between the normals of two triangles that look away from one another: sharper than 60° a surface is folded, and both of its sides lie in about the same planes. */
const FOLD_COSINE_SQUARED: f64 = 0.25;

/** Of the triangles around one place the places beside it: for whoever looks around one, and nothing that lasts. */
export const nexts = memory.data(256);
export const befores = memory.data(256);
const besides = memory.data(256);
const one = memory.data(24);
const two = memory.data(24);

/**
 * Finds out what each place is, and adds planes across the ends of a surface, across seams, and, if it turns by a right angle somewhere, across folds. Returns the share of places at which more meets than one
 * surface.
 */
export function classify(locksBorder: bool, isTurning: bool): f64 {
  let used: u32 = 0, tangled: u32 = 0;
  for (let place: u32 = 0; place < vertexCount; place++) {
    const count = countAt(place);
    if (count == 0) continue;
    let kind = count <= MOST_AROUND ? lookAround(place, count, isTurning) : STAYS;
    used++;
    if (kind == STAYS) tangled++;
    if (load<u8>(locks + place) != 0 || (locksBorder && kind == BORDER)) kind = STAYS;
    store<u8>(kinds + place, kind);
  }
  return used > 0 ? <f64>tangled / used : 0;
}

/** By the sides that they share, from triangle to triangle: a place of which that does not meet each of them once stays. */
function lookAround(place: u32, count: u32, isTurning: bool): u8 {
  const list = listOf(place);
  const vertex = vertexOf(cornerAt(list, 0));
  let kind = INNER;
  for (let k: u32 = 0; k < count; k++) {
    const corner = cornerAt(list, k);
    store<u32>(nexts + 4 * k, placeOf(nextCorner(corner)));
    store<u32>(befores + 4 * k, placeOf(cornerBefore(corner)));
    if (vertexOf(corner) != vertex) kind = SEAM;
  }
  let ends: u32 = 0;
  for (let k: u32 = 0; k < count; k++) {
    const beside = find(befores, count, load<u32>(nexts + 4 * k));
    store<u32>(besides + 4 * k, beside);
    const corner = cornerAt(list, k);
    if (beside == NONE) {
      ends++;
      addAcross(corner, BORDER_WEIGHT);
      continue;
    }
    const other = cornerAt(list, beside);
    if (vertexOf(corner) != vertexOf(other) || vertexOf(nextCorner(corner)) != vertexOf(cornerBefore(other))) addAcross(corner, SEAM_WEIGHT);
    if (isTurning && isFold(corner, other)) addAcross(corner, BORDER_WEIGHT);
  }
  if (ends > 1) return STAYS;
  let start: u32 = 0;
  if (ends == 1) while (start < count && find(besides, count, start) != NONE) start++;
  if (start == count) return STAYS;
  let steps: u32 = 1;
  let at = load<u32>(besides + 4 * start);
  while (at != NONE && at != start && steps <= count) {
    steps++;
    at = load<u32>(besides + 4 * at);
  }
  if (steps != count || (ends == 0 && at != start)) return STAYS;
  return ends == 1 ? BORDER : kind;
}

export function find(numbers: usize, count: u32, number: u32): u32 {
  for (let k: u32 = 0; k < count; k++) if (load<u32>(numbers + 4 * k) == number) return k;
  return NONE;
}

/** Whether two triangles look away from one another. */
function isFold(corner: usize, other: usize): bool {
  normalOf(corner, one);
  normalOf(other, two);
  const x = load<f64>(one), y = load<f64>(one, 8), z = load<f64>(one, 16);
  const r = load<f64>(two), s = load<f64>(two, 8), t = load<f64>(two, 16);
  const along = x * r + y * s + z * t;
  return along < 0 && along * along >= FOLD_COSINE_SQUARED * (x * x + y * y + z * z) * (r * r + s * s + t * t);
}

/** Not of unit length. */
function normalOf(corner: usize, into: usize): void {
  const from = pointOf(vertexOf(corner)), to = pointOf(vertexOf(nextCorner(corner))), third = pointOf(vertexOf(cornerBefore(corner)));
  const ax = <f64>load<f32>(from), ay = <f64>load<f32>(from, 4), az = <f64>load<f32>(from, 8);
  const ux = <f64>load<f32>(to) - ax, uy = <f64>load<f32>(to, 4) - ay, uz = <f64>load<f32>(to, 8) - az;
  const vx = <f64>load<f32>(third) - ax, vy = <f64>load<f32>(third, 4) - ay, vz = <f64>load<f32>(third, 8) - az;
  store<f64>(into, uy * vz - uz * vy);
  store<f64>(into, uz * vx - ux * vz, 8);
  store<f64>(into, ux * vy - uy * vx, 16);
}

/** A plane that stands on a triangle, through the side that begins at a corner. */
function addAcross(corner: usize, share: f64): void {
  const next = nextCorner(corner);
  const from = pointOf(vertexOf(corner)), to = pointOf(vertexOf(next)), third = pointOf(vertexOf(cornerBefore(corner)));
  const ax = <f64>load<f32>(from), ay = <f64>load<f32>(from, 4), az = <f64>load<f32>(from, 8);
  const ux = <f64>load<f32>(to) - ax, uy = <f64>load<f32>(to, 4) - ay, uz = <f64>load<f32>(to, 8) - az;
  const vx = <f64>load<f32>(third) - ax, vy = <f64>load<f32>(third, 4) - ay, vz = <f64>load<f32>(third, 8) - az;
  const squared = ux * ux + uy * uy + uz * uz;
  if (!(squared > 0)) return;
  const along = (ux * vx + uy * vy + uz * vz) / squared;
  const x = vx - along * ux, y = vy - along * uy, z = vz - along * uz;
  const height = Math.sqrt(x * x + y * y + z * z);
  if (!(height > 0)) return;
  const nx = x / height, ny = y / height, nz = z / height;
  const d = -(nx * ax + ny * ay + nz * az);
  addPlane(placeOf(corner), nx, ny, nz, d, share * squared);
  addPlane(placeOf(next), nx, ny, nz, d, share * squared);
}

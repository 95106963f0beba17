import { CHANGE_WEIGHT, CORNER, FIRST_CHANGE, QUADRIC, TRIANGLE, attributes, changeSize, changes, corners, normals, placeOf, pointOf, quadrics, size, triangleCount, vertexOf } from "./memory";

/** Adds to a place the square of the distance from the plane n·p + d, times a weight (Garland and Heckbert, 1997). */
export function addPlane(place: u32, x: f64, y: f64, z: f64, d: f64, weight: f64): void {
  const at = quadrics + QUADRIC * place;
  const wx = x * weight, wy = y * weight, wz = z * weight;
  addPair(at, wx * x, wy * y);
  addPair(at + 16, wz * z, weight * d * d);
  addPair(at + 32, wx * y, wx * z);
  addPair(at + 48, wy * z, wx * d);
  addPair(at + 64, wy * d, wz * d);
  addPair(at + 80, weight, 0);
}

@inline function addPair(at: usize, one: f64, other: f64): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.replace_lane(f64x2.splat(one), 1, other)));
}

export function addQuadric(to: u32, from: u32): void {
  const a = quadrics + QUADRIC * to, b = quadrics + QUADRIC * from;
  for (let at: usize = 0; at < QUADRIC; at += 16) v128.store(a + at, f64x2.add(v128.load(a + at), v128.load(b + at)));
}

/** The mean square distance of a point from the planes of a place. */
@inline export function distanceAt(place: u32, point: usize): f64 {
  const q = quadrics + QUADRIC * place;
  const x = <f64>load<f32>(point), y = <f64>load<f32>(point, 4), z = <f64>load<f32>(point, 8);
  const sum = x * (load<f64>(q) * x + 2 * (load<f64>(q, 32) * y + load<f64>(q, 40) * z + load<f64>(q, 56)))
    + y * (load<f64>(q, 8) * y + 2 * (load<f64>(q, 48) * z + load<f64>(q, 64)))
    + z * (load<f64>(q, 16) * z + 2 * load<f64>(q, 72)) + load<f64>(q, 24);
  const weight = load<f64>(q, 80);
  return weight > 0 ? abs(sum) / weight : 0;
}

export function addChanges(to: u32, from: u32): void {
  const a = changes + changeSize * to, b = changes + changeSize * from;
  for (let at: usize = 0; at < changeSize; at += 16) v128.store(a + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
}

/**
 * By how much attributes of another vertex are off what those around a vertex go on as, at the other's point: the sum of the squares, each as large as the
 * triangle that it is of (Hoppe, 1999).
 */
@inline export function changeAt(vertex: u32, other: u32): f32 {
  const q = changes + changeSize * vertex;
  const p = v128.load(pointOf(other));
  let sum = f32x4.mul(v128.load(q), f32x4.splat(f32x4.extract_lane(p, 0)));
  sum = f32x4.add(sum, f32x4.mul(v128.load(q, 16), f32x4.splat(f32x4.extract_lane(p, 1))));
  sum = f32x4.add(sum, f32x4.mul(v128.load(q, 32), f32x4.splat(f32x4.extract_lane(p, 2))));
  // The fourth number of a point is 1.
  sum = f32x4.add(sum, v128.load(q, 48));
  let squares: f32 = 0;
  let at = attributes + 4 * size * other, change = q + FIRST_CHANGE;
  const end = at + 4 * size;
  while (at < end) {
    const value = load<f32>(at);
    squares += value * value;
    sum = f32x4.sub(sum, f32x4.mul(v128.load(change), f32x4.splat(value + value)));
    at += 4;
    change += 16;
  }
  const product = f32x4.mul(sum, p);
  return abs(f32x4.extract_lane(product, 0) + f32x4.extract_lane(product, 1) + f32x4.extract_lane(product, 2) + f32x4.extract_lane(product, 3) + squares * load<f32>(q, CHANGE_WEIGHT));
}

/** A cosine between the normals of two triangles at a place, below which the surface turns there: near a right angle. */
const LEAST_ALONG: f64 = 0.05;

/** Of all triangles the planes, as large as they are, and how attributes go on in them. Returns whether the surface turns at some place. */
export function addTriangles(): bool {
  let isTurning = false;
  const end = corners + TRIANGLE * triangleCount;
  for (let c = corners; c < end; c += TRIANGLE) {
    const a = vertexOf(c), b = vertexOf(c + CORNER), d = vertexOf(c + 2 * CORNER);
    const pa = pointOf(a), pb = pointOf(b), pd = pointOf(d);
    const ax = <f64>load<f32>(pa), ay = <f64>load<f32>(pa, 4), az = <f64>load<f32>(pa, 8);
    const ux = <f64>load<f32>(pb) - ax, uy = <f64>load<f32>(pb, 4) - ay, uz = <f64>load<f32>(pb, 8) - az;
    const vx = <f64>load<f32>(pd) - ax, vy = <f64>load<f32>(pd, 4) - ay, vz = <f64>load<f32>(pd, 8) - az;
    let x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    const squared = x * x + y * y + z * z;
    if (!(squared > 0)) continue;
    const length = Math.sqrt(squared);
    const inverse = 1 / length;
    x *= inverse;
    y *= inverse;
    z *= inverse;
    const off = -(x * ax + y * ay + z * az);
    if (turnsAt(placeOf(c), x, y, z) || turnsAt(placeOf(c + CORNER), x, y, z) || turnsAt(placeOf(c + 2 * CORNER), x, y, z)) isTurning = true;
    addPlane(placeOf(c), x, y, z, off, length);
    addPlane(placeOf(c + CORNER), x, y, z, off, length);
    addPlane(placeOf(c + 2 * CORNER), x, y, z, off, length);
    if (size == 0) continue;
    const uu = ux * ux + uy * uy + uz * uz, uv = ux * vx + uy * vy + uz * vz, vv = vx * vx + vy * vy + vz * vz;
    const over = inverse * inverse;
    // What grows by one from the first corner to the second and by nothing to the third, and the other way round.
    const rx = over * (ux * vv - vx * uv), ry = over * (uy * vv - vy * uv), rz = over * (uz * vv - vz * uv);
    const sx = over * (vx * uu - ux * uv), sy = over * (vy * uu - uy * uv), sz = over * (vz * uu - uz * uv);
    addSlopes(a, b, d, four(rx, ry, rz, -(rx * ax + ry * ay + rz * az)), four(sx, sy, sz, -(sx * ax + sy * ay + sz * az)), <f32>(length / 2));
  }
  return isTurning;
}

/** By the first normal there, which is written down. */
@inline function turnsAt(place: u32, x: f64, y: f64, z: f64): bool {
  const at = normals + 16 * place;
  if (load<u32>(at, 12) != 0) return x * load<f32>(at) + y * load<f32>(at, 4) + z * load<f32>(at, 8) < LEAST_ALONG;
  store<f32>(at, <f32>x);
  store<f32>(at, <f32>y, 4);
  store<f32>(at, <f32>z, 8);
  store<u32>(at, 1, 12);
  return false;
}

function addSlopes(a: u32, b: u32, d: u32, toSecond: v128, toThird: v128, area: f32): void {
  const weight = f32x4.splat(area);
  const atA = changes + changeSize * a, atB = changes + changeSize * b, atD = changes + changeSize * d;
  const first = attributes + 4 * size * a, second = attributes + 4 * size * b, third = attributes + 4 * size * d;
  let row0 = f32x4.splat(0), row1 = row0, row2 = row0, row3 = row0;
  for (let k: usize = 0, at: usize = FIRST_CHANGE; k < 4 * size; k += 4, at += 16) {
    const value = load<f32>(first + k);
    let slope = f32x4.add(f32x4.mul(toSecond, f32x4.splat(load<f32>(second + k) - value)), f32x4.mul(toThird, f32x4.splat(load<f32>(third + k) - value)));
    slope = f32x4.replace_lane(slope, 3, f32x4.extract_lane(slope, 3) + value);
    const weighted = f32x4.mul(slope, weight);
    row0 = f32x4.add(row0, f32x4.mul(weighted, f32x4.splat(f32x4.extract_lane(slope, 0))));
    row1 = f32x4.add(row1, f32x4.mul(weighted, f32x4.splat(f32x4.extract_lane(slope, 1))));
    row2 = f32x4.add(row2, f32x4.mul(weighted, f32x4.splat(f32x4.extract_lane(slope, 2))));
    row3 = f32x4.add(row3, f32x4.mul(weighted, f32x4.splat(f32x4.extract_lane(slope, 3))));
    addFour(atA + at, weighted);
    addFour(atB + at, weighted);
    addFour(atD + at, weighted);
  }
  addRows(atA, row0, row1, row2, row3, area);
  addRows(atB, row0, row1, row2, row3, area);
  addRows(atD, row0, row1, row2, row3, area);
}

@inline function addRows(at: usize, row0: v128, row1: v128, row2: v128, row3: v128, area: f32): void {
  addFour(at, row0);
  addFour(at + 16, row1);
  addFour(at + 32, row2);
  addFour(at + 48, row3);
  store<f32>(at, load<f32>(at, CHANGE_WEIGHT) + area, CHANGE_WEIGHT);
}

@inline function addFour(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}

@inline function four(a: f64, b: f64, c: f64, d: f64): v128 {
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(<f32>a), 1, <f32>b), 2, <f32>c), 3, <f32>d);
}

type Triple = [number, number, number];

const cross = (a: Triple, b: Triple): Triple => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const minus = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/**
 * Whether two triangles go through one another, by more than the tolerance (Möller, "A Fast Triangle-Triangle Intersection Test", 1997). What touches, and
 * what lies in one plane, does not.
 */
export function trianglesCross(positions: Float32Array, indices: Uint32Array, one: number, other: number, tolerance: number): boolean {
  return isAcrossPlane(positions, indices, one, other, tolerance) && isAcrossPlane(positions, indices, other, one, tolerance) && spansMeet(positions, indices, one, other, tolerance);
}

/** Whether the first triangle has corners on both sides of the plane of the other: what most do not, and so without a list in between. */
function isAcrossPlane(positions: Float32Array, indices: Uint32Array, one: number, other: number, tolerance: number): boolean {
  const [a, b, c] = [3 * indices[3 * other]!, 3 * indices[3 * other + 1]!, 3 * indices[3 * other + 2]!];
  const x = positions[a]!;
  const y = positions[a + 1]!;
  const z = positions[a + 2]!;
  const p = positions[b]! - x;
  const q = positions[b + 1]! - y;
  const r = positions[b + 2]! - z;
  const u = positions[c]! - x;
  const v = positions[c + 1]! - y;
  const w = positions[c + 2]! - z;
  const i = q * w - r * v;
  const j = r * u - p * w;
  const k = p * v - q * u;
  const limit = tolerance * Math.sqrt(i * i + j * j + k * k);
  let isAbove = false;
  let isBelow = false;
  for (let corner = 3 * one; corner < 3 * one + 3; corner++) {
    const at = 3 * indices[corner]!;
    const height = i * (positions[at]! - x) + j * (positions[at + 1]! - y) + k * (positions[at + 2]! - z);
    if (height > limit) isAbove = true;
    else if (height < -limit) isBelow = true;
  }
  return isAbove && isBelow;
}

function spansMeet(positions: Float32Array, indices: Uint32Array, one: number, other: number, tolerance: number): boolean {
  const corners = (triangle: number): [Triple, Triple, Triple] => [0, 1, 2].map((k) => [0, 1, 2].map((axis) => positions[3 * indices[3 * triangle + k]! + axis]!)) as [Triple, Triple, Triple];
  const [a, b] = [corners(one), corners(other)];
  const normalB = unit(cross(minus(b[1], b[0]), minus(b[2], b[0])));
  const heightsA = a.map((point) => dot(normalB, minus(point, b[0])));
  const normalA = unit(cross(minus(a[1], a[0]), minus(a[2], a[0])));
  const heightsB = b.map((point) => dot(normalA, minus(point, a[0])));
  const along = unit(cross(normalA, normalB));
  const [fromA, toA] = span(a.map((point) => dot(along, minus(point, a[0]))), heightsA);
  const [fromB, toB] = span(b.map((point) => dot(along, minus(point, a[0]))), heightsB);
  return Math.min(toA, toB) - Math.max(fromA, fromB) > tolerance;
}

/** Where a triangle is cut by the plane of another, along the line that both planes have in common. */
function span(places: readonly number[], heights: readonly number[]): [number, number] {
  const cuts = [0, 1, 2].flatMap((at) => {
    const next = (at + 1) % 3;
    const [h, i] = [heights[at]!, heights[next]!];
    return h * i <= 0 && h !== i ? [places[at]! + ((places[next]! - places[at]!) * h) / (h - i)] : [];
  });
  return [Math.min(...cuts), Math.max(...cuts)];
}

function unit(vector: Triple): Triple {
  const length = Math.hypot(...vector);
  return length > 0 ? [vector[0] / length, vector[1] / length, vector[2] / length] : [0, 0, 0];
}

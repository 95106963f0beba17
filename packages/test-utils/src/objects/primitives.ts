/**
 * Signed distances of basic solids, 1-Lipschitz so that every value is a safe step of a sphere tracer.
 * Coordinates are relative to the solid's centre unless said otherwise.
 */

/** Box with half extents `hx`, `hy`, `hz` (rounding included) and edge radius `r`. */
export function box(x: number, y: number, z: number, hx: number, hy: number, hz: number, r: number): number {
  const qx = Math.abs(x) - hx + r;
  const qy = Math.abs(y) - hy + r;
  const qz = Math.abs(z) - hz + r;
  const inside = Math.min(Math.max(qx, qy, qz), 0);
  const ox = Math.max(qx, 0);
  const oy = Math.max(qy, 0);
  const oz = Math.max(qz, 0);
  return inside + Math.sqrt(ox * ox + oy * oy + oz * oz) - r;
}

/** Rectangle with half extents `hx`, `hy` and corner radius `r`. */
export function rectangle(x: number, y: number, hx: number, hy: number, r: number): number {
  const qx = Math.abs(x) - hx + r;
  const qy = Math.abs(y) - hy + r;
  const ox = Math.max(qx, 0);
  const oy = Math.max(qy, 0);
  return Math.min(Math.max(qx, qy), 0) + Math.sqrt(ox * ox + oy * oy) - r;
}

/** Solid of a planar distance `d` extended by `halfDepth` to both sides of `depth`, with edge radius `r`. */
export function extrude(d: number, depth: number, halfDepth: number, r: number): number {
  const qx = d + r;
  const qy = Math.abs(depth) - halfDepth + r;
  const ox = Math.max(qx, 0);
  const oy = Math.max(qy, 0);
  return Math.min(Math.max(qx, qy), 0) + Math.sqrt(ox * ox + oy * oy) - r;
}

/** Upright cylinder. `across` is the distance from the axis, `along` the coordinate on it. */
export function cylinder(across: number, along: number, radius: number, halfHeight: number, r: number): number {
  return extrude(across - radius, along, halfHeight, r);
}

/** Ring of radius `ring` and tube radius `tube` around the axis of `along`. */
export function torus(across: number, along: number, ring: number, tube: number): number {
  const q = across - ring;
  return Math.sqrt(q * q + along * along) - tube;
}

/** Length of a planar vector. */
export function length2(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** Length of a spatial vector. */
export function length3(x: number, y: number, z: number): number {
  return Math.sqrt(x * x + y * y + z * z);
}

/** Ball-ended rod from `a` to `b` whose radius goes from `ra` to `rb`. */
export function rod(
  x: number, y: number, z: number,
  ax: number, ay: number, az: number,
  bx: number, by: number, bz: number,
  ra: number, rb: number,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const dz = bz - az;
  const px = x - ax;
  const py = y - ay;
  const pz = z - az;
  const squared = dx * dx + dy * dy + dz * dz;
  const h = Math.min(Math.max((px * dx + py * dy + pz * dz) / squared, 0), 1);
  const distance = length3(px - dx * h, py - dy * h, pz - dz * h) - (ra + (rb - ra) * h);
  const slope = (rb - ra) * (rb - ra) / squared;
  return slope === 0 ? distance : distance / Math.sqrt(1 + slope);
}

/** Union whose seam is a fillet of about `k`. */
export function smoothMin(a: number, b: number, k: number): number {
  const h = Math.max(k - Math.abs(a - b), 0) / k;
  return Math.min(a, b) - h * h * k * 0.25;
}

/** Intersection whose edge is rounded by about `k`. */
export function smoothMax(a: number, b: number, k: number): number {
  const h = Math.max(k - Math.abs(a - b), 0) / k;
  return Math.max(a, b) + h * h * k * 0.25;
}

/** Smooth 0..1 step between `from` and `to`. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(Math.max((value - from) / (to - from), 0), 1);
  return t * t * (3 - 2 * t);
}

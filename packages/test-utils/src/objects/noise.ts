function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Value noise 0..1 with features about one unit wide; the same on every machine. */
export function noise(x: number, y: number, z: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  let fx = x - ix;
  let fy = y - iy;
  let fz = z - iz;
  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  fz = fz * fz * (3 - 2 * fz);
  const low0 = hash(ix, iy, iz) * (1 - fx) + hash(ix + 1, iy, iz) * fx;
  const low1 = hash(ix, iy + 1, iz) * (1 - fx) + hash(ix + 1, iy + 1, iz) * fx;
  const high0 = hash(ix, iy, iz + 1) * (1 - fx) + hash(ix + 1, iy, iz + 1) * fx;
  const high1 = hash(ix, iy + 1, iz + 1) * (1 - fx) + hash(ix + 1, iy + 1, iz + 1) * fx;
  return (low0 * (1 - fy) + low1 * fy) * (1 - fz) + (high0 * (1 - fy) + high1 * fy) * fz;
}

/** Three octaves of {@link noise}, 0..1. */
export function cloud(x: number, y: number, z: number): number {
  return noise(x, y, z) * 0.57 + noise(x * 2.1 + 7, y * 2.1, z * 2.1) * 0.29 + noise(x * 4.3, y * 4.3 + 5, z * 4.3) * 0.14;
}

/** Wood grain 0..1 along the axis of `along`: growth rings stretched by `stretch`, with fine pores. */
export function woodGrain(along: number, across: number, depth: number): number {
  const bend = noise(along * 0.9, across * 2, depth * 2) * 1.3;
  const ring = (across * 5.5 + depth * 3.1 + bend + noise(along * 0.5, across * 7, depth * 7) * 0.8) % 1;
  const wrapped = Math.abs((ring < 0 ? ring + 1 : ring) - 0.5) * 2;
  const pores = noise(along * 5, across * 70, depth * 70);
  return Math.min(1, wrapped * 0.65 + pores * 0.35);
}

/** Woven cloth 0..1: tangled threads, `threads` to the unit, the same from every side. */
export function fabric(x: number, y: number, z: number, threads: number): number {
  const u = (x * 0.8 + y * 0.6) * threads;
  const v = (y * 0.8 - x * 0.6) * threads;
  const w = (z + 0.21 * x) * threads;
  return 0.45 * noise(u * 0.45, v * 1.3, w) + 0.35 * noise(u * 1.3, v * 0.45, w * 0.6) + 0.2 * noise(u * 0.2, v * 0.2, w * 0.2);
}

/** Sparse round speckles of varied size, 1 inside a speckle and 0 elsewhere; about one in three unit cells has one. */
export function speckles(x: number, y: number, z: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  const chance = hash(ix, iy, iz);
  if (chance > 0.34) return 0;
  const radius = 0.1 + 0.5 * chance;
  const dx = x - ix - 0.3 - 0.4 * hash(ix, iy, iz + 71);
  const dy = y - iy - 0.3 - 0.4 * hash(ix, iy + 71, iz);
  const dz = z - iz - 0.3 - 0.4 * hash(ix + 71, iy, iz);
  return dx * dx + dy * dy + dz * dz < radius * radius ? 1 : 0;
}

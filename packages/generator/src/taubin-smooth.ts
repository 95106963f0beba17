import type { Mesh } from "./mesh.ts";

export interface TaubinOptions {
  /** Pairs of a shrinking and a growing step. Default 5. */
  iterations?: number;
  /** Weight of the shrinking step. Default 0.5. */
  lambda?: number;
  /** Weight of the growing step, a little larger and negative. Default −0.53. */
  mu?: number;
}

export const TAUBIN_DEFAULTS = { iterations: 5, lambda: 0.5, mu: -0.53 } as const;

/**
 * Smooths without shrinking (Taubin, "A Signal Processing Approach to Fair Surface Design", 1995), in place. The mesh
 * must be closed: each edge counts once from either side.
 */
export function taubinSmooth(mesh: Mesh, options: TaubinOptions = {}): void {
  const { iterations, lambda, mu } = { ...TAUBIN_DEFAULTS, ...options };
  const { positions: p, indices } = mesh;
  const degree = new Float32Array(p.length / 3);
  for (let i = 0; i < indices.length; i++) degree[indices[i]!] = degree[indices[i]!]! + 1;
  const sums = new Float32Array(p.length);
  for (let step = 0; step < 2 * iterations; step++) {
    sums.fill(0);
    for (let t = 0; t < indices.length; t += 3) {
      const a = 3 * indices[t]!;
      const b = 3 * indices[t + 1]!;
      const c = 3 * indices[t + 2]!;
      // Around a closed mesh's vertex every neighbour is the next corner of exactly one triangle.
      sums[a] = sums[a]! + p[b]!;
      sums[a + 1] = sums[a + 1]! + p[b + 1]!;
      sums[a + 2] = sums[a + 2]! + p[b + 2]!;
      sums[b] = sums[b]! + p[c]!;
      sums[b + 1] = sums[b + 1]! + p[c + 1]!;
      sums[b + 2] = sums[b + 2]! + p[c + 2]!;
      sums[c] = sums[c]! + p[a]!;
      sums[c + 1] = sums[c + 1]! + p[a + 1]!;
      sums[c + 2] = sums[c + 2]! + p[a + 2]!;
    }
    const weight = step % 2 === 0 ? lambda : mu;
    for (let i = 0, o = 0; i < degree.length; i++, o += 3) {
      if (degree[i] === 0) continue;
      for (let k = 0; k < 3; k++) p[o + k] = p[o + k]! + weight * (sums[o + k]! / degree[i]! - p[o + k]!);
    }
  }
}

import { pushPull } from "./push-pull.ts";

/**
 * Gives the texels that nothing is painted on the colours of those around them, as {@link pushPull} does; from and to bytes, as a texture in
 * numbers of its own would take more memory than all else that is held meanwhile.
 *
 * @param data RGBA, row by row, of `size * size` texels; what is not painted is overwritten.
 * @param painted for each texel, 0 where nothing is painted.
 */
export function fillBetweenCharts(data: Uint8ClampedArray, painted: Uint8Array, size: number): void {
  const half = (size + 1) >> 1;
  const coarse = new Float32Array(half * half * 3);
  const known = new Float32Array(half * half);
  for (let y = 0, texel = 0; y < size; y++) {
    const row = (y >> 1) * half;
    for (let x = 0; x < size; x++, texel++) {
      if (painted[texel] === 0) continue;
      const o = row + (x >> 1);
      known[o] = known[o]! + 1;
      coarse[3 * o] = coarse[3 * o]! + data[4 * texel]!;
      coarse[3 * o + 1] = coarse[3 * o + 1]! + data[4 * texel + 1]!;
      coarse[3 * o + 2] = coarse[3 * o + 2]! + data[4 * texel + 2]!;
    }
  }
  for (let o = 0; o < known.length; o++) {
    const count = known[o]!;
    if (count === 0) continue;
    known[o] = 1;
    coarse[3 * o] = coarse[3 * o]! / count;
    coarse[3 * o + 1] = coarse[3 * o + 1]! / count;
    coarse[3 * o + 2] = coarse[3 * o + 2]! / count;
  }
  pushPull(coarse, known, half, half, 3);
  for (let y = 0, texel = 0; y < size; y++) {
    const fy = Math.min(half - 1, Math.max(0, y / 2 - 0.25));
    const y0 = Math.floor(fy);
    const v = fy - y0;
    const upper = 3 * y0 * half;
    const lower = 3 * Math.min(half - 1, y0 + 1) * half;
    for (let x = 0; x < size; x++, texel++) {
      if (painted[texel] !== 0) continue;
      const fx = Math.min(half - 1, Math.max(0, x / 2 - 0.25));
      const x0 = Math.floor(fx);
      const u = fx - x0;
      const left = 3 * x0;
      const right = 3 * Math.min(half - 1, x0 + 1);
      for (let k = 0, o = 4 * texel; k < 3; k++, o++) {
        const above = coarse[upper + left + k]! * (1 - u) + coarse[upper + right + k]! * u;
        const below = coarse[lower + left + k]! * (1 - u) + coarse[lower + right + k]! * u;
        data[o] = above * (1 - v) + below * v;
      }
      data[4 * texel + 3] = 255;
    }
  }
}

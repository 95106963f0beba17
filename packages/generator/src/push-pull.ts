/**
 * Fills the pixels without weight from their surroundings, smoothly and completely (Gortler et al., "The Lumigraph",
 * 1996: pull the known pixels into coarser levels, push them back into the gaps).
 *
 * @param values `width * height * channels` numbers; overwritten. Pixels of weight 1 stay as they are.
 * @param weights `width * height` numbers from 0 (unknown) to 1 (known); overwritten.
 */
export function pushPull(values: Float32Array, weights: Float32Array, width: number, height: number, channels: number): void {
  if (width <= 1 && height <= 1) return;
  const w = (width + 1) >> 1;
  const h = (height + 1) >> 1;
  const coarse = new Float32Array(w * h * channels);
  const coarseWeights = new Float32Array(w * h);
  pull(values, weights, width, height, channels, coarse, coarseWeights, w);
  pushPull(coarse, coarseWeights, w, h, channels);
  push(values, weights, width, height, channels, coarse, w, h);
}

/** The means of four pixels each, by their weights. */
function pull(values: Float32Array, weights: Float32Array, width: number, height: number, channels: number, coarse: Float32Array, coarseWeights: Float32Array, w: number): void {
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> 1) * w;
    for (let x = 0; x < width; x++, i++) {
      const weight = weights[i]!;
      if (weight === 0) continue;
      const o = row + (x >> 1);
      coarseWeights[o] = coarseWeights[o]! + weight;
      for (let k = 0; k < channels; k++) coarse[o * channels + k] = coarse[o * channels + k]! + weight * values[i * channels + k]!;
    }
  }
  for (let i = 0; i < coarseWeights.length; i++) {
    const weight = coarseWeights[i]!;
    if (weight === 0) continue;
    for (let k = 0; k < channels; k++) coarse[i * channels + k] = coarse[i * channels + k]! / weight;
    coarseWeights[i] = Math.min(1, weight);
  }
}

function push(values: Float32Array, weights: Float32Array, width: number, height: number, channels: number, coarse: Float32Array, w: number, h: number): void {
  const before = new Int32Array(width);
  const after = new Int32Array(width);
  const shares = new Float64Array(width);
  for (let x = 0; x < width; x++) {
    const fx = Math.min(w - 1, Math.max(0, x / 2 - 0.25));
    const x0 = Math.floor(fx);
    before[x] = x0 * channels;
    after[x] = Math.min(w - 1, x0 + 1) * channels;
    shares[x] = fx - x0;
  }
  for (let y = 0, i = 0; y < height; y++) {
    const fy = Math.min(h - 1, Math.max(0, y / 2 - 0.25));
    const y0 = Math.floor(fy);
    const v = fy - y0;
    const upper = y0 * w * channels;
    const lower = Math.min(h - 1, y0 + 1) * w * channels;
    for (let x = 0; x < width; x++, i++) {
      const weight = weights[i]!;
      if (weight >= 1) continue;
      const u = shares[x]!;
      const a = upper + before[x]!;
      const b = upper + after[x]!;
      const c = lower + before[x]!;
      const d = lower + after[x]!;
      for (let k = 0; k < channels; k++) {
        const smooth = (coarse[a + k]! * (1 - u) + coarse[b + k]! * u) * (1 - v) + (coarse[c + k]! * (1 - u) + coarse[d + k]! * u) * v;
        const o = i * channels + k;
        values[o] = values[o]! * weight + smooth * (1 - weight);
      }
      weights[i] = 1;
    }
  }
}

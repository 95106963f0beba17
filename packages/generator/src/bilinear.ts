/** Between the samples of a picture at a point in pixels (pixel centres at .5), held constant beyond the rim. Short enough to become part of what calls it in a loop. */
export function bilinear(values: Float32Array, width: number, height: number, px: number, py: number): number {
  const x = Math.min(width - 1.001, Math.max(0, px - 0.5));
  const y = Math.min(height - 1.001, Math.max(0, py - 0.5));
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const u = x - x0;
  const v = y - y0;
  const o = y0 * width + x0;
  const upper = values[o]! * (1 - u) + values[o + 1]! * u;
  const lower = values[o + width]! * (1 - u) + values[o + width + 1]! * u;
  return upper * (1 - v) + lower * v;
}

/**
 * Marks the pixels whose centres triangles of either winding cover, as `rasterizeTriangles` finds them. Its own loop, as surfaces of fine
 * grids have far more triangles than pictures have pixels: most lie on pixels that are marked already.
 *
 * @param points x and y (pixels, y downward) and an unused number a vertex.
 * @param hit `width * height` numbers, set to 1 where something is covered.
 */
export function coverPixels(points: Float32Array, indices: Uint32Array, width: number, height: number, hit: Uint8Array): void {
  for (let t = 0; t < indices.length; t += 3) {
    const i = 3 * indices[t]!;
    const j = 3 * indices[t + 1]!;
    const k = 3 * indices[t + 2]!;
    const x0 = points[i]!;
    const x1 = points[j]!;
    const x2 = points[k]!;
    const left = Math.max(0, Math.ceil(Math.min(x0, x1, x2) - 0.5));
    const right = Math.min(width - 1, Math.floor(Math.max(x0, x1, x2) - 0.5));
    if (left > right) continue;
    const y0 = points[i + 1]!;
    const y1 = points[j + 1]!;
    const y2 = points[k + 1]!;
    const top = Math.max(0, Math.ceil(Math.min(y0, y1, y2) - 0.5));
    const bottom = Math.min(height - 1, Math.floor(Math.max(y0, y1, y2) - 0.5));
    if (top > bottom || isCovered(hit, width, left, right, top, bottom)) continue;
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    if (area === 0) continue;
    const stepB = (y2 - y0) / area;
    const stepC = (y0 - y1) / area;
    for (let y = top; y <= bottom; y++) {
      const py = y + 0.5;
      let b = ((left + 0.5 - x0) * (y2 - y0) - (x2 - x0) * (py - y0)) / area;
      let c = ((x1 - x0) * (py - y0) - (left + 0.5 - x0) * (y1 - y0)) / area;
      for (let x = left, pixel = y * width + left; x <= right; x++, pixel++, b += stepB, c += stepC) {
        if (b >= -1e-6 && c >= -1e-6 && 1 - b - c >= -1e-6) hit[pixel] = 1;
      }
    }
  }
}

function isCovered(hit: Uint8Array, width: number, left: number, right: number, top: number, bottom: number): boolean {
  for (let y = top; y <= bottom; y++) for (let pixel = y * width + left, end = pixel + right - left; pixel <= end; pixel++) if (hit[pixel] === 0) return false;
  return true;
}

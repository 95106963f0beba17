import { firstCenter, isBeside, lastCenter } from "./rasterize-triangles.ts";

/**
 * Marks the pixels whose centres triangles cover. Surfaces of fine grids have far more triangles than pictures have pixels: most of them lie on
 * marked pixels alone, and nothing is found out about those.
 *
 * @param points x and y (pixels, y downward) and an unused number a vertex.
 * @param hit `width * height` numbers, set to 1 where something is covered.
 * @param isClosed whether the triangles close a surface in one winding. Then those of its far side cover the same as those of its near side, and
 *   one of them is left out; otherwise those of either winding count.
 */
export function coverPixels(points: Float32Array, indices: Uint32Array, width: number, height: number, hit: Uint8Array, isClosed = false): void {
  const least = isClosed ? 0 : -Infinity;
  for (let t = 0; t < indices.length; t += 3) {
    const i = 3 * indices[t]!;
    const j = 3 * indices[t + 1]!;
    const k = 3 * indices[t + 2]!;
    const x0 = points[i]!;
    const y0 = points[i + 1]!;
    const x1 = points[j]!;
    const y1 = points[j + 1]!;
    const x2 = points[k]!;
    const y2 = points[k + 1]!;
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    if (area < least || area === 0) continue;
    const left = firstCenter(Math.min(x0, x1, x2), width);
    const right = lastCenter(Math.max(x0, x1, x2), width);
    if (left > right) continue;
    const top = firstCenter(Math.min(y0, y1, y2), height);
    const bottom = lastCenter(Math.max(y0, y1, y2), height);
    for (let y = top; y <= bottom; y++) {
      for (let x = left, pixel = y * width + left; x <= right; x++, pixel++) {
        if (hit[pixel] !== 0) continue;
        const px = x + 0.5 - x0;
        const py = y + 0.5 - y0;
        const b = (px * (y2 - y0) - (x2 - x0) * py) / area;
        const c = ((x1 - x0) * py - px * (y1 - y0)) / area;
        if (!isBeside(1 - b - c, b, c)) hit[pixel] = 1;
      }
    }
  }
}

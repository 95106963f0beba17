import { rasterizeTriangles } from "./rasterize-triangles.ts";

/**
 * Marks the pixels whose centres triangles of either winding cover. Surfaces of fine grids have far more triangles than pictures have pixels:
 * those that lie on marked pixels alone are left out.
 *
 * @param points x and y (pixels, y downward) and an unused number a vertex.
 * @param hit `width * height` numbers, set to 1 where something is covered.
 */
export function coverPixels(points: Float32Array, indices: Uint32Array, width: number, height: number, hit: Uint8Array): void {
  const isSettled = (left: number, right: number, top: number, bottom: number): boolean => {
    for (let y = top; y <= bottom; y++) for (let pixel = y * width + left, end = pixel + right - left; pixel <= end; pixel++) if (hit[pixel] === 0) return false;
    return true;
  };
  rasterizeTriangles(points, indices, width, height, (pixel) => (hit[pixel] = 1), { isSettled });
}

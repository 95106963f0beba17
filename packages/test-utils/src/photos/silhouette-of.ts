import type { ProductObject } from "../objects/product-object.ts";
import { CoverageMeter, probeCentre } from "./coverage.ts";
import { resolvePhotoOptions, type PhotoOptions, type PhotoView } from "./photo-options.ts";
import { RayTracer } from "./trace-ray.ts";
import { frameView } from "./view-frame.ts";

/**
 * Coverage mask of a view, framed as {@link renderPhoto} frames it.
 *
 * @param size edge of the square mask in pixels.
 * @returns size² bytes, top row first: 255 covered, 0 free, between them the share of the pixel's area.
 */
export function silhouetteOf(
  object: ProductObject,
  view: PhotoView,
  size: number,
  options: Partial<Pick<PhotoOptions, "camera" | "margin" | "rollDegrees" | "shift">> = {},
): Uint8Array {
  const tracer = new RayTracer(object, frameView(object, view, resolvePhotoOptions({ ...options, size })));
  const centre = new Float32Array(size * size);
  for (let row = 0, pixel = 0; row < size; row++) {
    for (let column = 0; column < size; column++, pixel++) centre[pixel] = probeCentre(tracer, column, row);
  }
  const meter = new CoverageMeter(tracer, centre, size);
  const mask = new Uint8Array(size * size);
  for (let row = 0, pixel = 0; row < size; row++) {
    for (let column = 0; column < size; column++, pixel++) {
      const share = meter.isMixed(column, row) ? meter.measure(column, row) : Math.max(centre[pixel] as number, 0);
      mask[pixel] = Math.round(Math.fround(share) * 255);
    }
  }
  return mask;
}

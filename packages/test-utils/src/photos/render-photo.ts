import type { ProductObject } from "../objects/product-object.ts";
import { castShadow, paintBackdrop } from "./backdrop.ts";
import { CoverageMeter, probeCentre, SUBPIXELS } from "./coverage.ts";
import { resolvePhotoOptions, type PhotoOptions, type PhotoView } from "./photo-options.ts";
import { Studio } from "./studio.ts";
import { RayTracer } from "./trace-ray.ts";
import { frameView } from "./view-frame.ts";

/** An image in memory: RGBA bytes in sRGB, top row first, straight alpha. */
export interface Photo {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Difference of linear light between neighbours from which a pixel is shaded more than once. */
const CONTRAST = 0.08;

/**
 * Takes a photo of an object: sphere tracing, a soft key light with shadow, light from all around with ambient
 * occlusion, reflections of a studio. The same input gives the same bytes.
 *
 * @throws RangeError when an option cannot be rendered.
 */
export function renderPhoto(object: ProductObject, view: PhotoView, options: Partial<PhotoOptions> = {}): Photo {
  const resolved = resolvePhotoOptions(options);
  const { size } = resolved;
  const frame = frameView(object, view, resolved);
  const tracer = new RayTracer(object, frame);
  const studio = new Studio(object, frame, resolved.light);
  const light = new Float32Array(size * size * 3);
  const coverage = new Float32Array(size * size);
  const centre = new Float32Array(size * size);

  for (let row = 0, pixel = 0; row < size; row++) {
    for (let column = 0; column < size; column++, pixel++) {
      const seen = (centre[pixel] = probeCentre(tracer, column, row));
      if (seen <= 0) continue;
      coverage[pixel] = 1;
      studio.shade(tracer.x, tracer.y, tracer.z, light, pixel * 3);
    }
  }
  refineEdges(tracer, studio, light, centre, coverage, size, resolved.supersample);
  return { width: size, height: size, data: develop(light, coverage, resolved) };
}

function refineEdges(tracer: RayTracer, studio: Studio, light: Float32Array, centre: Float32Array, coverage: Float32Array, size: number, supersample: number): void {
  const meter = new CoverageMeter(tracer, centre, size);
  const sharp = light.slice();
  const sum = new Float32Array(3);
  const samples = supersample * supersample;
  for (let row = 0, pixel = 0; row < size; row++) {
    for (let column = 0; column < size; column++, pixel++) {
      const mixed = meter.isMixed(column, row);
      if (!mixed && (supersample === 1 || (centre[pixel] as number) <= 0 || !hasContrast(sharp, size, column, row))) continue;
      sum.fill(0);
      let hits = 0;
      for (let i = 0; i < samples; i++) {
        const stride = ((i + 0.5) * SUBPIXELS.length) / 2 / samples;
        const k = Math.floor(stride) * 2;
        if (!tracer.trace(column + (SUBPIXELS[k] as number), row + (SUBPIXELS[k + 1] as number))) continue;
        hits++;
        studio.shade(tracer.x, tracer.y, tracer.z, sum, 0);
      }
      if (mixed) {
        coverage[pixel] = meter.measure(column, row);
        if (hits === 0 && (coverage[pixel] as number) > 0 && hitAnywhere(tracer, column, row)) {
          studio.shade(tracer.x, tracer.y, tracer.z, sum, 0);
          hits = 1;
        }
      }
      if (hits === 0) continue;
      for (let channel = 0; channel < 3; channel++) light[pixel * 3 + channel] = (sum[channel] as number) / hits;
    }
  }
}

function hitAnywhere(tracer: RayTracer, column: number, row: number): boolean {
  for (let k = 0; k < SUBPIXELS.length; k += 2) {
    if (tracer.trace(column + (SUBPIXELS[k] as number), row + (SUBPIXELS[k + 1] as number))) return true;
  }
  return false;
}

function hasContrast(light: Float32Array, size: number, column: number, row: number): boolean {
  const pixel = row * size + column;
  const left = column > 0 ? pixel - 1 : pixel;
  const right = column < size - 1 ? pixel + 1 : pixel;
  const above = row > 0 ? pixel - size : pixel;
  const below = row < size - 1 ? pixel + size : pixel;
  for (let channel = 0; channel < 3; channel++) {
    const a = light[left * 3 + channel] as number;
    const b = light[right * 3 + channel] as number;
    const c = light[above * 3 + channel] as number;
    const d = light[below * 3 + channel] as number;
    const limit = CONTRAST * (0.25 + Math.max(a, b, c, d));
    if (Math.abs(a - b) > limit || Math.abs(c - d) > limit) return true;
  }
  return false;
}

function develop(light: Float32Array, coverage: Float32Array, options: PhotoOptions): Uint8Array {
  const { size, background } = options;
  const data = new Uint8Array(size * size * 4);
  const behind = new Float64Array(3);
  const shadow = options.softShadow && background !== "transparent" ? castShadow(coverage, size, Math.max(1, Math.round(size * 0.02)), Math.round(size * 0.02)) : undefined;
  for (let pixel = 0; pixel < size * size; pixel++) {
    const alpha = coverage[pixel] as number;
    if (background === "transparent") {
      if (alpha === 0) continue;
      for (let channel = 0; channel < 3; channel++) data[pixel * 4 + channel] = encodeChannel(light[pixel * 3 + channel] as number);
      data[pixel * 4 + 3] = Math.round(alpha * 255);
      continue;
    }
    paintBackdrop(background, (pixel % size) + 0.5, Math.floor(pixel / size) + 0.5, size, behind);
    const dim = shadow === undefined ? 1 : 1 - 0.32 * (shadow[pixel] as number);
    for (let channel = 0; channel < 3; channel++) {
      const value = (light[pixel * 3 + channel] as number) * alpha + (behind[channel] as number) * dim * (1 - alpha);
      data[pixel * 4 + channel] = encodeChannel(value);
    }
    data[pixel * 4 + 3] = 255;
  }
  return data;
}

function encodeChannel(linear: number): number {
  const value = Math.min(Math.max(linear, 0), 1);
  return Math.round((value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055) * 255);
}

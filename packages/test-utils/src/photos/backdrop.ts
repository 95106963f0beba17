import { cloud, woodGrain } from "../objects/noise.ts";
import { smoothStep } from "../objects/primitives.ts";
import type { PhotoOptions } from "./photo-options.ts";

/** Writes the linear colour of an opaque background at (column, row) of an image of `size` pixels into `out[0..2]`. */
export function paintBackdrop(kind: Exclude<PhotoOptions["background"], "transparent">, column: number, row: number, size: number, out: Float64Array): void {
  const u = column / size - 0.5;
  const v = row / size - 0.5;
  if (kind === "white") {
    out.fill(1);
  } else if (kind === "grey") {
    const fall = 0.5 - 0.16 * smoothStep(0.1, 0.75, Math.sqrt(u * u + (v + 0.08) * (v + 0.08)));
    out[0] = fall;
    out[1] = fall * 1.005;
    out[2] = fall * 1.02;
  } else {
    const plank = Math.floor(row / (size / 5));
    const along = u * 3 + plank * 7.3;
    const across = v * 2 + plank * 3.1;
    const seam = Math.abs(row / (size / 5) - plank - 0.5) > 0.49 ? 0.45 : 1;
    const tone = (0.72 + 0.28 * woodGrain(along, across, plank)) * (0.86 + 0.2 * cloud(along * 1.5, across * 6, plank)) * seam;
    out[0] = 0.42 * tone;
    out[1] = 0.245 * tone;
    out[2] = 0.12 * tone;
  }
}

/**
 * Blurs a coverage mask (three box passes, close to a Gaussian) into a shadow, 0..1.
 *
 * @param radius box radius in pixels.
 * @param shift rows by which the shadow falls below the object.
 */
export function castShadow(coverage: Float32Array, size: number, radius: number, shift: number): Float32Array {
  let source = new Float32Array(size * size);
  for (let row = shift; row < size; row++) source.set(coverage.subarray((row - shift) * size, (row - shift + 1) * size), row * size);
  let target = new Float32Array(size * size);
  for (let pass = 0; pass < 3; pass++) {
    for (const [stride, line] of [[1, size], [size, 1]] as const) {
      for (let i = 0; i < size; i++) {
        const start = i * line;
        let sum = 0;
        for (let k = -radius; k < size; k++) {
          const enter = k + radius;
          const leave = k - radius - 1;
          if (enter < size) sum += source[start + enter * stride] as number;
          if (leave >= 0) sum -= source[start + leave * stride] as number;
          if (k >= 0) target[start + k * stride] = sum / (2 * radius + 1);
        }
      }
      [source, target] = [target, source];
    }
  }
  return source;
}

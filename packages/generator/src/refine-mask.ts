import { boxBlur } from "./box-blur.ts";
import type { Image, Mask } from "./image.ts";
import { pixelToOklab, type LabImage } from "./oklab.ts";
import { pushPull } from "./push-pull.ts";

/** How far around a coarse edge the true one is looked for, in pixels of the coarse mask, at first and once it is known where that runs. */
const BAND_RADII = [2, 1] as const;

/**
 * Brings a coarse mask to the photo's size: within a narrow band around its edge each pixel's coverage is where its
 * colour lies between the object's and the background's colour nearby; where the two are too alike, the coarse mask
 * decides. A coarse edge lies a little outside, as far as the background did not grow: looked for from there alone, the
 * true one would be drawn half a pixel toward it, so that it is looked for again from where it was found.
 *
 * @param foreground 0 or 1 a pixel of `lab`.
 * @param factor photo pixels a pixel of `lab`.
 */
export function refineMask(image: Image, foreground: Uint8Array, lab: LabImage, factor: number, noise: number): Mask {
  const found = refineAround(image, Float32Array.from(foreground), lab, factor, noise, BAND_RADII[0]);
  return refineAround(image, shrunk(found, lab, factor), lab, factor, noise, BAND_RADII[1]);
}

/** A mask as 0 or 1 a pixel of `lab`. */
function shrunk({ coverage, width }: Mask, lab: LabImage, factor: number): Float32Array {
  const binary = new Float32Array(lab.width * lab.height);
  for (let y = 0, o = 0; y < lab.height; y++) {
    for (let x = 0; x < lab.width; x++, o++) {
      let sum = 0;
      for (let j = 0; j < factor; j++) for (let i = 0; i < factor; i++) sum += coverage[(y * factor + j) * width + x * factor + i]!;
      binary[o] = sum > 0.5 * factor * factor ? 1 : 0;
    }
  }
  return binary;
}

function refineAround(image: Image, binary: Float32Array, lab: LabImage, factor: number, noise: number, radius: number): Mask {
  const { width: w, height: h } = lab;
  const near = boxBlur(binary, w, h, radius);
  const inner = lab.values.slice();
  pushPull(inner, near.map((v) => (v > 0.999 ? 1 : 0)), w, h, 3);
  const outer = lab.values.slice();
  pushPull(outer, near.map((v) => (v < 0.001 ? 1 : 0)), w, h, 3);
  const { width, height } = image;
  const coverage = new Float32Array(width * height);
  const color = new Float32Array(3);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.min(h - 1, Math.floor(y / factor));
    for (let x = 0; x < width; x++, i++) {
      const o = row * w + Math.min(w - 1, Math.floor(x / factor));
      if (near[o]! > 0.999) coverage[i] = 1;
      if (near[o]! > 0.999 || near[o]! < 0.001) continue;
      pixelToOklab(image, i, color, 0);
      let along = 0;
      let length = 0;
      for (let k = 0; k < 3; k++) {
        const axis = inner[3 * o + k]! - outer[3 * o + k]!;
        along += (color[k]! - outer[3 * o + k]!) * axis;
        length += axis * axis;
      }
      const coarse = bilinear(binary, w, h, (x + 0.5) / factor - 0.5, (y + 0.5) / factor - 0.5);
      const trust = length / (length + (3.5 * noise) ** 2 + 0.0009);
      const mixed = trust * clamp(along / (length + 1e-9)) + (1 - trust) * coarse + (coarse - 0.5) * 0.35 * trust;
      coverage[i] = clamp(mixed);
    }
  }
  return { width, height, coverage };
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

function bilinear(values: Float32Array, width: number, height: number, x: number, y: number): number {
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const x1 = Math.min(width - 1, x0 + 1);
  const y1 = Math.min(height - 1, y0 + 1);
  const u = cx - x0;
  const v = cy - y0;
  const upper = values[y0 * width + x0]! * (1 - u) + values[y0 * width + x1]! * u;
  const lower = values[y1 * width + x0]! * (1 - u) + values[y1 * width + x1]! * u;
  return upper * (1 - v) + lower * v;
}

import { cloud, woodGrain } from "../../test-utils/src/objects/noise.ts";
import { boxBlur } from "../src/box-blur.ts";
import type { Image, Mask } from "../src/index.ts";
import { encodeSrgb } from "./bench-photo.ts";

/** What the bench photographs its objects in front of. */
export const BACKDROPS = ["white", "soft-shadow", "wood", "white-on-white", "grey-gradient", "clutter"] as const;
export type Backdrop = (typeof BACKDROPS)[number];

/** The cut-out laid on a backdrop, and the true mask. White on white bleaches the object first. */
export function layOnBackdrop(cutOut: Image, backdrop: Backdrop): { photo: Image; truth: Mask } {
  const { width, height } = cutOut;
  const coverage = new Float32Array(width * height);
  for (let i = 0; i < coverage.length; i++) coverage[i] = cutOut.data[4 * i + 3]! / 255;
  const shadow = backdrop === "white" || backdrop === "grey-gradient" ? null : softShadow(coverage, width, height);
  const data = new Uint8Array(cutOut.data.length);
  const behind = new Float64Array(3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      paint(backdrop, x / width, y / height, behind);
      const dim = shadow ? 1 - (backdrop === "white-on-white" ? 0.18 : 0.35) * shadow[i]! : 1;
      for (let k = 0; k < 3; k++) {
        const own = cutOut.data[4 * i + k]!;
        const object = backdrop === "white-on-white" ? bleach(cutOut.data, i) + (own - bleach(cutOut.data, i)) * 0.1 : own;
        data[4 * i + k] = Math.round(object * coverage[i]! + encodeSrgb(behind[k]! * dim) * (1 - coverage[i]!));
      }
      data[4 * i + 3] = 255;
    }
  }
  return { photo: { width, height, data }, truth: { width, height, coverage } };
}

/** The pixel's brightness moved to the upper fifth of the scale. */
function bleach(data: Uint8Array, i: number): number {
  return 196 + ((data[4 * i]! + data[4 * i + 1]! + data[4 * i + 2]!) / 3) * 0.2;
}

/** A blurred, flattened copy of the object's lower part: what a wide light leaves on the table. */
function softShadow(coverage: Float32Array, width: number, height: number): Float32Array {
  let bottom = 0;
  let top = height;
  for (let i = 0; i < coverage.length; i++) if (coverage[i]! > 0.5) [top, bottom] = [Math.min(top, Math.floor(i / width)), Math.floor(i / width)];
  const shadow = new Float32Array(width * height);
  const tall = bottom - top;
  for (let y = 0; y < height; y++) {
    const source = Math.round(bottom - (bottom + 0.02 * tall - y) * 3.2);
    if (source < bottom - 0.5 * tall || source > bottom) continue;
    for (let x = 0; x < width; x++) shadow[y * width + x] = coverage[source * width + x]!;
  }
  const radius = Math.round(width * 0.018);
  return boxBlur(boxBlur(shadow, width, height, radius), width, height, radius);
}

function paint(backdrop: Backdrop, u: number, v: number, out: Float64Array): void {
  if (backdrop === "grey-gradient") out.fill(0.62 - 0.3 * v + 0.05 * u);
  else if (backdrop === "wood") {
    const plank = Math.floor(v * 6);
    const tone = (0.72 + 0.28 * woodGrain(u * 3 + plank * 7.3, v * 2 + plank * 3.1, plank)) * (Math.abs(v * 6 - plank - 0.5) > 0.485 ? 0.55 : 1);
    [out[0], out[1], out[2]] = [0.5 * tone, 0.32 * tone, 0.17 * tone];
  } else if (backdrop === "clutter") {
    // A shelf out of focus: broad patches of several colours, a lighter table in front.
    const patch = cloud(u * 5, v * 5, 3);
    const hue = cloud(u * 3 + 20, v * 3, 9);
    const shade = v > 0.72 ? 0.55 : 0.25 + 0.35 * patch;
    [out[0], out[1], out[2]] = [shade * (0.6 + 0.8 * hue), shade * 0.9, shade * (1.4 - 0.8 * hue)];
  } else out.fill(backdrop === "white" || backdrop === "soft-shadow" ? 0.93 : 0.88);
}

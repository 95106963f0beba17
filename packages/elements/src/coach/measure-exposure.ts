import type { Image, Mask } from "@model-3d/generator/masks";

export interface Exposure {
  /** Lightness (0–1, gamma-coded) that all but the brightest 2 % of the photo stay below: low when the photo is too dark. */
  brightest: number;
  /** Share of the object (0–1) whose colour is lost in white: two channels or more at their limit. */
  burntShare: number;
}

const OBJECT = 0.9;
const OPAQUE = 0.5;
const LIMIT = 253;
const BRIGHTEST_SHARE = 0.98;

/** How the light was: judged by the whole photo for darkness, since a dark object alone is no fault, and by the object for glare. */
export function measureExposure({ data }: Image, { coverage }: Mask): Exposure {
  const histogram = new Uint32Array(256);
  let opaque = 0;
  let object = 0;
  let burnt = 0;
  for (let i = 0, o = 0; i < coverage.length; i++, o += 4) {
    if (data[o + 3]! / 255 < OPAQUE) continue;
    const [r, g, b] = [data[o]!, data[o + 1]!, data[o + 2]!];
    const level = Math.round(0.2126 * r + 0.7152 * g + 0.0722 * b);
    histogram[level] = histogram[level]! + 1;
    opaque++;
    if (coverage[i]! < OBJECT) continue;
    object++;
    if ((r >= LIMIT ? 1 : 0) + (g >= LIMIT ? 1 : 0) + (b >= LIMIT ? 1 : 0) >= 2) burnt++;
  }
  let level = 0;
  for (let seen = histogram[0]!; level < 255 && seen < BRIGHTEST_SHARE * opaque; seen += histogram[level]!) level++;
  return { brightest: level / 255, burntShare: object === 0 ? 0 : burnt / object };
}

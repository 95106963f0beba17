import { Color, LinearSRGBColorSpace, SRGBColorSpace } from "three";
import type { Pixels } from "../src/images/image-codec.ts";

/** The pixels times a linear colour, by three's own conversion of colours; alpha times the fourth. */
export function tintedPixels({ data }: Pixels, [red, green, blue, alpha = 1]: readonly number[]): number[] {
  const factor = new Color().setRGB(red!, green!, blue!, LinearSRGBColorSpace);
  return Array.from({ length: data.length / 4 }, (_, pixel) => {
    const [r, g, b, a] = data.subarray(4 * pixel, 4 * pixel + 4) as unknown as [number, number, number, number];
    const color = new Color().setRGB(r / 255, g / 255, b / 255, SRGBColorSpace).multiply(factor).getRGB({ r: 0, g: 0, b: 0 }, SRGBColorSpace);
    return [color.r * 255, color.g * 255, color.b * 255, alpha * a].map(Math.round);
  }).flat();
}

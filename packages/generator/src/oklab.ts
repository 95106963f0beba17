import type { Image } from "./image.ts";

/** Chroma counts more than lightness when a shadow has to be told from an object. */
const CHROMA_WEIGHT = 1.6;

const LINEAR = Float32Array.from({ length: 256 }, (_, i) => {
  const v = i / 255;
  return v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92;
});

/** Writes the OKLab value (Ottosson, 2020; a and b times 1.6) of a linear RGB colour to `out[at..at+2]`. */
export function linearToOklab(r: number, g: number, b: number, out: Float32Array, at: number): void {
  const l = Math.cbrt(0.4122 * r + 0.5363 * g + 0.0514 * b);
  const m = Math.cbrt(0.2119 * r + 0.6807 * g + 0.1074 * b);
  const s = Math.cbrt(0.0883 * r + 0.2817 * g + 0.63 * b);
  out[at] = 0.2105 * l + 0.7936 * m - 0.0041 * s;
  out[at + 1] = CHROMA_WEIGHT * (1.978 * l - 2.4286 * m + 0.4506 * s);
  out[at + 2] = CHROMA_WEIGHT * (0.0259 * l + 0.7828 * m - 0.8087 * s);
}

/** The OKLab value of one pixel of an image. */
export function pixelToOklab(image: Image, pixel: number, out: Float32Array, at: number): void {
  const { data } = image;
  linearToOklab(LINEAR[data[4 * pixel]!]!, LINEAR[data[4 * pixel + 1]!]!, LINEAR[data[4 * pixel + 2]!]!, out, at);
}

/** An OKLab picture, three numbers a pixel. */
export interface LabImage {
  width: number;
  height: number;
  values: Float32Array;
}

/** Averages blocks of `factor`² pixels in linear light; a rest at the right and lower rim is left out. */
export function shrinkToOklab(image: Image, factor: number): LabImage {
  const width = Math.max(1, Math.floor(image.width / factor));
  const height = Math.max(1, Math.floor(image.height / factor));
  const values = new Float32Array(width * height * 3);
  const share = 1 / (factor * factor);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let j = 0; j < factor; j++) {
        let o = ((y * factor + j) * image.width + x * factor) * 4;
        for (let i = 0; i < factor; i++, o += 4) {
          r += LINEAR[image.data[o]!]!;
          g += LINEAR[image.data[o + 1]!]!;
          b += LINEAR[image.data[o + 2]!]!;
        }
      }
      linearToOklab(r * share, g * share, b * share, values, (y * width + x) * 3);
    }
  }
  return { width, height, values };
}

/** How far apart two colours are, each the three numbers of a pixel. */
export function labDistance(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const l = a[3 * i]! - b[3 * j]!;
  const u = a[3 * i + 1]! - b[3 * j + 1]!;
  const v = a[3 * i + 2]! - b[3 * j + 2]!;
  return Math.sqrt(l * l + u * u + v * v);
}

import type { Image } from "../src/image.ts";

export interface DrawPhotoOptions {
  size?: number;
  background?: "transparent" | readonly [number, number, number];
  color?: (u: number, v: number) => readonly [number, number, number];
}

const SAMPLES = 4;

/**
 * A picture of a flat shape, antialiased. `inside(u, v)` takes picture coordinates from −0.5 to 0.5, v upward.
 */
export function drawPhoto(inside: (u: number, v: number) => boolean, options: DrawPhotoOptions = {}): Image {
  const { size = 256, background = "transparent", color = () => [180, 60, 40] as const } = options;
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let covered = 0;
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const u = (x + ((s % SAMPLES) + 0.5) / SAMPLES) / size - 0.5;
        const v = 0.5 - (y + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES) / size;
        if (inside(u, v)) covered++;
      }
      const share = covered / (SAMPLES * SAMPLES);
      const rgb = color((x + 0.5) / size - 0.5, 0.5 - (y + 0.5) / size);
      const o = 4 * (y * size + x);
      for (let k = 0; k < 3; k++) data[o + k] = background === "transparent" ? rgb[k]! : Math.round(rgb[k]! * share + background[k]! * (1 - share));
      data[o + 3] = background === "transparent" ? Math.round(255 * share) : 255;
    }
  }
  return { width: size, height: size, data };
}

export const disc = (radius: number) => (u: number, v: number) => u * u + v * v < radius * radius;

export const rectangle = (width: number, height: number) => (u: number, v: number) => Math.abs(u) < width / 2 && Math.abs(v) < height / 2;

import type { Image } from "../src/image.ts";

/** Streaks along six boards with dark lines between them, in the light of the background alone; `strength` is that of the grain. */
export function layOnBoards(photo: Image, inside: (u: number, v: number) => boolean, strength = 1): void {
  for (let i = 0; i < photo.width * photo.height; i++) {
    const u = ((i % photo.width) + 0.5) / photo.width - 0.5;
    const v = 0.5 - (Math.floor(i / photo.width) + 0.5) / photo.height;
    const board = Math.floor(6 * v);
    if (inside(u, v)) continue;
    const streaks = 0.09 * Math.sin(60 * v + 3 * Math.sin(5 * u + 2 * board)) + 0.04 * Math.sin(190 * v + 2 * Math.sin(9 * u + board));
    const tone = (0.87 + strength * streaks) * (6 * v - board < 0.06 ? 0.6 : 1);
    for (let k = 0; k < 3; k++) photo.data[4 * i + k] = Math.round(photo.data[4 * i + k]! * tone);
  }
}

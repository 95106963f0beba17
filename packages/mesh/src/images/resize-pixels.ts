import type { Pixels } from "./image-codec.ts";

/**
 * Another size, for whoever has no library for that: smaller by the mean of what a pixel covers, larger by lines between pixels. Each channel for itself.
 */
export function resizePixels({ width, height, data }: Pixels, toWidth: number, toHeight: number): Pixels {
  const [across, down] = [spansOf(width, toWidth), spansOf(height, toHeight)];
  const narrow = new Float32Array(toWidth * height * 4);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < toWidth; column++) {
      const { first, shares } = across[column]!;
      const to = 4 * (row * toWidth + column);
      for (let k = 0; k < shares.length; k++) {
        const from = 4 * (row * width + first + k);
        for (let channel = 0; channel < 4; channel++) narrow[to + channel]! += shares[k]! * data[from + channel]!;
      }
    }
  }
  const made = new Uint8Array(toWidth * toHeight * 4);
  const line = new Float32Array(toWidth * 4);
  for (let row = 0; row < toHeight; row++) {
    const { first, shares } = down[row]!;
    line.fill(0);
    for (let k = 0; k < shares.length; k++) {
      const from = (first + k) * line.length;
      for (let at = 0; at < line.length; at++) line[at]! += shares[k]! * narrow[from + at]!;
    }
    for (let at = 0; at < line.length; at++) made[row * line.length + at] = Math.round(line[at]!);
  }
  return { width: toWidth, height: toHeight, data: made };
}

/** Of each new pixel along one axis: the old ones that it is made of, and how much of each. */
function spansOf(from: number, to: number): { first: number; shares: number[] }[] {
  const step = from / to;
  const reach = Math.max(1, step);
  return Array.from({ length: to }, (_, at) => {
    const middle = (at + 0.5) * step;
    const first = Math.max(0, Math.floor(middle - reach / 2 - (step < 1 ? 0 : 1e-9)));
    const last = Math.min(from - 1, Math.ceil(middle + reach / 2) - 1);
    const shares = Array.from({ length: last - first + 1 }, (_unused, k) => Math.max(0, Math.min(first + k + 1, middle + reach / 2) - Math.max(first + k, middle - reach / 2)));
    const sum = shares.reduce((all, share) => all + share, 0);
    return { first, shares: shares.map((share) => share / sum) };
  });
}

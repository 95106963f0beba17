/** Of the pure half of the palette, from light to dark; the pale half has at least two thirds of it in every channel. */
const BRIGHTNESS = [255, 189, 129, 104, 79];
const GREYS = [51, 80, 105, 130, 190, 255];
const STEP_DEGREES = 15;
const LEAST_TINT = 16;

/**
 * The 255 colours that every version of DXF has (AutoCAD Colour Index), as red, green, blue, 0–255: nine by name, then 24 hues in ten kinds each,
 * then greys. Index 7 is white on a dark ground and black on a light one.
 */
const PALETTE: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [255, 0, 0], [255, 255, 0], [0, 255, 0], [0, 255, 255], [0, 0, 255], [255, 0, 255], [255, 255, 255], [128, 128, 128], [192, 192, 192],
  ...Array.from({ length: 240 }, (_, at): [number, number, number] => {
    const brightness = BRIGHTNESS[Math.floor((at % 10) / 2)]!;
    const floor = at % 2 === 1 ? (brightness * 2) / 3 : 0;
    const channel = (turn: number) => floor + (brightness - floor) * rampOf(Math.floor(at / 10) * STEP_DEGREES + turn);
    return [channel(120), channel(0), channel(-120)];
  }),
  ...GREYS.map((grey): [number, number, number] => [grey, grey, grey]),
]; // prettier-ignore

/** How much of green a pure hue has: none up to red, all from yellow to cyan. */
function rampOf(degrees: number): number {
  const hue = (degrees + 360) % 360;
  return Math.min(1, Math.max(0, hue <= 180 ? hue / 60 : (240 - hue) / 60));
}

const isGrey = (color: readonly number[]) => Math.max(...color) - Math.min(...color) < LEAST_TINT;

/** The index, 1–255, of the colour that is nearest to one of 0–255 a channel. A grey stays grey: the palette's darkest tints are nearer to black than its darkest grey is. */
export function nearestDxfColor(color: readonly number[]): number {
  const [red, green, blue] = color;
  const isTinted = !isGrey(color);
  let [best, least] = [7, Infinity];
  for (let index = 1; index < PALETTE.length; index++) {
    if (!isTinted && !isGrey(PALETTE[index]!)) continue;
    const [r, g, b] = PALETTE[index]!;
    const distance = (r - red!) ** 2 + (g - green!) ** 2 + (b - blue!) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

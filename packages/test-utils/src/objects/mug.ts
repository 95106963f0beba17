import { fieldOfText } from "./lettering.ts";
import { cloud, speckles } from "./noise.ts";
import { fieldOfMiddleLine, fieldOfOutline, fieldOfRevolution, smoothPath } from "./outline.ts";
import { cover, glaze, paintOf } from "./paint.ts";
import { extrude, length2, smoothMax, smoothMin, smoothStep } from "./primitives.ts";
import type { ProductObject } from "./product-object.ts";

const RADIUS = 0.42;

const outer = fieldOfRevolution([
  [0, -0.5],
  ...smoothPath([[0.3, -0.5], [0.345, -0.492], [0.375, -0.465], [0.398, -0.41], [0.412, -0.32], [0.42, -0.18]], false),
  [0.42, 0.46],
  ...smoothPath([[0.419, 0.478], [0.411, 0.493], [0.397, 0.5]], false),
  [0, 0.5],
]);
const cavity = fieldOfRevolution([
  [0, -0.43],
  ...smoothPath([[0.26, -0.43], [0.32, -0.412], [0.352, -0.36], [0.366, -0.26], [0.372, -0.1]], false),
  [0.374, 0.56],
  [0, 0.56],
]);
const handle = fieldOfMiddleLine(
  smoothPath([[0.36, 0.29], [0.5, 0.325], [0.63, 0.29], [0.7, 0.17], [0.69, 0.0], [0.62, -0.15], [0.51, -0.245], [0.36, -0.29]], false),
  0.15,
);

const ridge = (points: readonly (readonly [number, number])[]) => fieldOfOutline([...points, [0.6, -0.4], [-0.6, -0.4]], 200);
const farPeaks = ridge([[-0.6, -0.02], [-0.44, 0.06], [-0.3, -0.01], [-0.1, 0.2], [-0.02, 0.14], [0.05, 0.18], [0.24, 0.0], [0.38, 0.08], [0.6, -0.04]]);
const middlePeaks = ridge([[-0.6, -0.14], [-0.3, -0.02], [-0.2, 0.075], [-0.15, 0.045], [-0.11, 0.06], [0.0, -0.05], [0.08, 0.0], [0.14, -0.03], [0.24, -0.09], [0.6, -0.12]]);
const nearHills = ridge(smoothPath([[-0.6, -0.12], [-0.4, -0.16], [-0.15, -0.13], [0.1, -0.18], [0.35, -0.12], [0.6, -0.16]], false));
const words = [fieldOfText("SLOW", 0.13, 0.085), fieldOfText("MORNING", 0.085, 0.085), fieldOfText("CLUB", 0.13, 0.085)] as const;

const GLAZE = paintOf("#2f7f86");
const GLAZE_DARK = paintOf("#1d5a63");
const CREAM = paintOf("#efe2c6");
const CLAY = paintOf("#b9754c");
const SUN = paintOf("#f0a63a");
const FAR = paintOf("#7fb3a8");
const MIDDLE = paintOf("#e9dcc0");
const NEAR = paintOf("#d2694a");

function handleDistance(x: number, y: number, z: number): number {
  return extrude(handle.at(x, y) - 0.042, z, 0.066, 0.04);
}

/** A stoneware mug: dipped glaze over bare clay, a landscape printed on the front, lettering on the back. */
export const MUG: ProductObject = {
  name: "mug",
  title: "Stoneware mug “Slow Morning”",
  bounds: { min: [-0.42, -0.5, -0.42], max: [0.742, 0.5, 0.42] },
  distance(x, y, z) {
    const across = length2(x, z);
    const solid = smoothMin(outer.at(across, y), handleDistance(x, y, z), 0.07);
    return smoothMax(solid, -cavity.at(across, y), 0.045);
  },
  colour(x, y, z, out) {
    const across = length2(x, z);
    const inside = cavity.at(across, y) < 0.012;
    const speckle = speckles(x * 17, y * 17, z * 17);
    if (inside || (y > 0.484 && across < 0.43)) {
      cover(out, CREAM, 0.94 + 0.06 * cloud(x * 3, y * 3, z * 3));
      if (speckle > 0.5) glaze(out, CLAY, 0.45);
      return;
    }
    const angle = Math.atan2(x, z);
    const dip = dipAt(angle);
    if (y < dip) {
      cover(out, CLAY, 0.82 + 0.22 * cloud(x * 5, y * 26, z * 5));
      return;
    }
    cover(out, GLAZE, 0.93 + 0.14 * cloud(x * 4, y * 4, z * 4));
    glaze(out, GLAZE_DARK, 0.8 * smoothStep(dip + 0.03, dip, y) + 0.55 * smoothStep(0.44, 0.48, y));
    if (speckle > 0.5) glaze(out, GLAZE_DARK, 0.55);
    if (handleDistance(x, y, z) < 0.012) return;
    if (z > 0) printLandscape(angle * RADIUS, y, out);
    else printWords(Math.atan2(-x, -z) * RADIUS, y, out);
  },
  roughness(x, y, z) {
    return y < dipAt(Math.atan2(x, z)) && cavity.at(length2(x, z), y) > 0.012 ? 0.85 : 0.16;
  },
};

/** Height of the border between glaze and bare clay around the mug. */
function dipAt(angle: number): number {
  return -0.355 + 0.012 * Math.sin(angle * 3 + 1) + 0.008 * Math.sin(angle * 7);
}

function printLandscape(u: number, v: number, out: Float64Array): void {
  const disc = length2(u, v - 0.03) - 0.27;
  if (disc > 0.018) return;
  if (disc > 0) {
    cover(out, CREAM);
    return;
  }
  cover(out, CREAM, 0.97);
  if (length2(u - 0.07, v - 0.16) < 0.062) cover(out, SUN);
  if (farPeaks.at(u, v) < 0) cover(out, FAR);
  if (middlePeaks.at(u * 1.0, v + 0.04) < 0) cover(out, GLAZE_DARK);
  if (nearHills.at(u, v) < 0) cover(out, NEAR);
  const wave = Math.abs(v + 0.215 - 0.008 * Math.sin(u * 40));
  if (wave < 0.007 && nearHills.at(u, v) < -0.02) cover(out, MIDDLE);
}

function printWords(u: number, v: number, out: Float64Array): void {
  const ink = Math.min(words[0].at(u, v - 0.18), words[1].at(u, v - 0.02), words[2].at(u, v + 0.14));
  if (ink < 0) cover(out, CREAM);
  if (Math.abs(v - 0.091) < 0.004 && Math.abs(u) < 0.24) cover(out, SUN);
  if (Math.abs(v + 0.051) < 0.004 && Math.abs(u) < 0.24) cover(out, SUN);
}

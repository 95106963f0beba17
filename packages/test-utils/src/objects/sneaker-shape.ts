import { fieldOfOutline, smoothPath } from "./outline.ts";
import { length2, length3, rod, smoothMax, smoothMin } from "./primitives.ts";

/** Shape of a sneaker: toe at +X, outer side at +Z, standing on y = 0. */

const planform = fieldOfOutline(
  smoothPath(
    [
      [-0.985, 0.0], [-0.93, 0.17], [-0.75, 0.25], [-0.45, 0.255], [-0.1, 0.27], [0.25, 0.335], [0.55, 0.35], [0.8, 0.285], [0.95, 0.13],
      [0.985, -0.05], [0.91, -0.22], [0.7, -0.305], [0.4, -0.32], [0.05, -0.27], [-0.35, -0.225], [-0.72, -0.23], [-0.93, -0.16],
    ],
    true,
  ),
  240,
);
const soleSide = fieldOfOutline(
  smoothPath(
    [
      [-1.01, 0.1], [-0.95, 0.025], [-0.82, 0.0], [-0.4, 0.0], [0.1, 0.0], [0.4, 0.0], [0.65, 0.02], [0.85, 0.07], [0.985, 0.14], [1.0, 0.2],
      [0.95, 0.245], [0.75, 0.21], [0.45, 0.185], [0.1, 0.19], [-0.3, 0.215], [-0.7, 0.245], [-0.93, 0.27], [-1.02, 0.225],
    ],
    true,
  ),
  240,
);
const upperSide = fieldOfOutline(
  smoothPath(
    [
      [-0.9, 0.12], [-0.955, 0.3], [-0.955, 0.48], [-0.925, 0.64], [-0.93, 0.8], [-0.885, 0.88], [-0.83, 0.82], [-0.74, 0.735], [-0.58, 0.69], [-0.42, 0.7],
      [-0.27, 0.765], [-0.19, 0.785], [-0.1, 0.745], [0.1, 0.61], [0.3, 0.485], [0.48, 0.425], [0.68, 0.395], [0.84, 0.345], [0.93, 0.27], [0.93, 0.15],
      [0.7, 0.08], [0.2, 0.06], [-0.4, 0.06], [-0.8, 0.06],
    ],
    true,
  ),
  240,
);
const openingSide = fieldOfOutline(
  smoothPath([[-0.86, 1.0], [-0.86, 0.75], [-0.85, 0.5], [-0.78, 0.36], [-0.55, 0.3], [-0.34, 0.34], [-0.24, 0.5], [-0.2, 0.7], [-0.13, 1.0]], true),
  160,
);

/** Where the laces lie: the instep line from the tongue down to the vamp. */
const LACE_FROM = [-0.08, 0.735] as const;
const LACE_TO = [0.34, 0.475] as const;
const LACE_LENGTH = length2(LACE_TO[0] - LACE_FROM[0], LACE_TO[1] - LACE_FROM[1]);
const LACE_X = (LACE_TO[0] - LACE_FROM[0]) / LACE_LENGTH;
const LACE_Y = (LACE_TO[1] - LACE_FROM[1]) / LACE_LENGTH;
const LACE_ROWS = 5;
const LACE_GAP = LACE_LENGTH / (LACE_ROWS - 1);

/** Place along the instep, 0 at the uppermost lace, in units; grows towards the toe. */
export function alongInstep(x: number, y: number): number {
  return (x - LACE_FROM[0]) * LACE_X + (y - LACE_FROM[1]) * LACE_Y;
}

/** How far the upper leans inwards at a height. */
function inset(y: number): number {
  return 0.03 + Math.max(0, y - 0.22) * 0.17;
}

/** Middle of the foot at x: the last bends towards the inner side at the ball. */
export function middleAt(x: number): number {
  return 0.012 * Math.min(1, Math.max(-1, x));
}

export function soleDistance(x: number, y: number, z: number): number {
  return smoothMax(soleSide.at(x, y), planform.at(x, z), 0.07);
}

function fullUpper(x: number, y: number, z: number): number {
  const width = planform.at(x, z) + inset(y);
  return smoothMax(upperSide.at(x, y), width, 0.3) * 0.97;
}

export function upperDistance(x: number, y: number, z: number): number {
  const full = fullUpper(x, y, z);
  const inner = smoothMax(openingSide.at(x, y), planform.at(x, z) + inset(y) + 0.062, 0.1) * 0.97;
  return smoothMax(full, -inner, 0.045);
}

export function tongueDistance(x: number, y: number, z: number): number {
  const slab = rod(x, y, 0, -0.26, 0.9, 0, 0.05, 0.6, 0, 0.045, 0.045);
  const width = Math.abs(z - middleAt(x)) - 0.135 + Math.max(0, y - 0.78) * 0.3;
  return smoothMax(slab, width, 0.06) * 0.95;
}

export function lacesDistance(x: number, y: number, z: number): number {
  const along = alongInstep(x, y);
  const row = Math.min(Math.max(Math.round(along / LACE_GAP), 0), LACE_ROWS - 1);
  const across = Math.abs(z - middleAt(x));
  const flat = Math.abs(along - row * LACE_GAP + (across - 0.07) * (row % 2 === 0 ? 0.16 : -0.16)) - 0.012;
  const height = Math.abs(fullUpper(x, y, z) - 0.012);
  const strip = length2(height, Math.max(flat, 0)) - 0.024;
  return Math.max(strip, across - 0.155) * 0.7;
}

/** The bow: two loops and two ends on the uppermost lace. */
export function bowDistance(x: number, y: number, z: number): number {
  const cz = z - middleAt(x);
  const side = Math.abs(cz);
  const knot = length3(x + 0.08, y - 0.775, cz) - 0.045;
  const lobe = rod(x, y, side, -0.08, 0.775, 0.02, -0.03, 0.79, 0.13, 0.025, 0.027);
  const turn = rod(x, y, side, -0.03, 0.79, 0.13, 0.05, 0.745, 0.15, 0.027, 0.026);
  const home = rod(x, y, side, 0.05, 0.745, 0.15, -0.06, 0.77, 0.02, 0.026, 0.025);
  const end = rod(x, y, side, -0.07, 0.775, 0.02, 0.09, 0.7, 0.075, 0.025, 0.025);
  return smoothMin(Math.min(lobe, turn, home, end), knot, 0.02);
}

/** Pull loop at the heel. */
export function loopDistance(x: number, y: number, z: number): number {
  const ring = length2(x + 0.945, y - 0.78) - 0.075;
  return smoothMax(smoothMax(Math.abs(ring) - 0.026, Math.abs(z) - 0.06, 0.02), -0.9 - x - 0.0, 0.02) * 0.98;
}

export function liningAt(x: number, y: number, z: number): boolean {
  return smoothMax(openingSide.at(x, y), planform.at(x, z) + inset(y) + 0.062, 0.1) < 0.006;
}

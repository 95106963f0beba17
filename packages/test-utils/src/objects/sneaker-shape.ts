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
      [-0.93, 0.1], [-0.972, 0.3], [-0.965, 0.5], [-0.945, 0.68], [-0.965, 0.84], [-0.955, 0.93], [-0.88, 0.955], [-0.8, 0.88], [-0.67, 0.79],
      [-0.5, 0.765], [-0.36, 0.795], [-0.25, 0.86], [-0.17, 0.875], [-0.08, 0.835], [0.1, 0.7], [0.3, 0.56], [0.48, 0.485], [0.68, 0.445],
      [0.84, 0.4], [0.94, 0.325], [0.98, 0.22], [0.965, 0.12], [0.7, 0.08], [0.2, 0.06], [-0.4, 0.06], [-0.8, 0.06],
    ],
    true,
  ),
  240,
);
const openingSide = fieldOfOutline(
  smoothPath([[-0.835, 1.3], [-0.835, 0.9], [-0.83, 0.6], [-0.78, 0.43], [-0.55, 0.36], [-0.37, 0.42], [-0.28, 0.58], [-0.245, 0.8], [-0.2, 1.3]], true),
  160,
);
const WALL = 0.058;

/** Where the laces lie: the instep line from the tongue down to the vamp. */
const LACE_FROM = [-0.05, 0.815] as const;
const LACE_TO = [0.3, 0.56] as const;
const LACE_LENGTH = length2(LACE_TO[0] - LACE_FROM[0], LACE_TO[1] - LACE_FROM[1]);
const LACE_X = (LACE_TO[0] - LACE_FROM[0]) / LACE_LENGTH;
const LACE_Y = (LACE_TO[1] - LACE_FROM[1]) / LACE_LENGTH;
export const LACE_ROWS = 5;
export const LACE_GAP = LACE_LENGTH / (LACE_ROWS - 1);

/** Place along the instep, 0 at the uppermost lace, in units; grows towards the toe. */
export function alongInstep(x: number, y: number): number {
  return (x - LACE_FROM[0]) * LACE_X + (y - LACE_FROM[1]) * LACE_Y;
}

/** How far the upper leans inwards at a height. */
function inset(y: number): number {
  return 0.02 + Math.max(0, y - 0.25) * 0.1;
}

/** Middle of the foot at x: the last bends towards the inner side at the ball. */
export function middleAt(x: number): number {
  return 0.012 * Math.min(1, Math.max(-1, x));
}

export function soleDistance(x: number, y: number, z: number): number {
  return smoothMax(soleSide.at(x, y), planform.at(x, z), 0.055);
}

function fullUpper(x: number, y: number, z: number): number {
  const width = planform.at(x, z) + inset(y);
  return smoothMax(upperSide.at(x, y), width, 0.2) * 0.98;
}

export function upperDistance(x: number, y: number, z: number): number {
  const full = fullUpper(x, y, z);
  const inner = smoothMax(openingSide.at(x, y), planform.at(x, z) + inset(y) + WALL, 0.1) * 0.98;
  return smoothMax(full, -inner, 0.045);
}

/** Height above the instep line; the tongue and laces lie within a few hundredths of 0. */
export function aboveInstep(x: number, y: number): number {
  return (y - LACE_FROM[1]) * LACE_X - (x - LACE_FROM[0]) * LACE_Y;
}

export function tongueDistance(x: number, y: number, z: number): number {
  const slab = rod(x, y, 0, -0.235, 0.925, 0, 0.02, 0.735, 0, 0.048, 0.043);
  const width = Math.abs(z - middleAt(x)) - 0.145 + Math.max(0, y - 0.84) * 0.35;
  return smoothMax(slab, width, 0.06) * 0.93;
}

export function lacesDistance(x: number, y: number, z: number): number {
  const along = alongInstep(x, y);
  const row = Math.min(Math.max(Math.round(along / LACE_GAP), 0), LACE_ROWS - 1);
  const across = Math.abs(z - middleAt(x));
  const from = along - row * LACE_GAP;
  const above = aboveInstep(x, y);
  const flat = rod(from, above, across, 0, 0.026, 0, 0, 0.022, 0.1, 0.027, 0.027);
  const bend = rod(from, above, across, 0, 0.022, 0.1, 0, -0.03, 0.178, 0.027, 0.026);
  return Math.min(flat, bend);
}

/** The bow: two loops and two ends on the uppermost lace. */
export function bowDistance(x: number, y: number, z: number): number {
  const cz = z - middleAt(x);
  const side = Math.abs(cz);
  const knot = length3(x + 0.045, y - 0.86, cz) - 0.046;
  const lobe = rod(x, y, side, -0.045, 0.865, 0.02, -0.03, 0.89, 0.12, 0.025, 0.026);
  const turn = rod(x, y, side, -0.03, 0.89, 0.12, 0.04, 0.845, 0.165, 0.026, 0.026);
  const home = rod(x, y, side, 0.04, 0.845, 0.165, -0.035, 0.86, 0.02, 0.026, 0.025);
  const end = rod(x, y, side, -0.04, 0.855, 0.02, 0.1, 0.775, 0.075, 0.025, 0.025);
  return smoothMin(Math.min(lobe, turn, home, end), knot, 0.02);
}

export function liningAt(x: number, y: number, z: number): boolean {
  return smoothMax(openingSide.at(x, y), planform.at(x, z) + inset(y) + WALL, 0.1) < 0.006;
}

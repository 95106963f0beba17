import { fieldOfText } from "./lettering.ts";
import { cover, paintOf, type Paint } from "./paint.ts";
import { rememberLast } from "./remember-last.ts";
import { box, cylinder, length2, length3, rectangle, rod, smoothMin, torus } from "./primitives.ts";
import type { ProductObject } from "./product-object.ts";

const CORAL = paintOf("#d9482f");
const CORAL_DARK = paintOf("#a8321f");
const TEAL = paintOf("#1f7a80");
const CREAM = paintOf("#ecd9b0");
const YELLOW = paintOf("#f2b632");
const NAVY = paintOf("#1c2a3f");
const STEEL = paintOf("#8d949b");
const GLOW = paintOf("#8ff0e0");
const WHITE = paintOf("#f4efe2");

const badge = fieldOfText("R7", 0.115, 0.095);
const maker = fieldOfText("TIN WORKS", 0.05, 0.09);

const shell = (x: number, y: number, z: number): number => {
  const body = box(x, y + 0.16, z, 0.47, 0.42, 0.31, 0.11);
  const head = box(x, y - 0.56, z, 0.41, 0.25, 0.29, 0.13);
  return Math.min(body, head);
};
const panels = (x: number, y: number, z: number): number =>
  Math.min(box(x, y + 0.14, z - 0.315, 0.33, 0.25, 0.035, 0.03), box(x, y + 0.16, z + 0.315, 0.3, 0.28, 0.03, 0.025));
const face = (x: number, y: number, z: number): number => box(x, y - 0.58, z - 0.285, 0.32, 0.16, 0.035, 0.03);
const eyes = (x: number, y: number, z: number): number => cylinder(length2(Math.abs(x) - 0.15, y - 0.6), z - 0.32, 0.085, 0.035, 0.02);
const joints = (x: number, y: number, z: number): number => {
  const side = Math.abs(x);
  const neck = cylinder(length2(x, z), y - 0.29, 0.15, 0.06, 0.02);
  const hips = rod(side, y, z, 0.23, -0.5, 0, 0.23, -0.82, 0, 0.1, 0.1);
  const shoulder = length3(side - 0.53, y - 0.07, z) - 0.125;
  const arm = rod(side, y, z, 0.55, 0.06, 0, 0.64, -0.24, 0.06, 0.065, 0.065);
  const ear = cylinder(length2(y - 0.57, z), side - 0.42, 0.12, 0.045, 0.03);
  return Math.min(neck, hips, shoulder, arm, ear);
};
const forearms = (x: number, y: number, z: number): number => {
  const side = Math.abs(x);
  return rod(side, y, z, 0.635, -0.22, 0.055, 0.66, -0.42, 0.16, 0.1, 0.115);
};
const claws = (x: number, y: number, z: number): number => {
  const side = Math.abs(x) - 0.672;
  const lower = y + 0.585;
  const ring = torus(length2(side, lower), z - 0.225, 0.1, 0.04);
  return Math.max(ring, 0.055 - Math.max(Math.abs(side), lower + 0.055));
};
const feet = (x: number, y: number, z: number): number => box(Math.abs(x) - 0.24, y + 0.905, z - 0.05, 0.185, 0.095, 0.28, 0.07);
const antenna = (x: number, y: number, z: number): number => rod(x, y, z, 0, 0.78, 0, 0, 0.93, 0, 0.032, 0.028);
const bulb = (x: number, y: number, z: number): number => length3(x, y - 0.965, z) - 0.07;
const buttons = (x: number, y: number, z: number): number => {
  const side = Math.abs(x);
  return cylinder(length2(side > 0.07 ? side - 0.14 : side, y + 0.29), z - 0.35, 0.042, 0.025, 0.014);
};
const dial = (x: number, y: number, z: number): number => cylinder(length2(x + 0.15, y + 0.06), z - 0.35, 0.125, 0.018, 0.012);
const windingKey = (x: number, y: number, z: number): number => {
  const stem = rod(x, y, z, 0, -0.06, -0.3, 0, -0.06, -0.46, 0.034, 0.034);
  const wing = torus(length2(Math.abs(x) - 0.1, y + 0.06), z + 0.47, 0.075, 0.033);
  return smoothMin(stem, wing, 0.03);
};

type Part = readonly [(x: number, y: number, z: number) => number, Paint, number, number];
const PARTS: readonly Part[] = [
  [shell, CORAL, 0.28, 0], [panels, CREAM, 0.4, 0], [face, NAVY, 0.12, 0], [eyes, GLOW, 0.1, 0], [joints, STEEL, 0.35, 0.85],
  [forearms, TEAL, 0.28, 0], [claws, YELLOW, 0.3, 0], [feet, TEAL, 0.3, 0], [antenna, STEEL, 0.3, 0.9], [bulb, YELLOW, 0.12, 0],
  [buttons, YELLOW, 0.25, 0], [dial, WHITE, 0.3, 0], [windingKey, YELLOW, 0.25, 0.6],
];

const partAt = rememberLast((x, y, z): Part => {
  let best = PARTS[0] as Part;
  let nearest = Infinity;
  for (const part of PARTS) {
    const distance = part[0](x, y, z);
    if (distance < nearest) {
      nearest = distance;
      best = part;
    }
  }
  return best;
});

/** A tin toy robot: screen face, chest panel with dial and buttons, battery door and winding key at the back. */
export const TOY_ROBOT: ProductObject = {
  name: "toy-robot",
  title: "Tin robot “R7”",
  bounds: { min: [-0.815, -1, -0.505], max: [0.815, 1.035, 0.375] },
  distance(x, y, z) {
    let d = Math.min(shell(x, y, z), joints(x, y, z));
    if (y > 0.1) {
      d = Math.min(d, face(x, y, z), antenna(x, y, z), bulb(x, y, z), eyes(x, y, z));
    }
    // Groups of parts far from the point are replaced by the distance to a plane in front of them.
    const depth = Math.abs(z);
    if (depth < 0.2) d = Math.min(d, 0.28 - depth);
    else d = Math.min(d, panels(x, y, z), z > 0 ? Math.min(buttons(x, y, z), dial(x, y, z)) : windingKey(x, y, z));
    const side = Math.abs(x);
    if (side < 0.4) d = Math.min(d, 0.53 - side);
    else d = Math.min(d, forearms(x, y, z), claws(x, y, z));
    return Math.min(d, y > -0.6 ? y + 0.81 : feet(x, y, z));
  },
  colour(x, y, z, out) {
    const [part, paint] = partAt(x, y, z);
    cover(out, paint);
    if (part === shell) paintShell(x, y, z, out);
    else if (part === panels) paintPanel(x, y, z, out);
    else if (part === face) paintFace(x, y, out);
    else if (part === eyes && length2(Math.abs(x) - 0.15, y - 0.6) < 0.04) cover(out, z > 0.34 ? NAVY : GLOW);
    else if (part === eyes && length2(Math.abs(x) - 0.15, y - 0.6) > 0.07) cover(out, CREAM);
    else if (part === feet && y < -0.93) cover(out, NAVY);
    else if (part === forearms && Math.abs(y + 0.33) < 0.022) cover(out, CREAM);
    else if (part === buttons) cover(out, x < -0.07 ? CORAL : x > 0.07 ? TEAL : YELLOW);
    else if (part === dial) paintDial(x + 0.15, y + 0.06, out);
    else if (part === joints && Math.abs(x) < 0.36 && y < -0.5) cover(out, STEEL, Math.sin(y * 130) > 0 ? 1 : 0.35);
    else if (part === joints && Math.abs(x) > 0.4 && y > 0.4 && length2(y - 0.57, z) < 0.06) cover(out, YELLOW);
  },
  roughness(x, y, z) {
    return partAt(x, y, z)[2];
  },
  metalness(x, y, z) {
    return partAt(x, y, z)[3];
  },
  relief(x, y, z) {
    return y < -0.59 && y > -0.82 && Math.abs(x) < 0.36 && Math.abs(z) < 0.13 ? 0.006 * Math.sin(y * 130) : 0;
  },
};

function paintShell(x: number, y: number, z: number, out: Float64Array): void {
  if (y < -0.47 && y > -0.53) cover(out, CREAM);
  if (Math.abs(y - 0.745) < 0.016) cover(out, CREAM);
  if (y < 0.26 && length2(Math.abs(x) - 0.4, Math.abs(y + 0.16) - 0.3) < 0.02 && Math.abs(z) > 0.28) cover(out, STEEL);
  if (z < -0.2 && Math.abs(x) < 0.24 && ventAt(y - 0.56)) cover(out, CORAL_DARK, 0.5);
  if (Math.abs(x) > 0.44 && Math.abs(z) < 0.19 && ventAt(y + 0.2)) cover(out, CORAL_DARK, 0.6);
  if (Math.abs(z) < 0.006 && y < 0.26) cover(out, CORAL_DARK);
}

function paintPanel(x: number, y: number, z: number, out: Float64Array): void {
  if (z > 0) {
    if (badge.at(x - 0.14, y + 0.03) < 0) cover(out, NAVY);
    if (Math.abs(rectangle(x - 0.14, y + 0.03, 0.135, 0.105, 0.035)) < 0.007) cover(out, CORAL);
    if (Math.abs(y + 0.2) < 0.007 && Math.abs(x) < 0.27) cover(out, TEAL);
    return;
  }
  if (maker.at(-x, y + 0.3) < 0) cover(out, CORAL);
  if (Math.abs(rectangle(x, y + 0.16, 0.25, 0.23, 0.04)) < 0.006) cover(out, TEAL);
  if (length2(Math.abs(x) - 0.2, y - 0.02) < 0.02) cover(out, STEEL);
  if (length2(x, y + 0.06) < 0.07) cover(out, NAVY);
}

function paintFace(x: number, y: number, out: Float64Array): void {
  if (Math.abs(y - 0.47) < 0.025 && Math.abs(x) < 0.15 && ((x + 1) * 26) % 1 < 0.6) cover(out, GLOW);
  if (Math.abs(rectangle(x, y - 0.58, 0.295, 0.135, 0.03)) < 0.006) cover(out, TEAL);
}

function paintDial(u: number, v: number, out: Float64Array): void {
  const across = length2(u, v);
  if (across > 0.108) cover(out, NAVY);
  else if (across > 0.078 && across < 0.092) cover(out, u > 0.02 ? CORAL : TEAL);
  else if (across < 0.02 || (Math.abs(u * 0.8 - v * 0.6) < 0.009 && u > 0 && across < 0.08)) cover(out, NAVY);
}

/** Whether a slot of a five-slot vent is at this height from its middle. */
function ventAt(height: number): boolean {
  const slot = Math.round(height / 0.062);
  return Math.abs(slot) <= 2 && Math.abs(height - slot * 0.062) < 0.013;
}

import { fieldOfRevolution, smoothPath } from "./outline.ts";
import { cover, glaze, paintOf } from "./paint.ts";
import { rememberLast } from "./remember-last.ts";
import { cylinder, length2, length3, rod, smoothMin, torus } from "./primitives.ts";
import type { ProductObject } from "./product-object.ts";

const ENAMEL = paintOf("#d99a22");
const ENAMEL_EDGE = paintOf("#a86c12");
const BRASS = paintOf("#d8b06a");
const BLACK = paintOf("#222326");
const INSIDE = paintOf("#f3ead8");
const BULB = paintOf("#fff6df");

/** Axis of the shade: from its cap at (HEAD_X, HEAD_Y) along (AXIS_X, AXIS_Y). */
const HEAD_X = 0.36;
const HEAD_Y = 0.74;
const AXIS_X = 0.5;
const AXIS_Y = -0.8660254;

const shade = fieldOfRevolution([
  [0, -0.1],
  ...smoothPath([[0.1, -0.1], [0.135, -0.07], [0.15, 0.02], [0.19, 0.14], [0.28, 0.27], [0.375, 0.38], [0.4, 0.46]], false),
  ...smoothPath([[0.405, 0.5], [0.39, 0.515], [0.365, 0.505]], false),
  ...smoothPath([[0.35, 0.46], [0.325, 0.4], [0.24, 0.3], [0.15, 0.18], [0.105, 0.05], [0.06, -0.02]], false),
  [0, -0.03],
]);
const base = fieldOfRevolution([
  [0, -1],
  ...smoothPath([[0.4, -1], [0.43, -0.99], [0.435, -0.96], [0.415, -0.93], [0.3, -0.905], [0.12, -0.88]], false),
  ...smoothPath([[0.085, -0.86], [0.07, -0.82], [0.066, -0.76]], false),
  [0, -0.76],
]);
const BASE_X = -0.16;

function armDistance(x: number, y: number, z: number): number {
  const rail = Math.abs(z) - 0.07;
  const lower = rod(x, y, rail, BASE_X, -0.76, 0, -0.5, 0.1, 0, 0.03, 0.03);
  const upper = rod(x, y, z, -0.5, 0.1, 0, HEAD_X - 0.02, HEAD_Y + 0.05, 0, 0.034, 0.034);
  return Math.min(lower, upper);
}

function jointDistance(x: number, y: number, z: number): number {
  const foot = cylinder(length2(x - BASE_X, y + 0.76), z, 0.085, 0.125, 0.02);
  const elbow = cylinder(length2(x + 0.5, y - 0.1), z, 0.095, 0.125, 0.02);
  const neck = cylinder(length2(x - HEAD_X + 0.02, y - HEAD_Y - 0.05), z, 0.075, 0.085, 0.02);
  return Math.min(foot, elbow, neck);
}

function shadeDistance(x: number, y: number, z: number): number {
  const along = (x - HEAD_X) * AXIS_X + (y - HEAD_Y) * AXIS_Y;
  const aside = (x - HEAD_X) * -AXIS_Y + (y - HEAD_Y) * AXIS_X;
  return shade.at(length2(aside, z), along);
}

function bulbDistance(x: number, y: number, z: number): number {
  const cx = HEAD_X + AXIS_X * 0.3;
  const cy = HEAD_Y + AXIS_Y * 0.3;
  const neck = rod(x, y, z, HEAD_X, HEAD_Y, 0, cx, cy, 0, 0.06, 0.07);
  return smoothMin(length3(x - cx, y - cy, z) - 0.12, neck, 0.05);
}

function knobDistance(x: number, y: number, z: number): number {
  return Math.min(
    cylinder(length2(x + 0.5, y - 0.1), z - 0.14, 0.05, 0.04, 0.012),
    cylinder(length2(x - BASE_X - 0.22, z - 0.16), y + 0.9, 0.05, 0.04, 0.015),
    torus(length2(x - BASE_X, z), y + 0.775, 0.066, 0.024),
  );
}

type Part = "joint" | "arm" | "bulb" | "base" | "shade";
const partAt = rememberLast((x, y, z): Part => {
  const joint = Math.min(jointDistance(x, y, z), knobDistance(x, y, z));
  const arm = armDistance(x, y, z);
  const bulb = bulbDistance(x, y, z);
  const head = shadeDistance(x, y, z);
  const foot = base.at(length2(x - BASE_X, z), y);
  const nearest = Math.min(joint, arm, bulb, head, foot);
  if (nearest === joint) return "joint";
  if (nearest === arm) return "arm";
  if (nearest === bulb) return "bulb";
  return nearest === foot ? "base" : "shade";
});

/** A jointed desk lamp with an enamelled shade, brass joints and a switch on its base. */
export const DESK_LAMP: ProductObject = {
  name: "desk-lamp",
  title: "Desk lamp “Saffron”",
  bounds: { min: [-0.6, -1, -0.437], max: [0.96, 0.88, 0.437] },
  distance(x, y, z) {
    const arms = Math.min(armDistance(x, y, z), jointDistance(x, y, z), knobDistance(x, y, z));
    const head = Math.min(shadeDistance(x, y, z), bulbDistance(x, y, z));
    return Math.min(arms, head, base.at(length2(x - BASE_X, z), y));
  },
  colour(x, y, z, out) {
    const kind = partAt(x, y, z);
    if (kind === "joint") cover(out, BRASS);
    else if (kind === "arm") cover(out, BLACK);
    else if (kind === "bulb") cover(out, BULB);
    else if (kind === "base") {
      cover(out, ENAMEL);
      const across = length2(x - BASE_X, z);
      if (y < -0.968) cover(out, BLACK);
      if (Math.abs(across - 0.385) < 0.008 || Math.abs(across - 0.13) < 0.01) cover(out, BRASS);
    } else paintShade(x, y, z, out);
  },
  roughness(x, y, z) {
    const kind = partAt(x, y, z);
    return kind === "joint" ? 0.22 : kind === "arm" ? 0.35 : 0.2;
  },
  metalness(x, y, z) {
    return partAt(x, y, z) === "joint" ? 1 : 0;
  },
};

function paintShade(x: number, y: number, z: number, out: Float64Array): void {
  const along = (x - HEAD_X) * AXIS_X + (y - HEAD_Y) * AXIS_Y;
  const aside = (x - HEAD_X) * -AXIS_Y + (y - HEAD_Y) * AXIS_X;
  const across = length2(aside, z);
  const inner = along < 0.5 && along > -0.03 && shade.at(across + 0.012, along) < shade.at(across - 0.012, along);
  if (inner) {
    cover(out, INSIDE);
    return;
  }
  cover(out, ENAMEL);
  if (along > 0.49) cover(out, ENAMEL_EDGE);
  if (Math.abs(along - 0.425) < 0.009 || Math.abs(along - 0.005) < 0.012) cover(out, BRASS);
  if (along < -0.02 && across > 0.05 && Math.sin(Math.atan2(z, aside) * 14) > 0.5) glaze(out, BLACK, 0.75);
}

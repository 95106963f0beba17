import { fieldOfText } from "./lettering.ts";
import { fieldOfOutline, fieldOfRevolution, smoothPath } from "./outline.ts";
import { cover, paintOf } from "./paint.ts";
import { box, cylinder, length2, rectangle, rod, smoothMin } from "./primitives.ts";
import type { ProductObject } from "./product-object.ts";

const body = fieldOfRevolution([
  [0, -1],
  ...smoothPath([[0.33, -1], [0.375, -0.985], [0.398, -0.95], [0.405, -0.9]], false),
  ...smoothPath([[0.405, 0.16], [0.398, 0.24], [0.365, 0.32], [0.29, 0.385], [0.2, 0.425], [0.155, 0.46], [0.145, 0.5]], false),
  [0.145, 0.6],
  [0, 0.6],
]);
const leaf = fieldOfOutline(smoothPath([[0, -0.1], [0.055, -0.03], [0.05, 0.05], [0, 0.13], [-0.05, 0.05], [-0.055, -0.03]], true));
const brand = fieldOfText("ALPINA", 0.1, 0.09);
const kind = fieldOfText("HAND WASH", 0.042, 0.09);
const scent = fieldOfText("SAGE AND CEDAR", 0.03, 0.09);
const volume = fieldOfText("250 ML", 0.03, 0.09);
const backTitle = fieldOfText("HOW TO USE", 0.045, 0.09);

const AMBER = paintOf("#6b2f10");
const AMBER_THIN = paintOf("#8f4716");
const BLACK = paintOf("#1b1b1d");
const PAPER = paintOf("#e9dfc9");
const INK = paintOf("#26332b");
const GREEN = paintOf("#5d8264");
const OCHRE = paintOf("#c98a35");

const LABEL_LOW = -0.82;
const LABEL_HIGH = 0.08;

function pumpDistance(x: number, y: number, z: number): number {
  const across = length2(x, z);
  const collar = cylinder(across, y - 0.56, 0.185, 0.085, 0.03);
  const stem = cylinder(across, y - 0.72, 0.062, 0.12, 0.01);
  const head = cylinder(across, y - 0.875, 0.13, 0.085, 0.04);
  const nozzle = rod(x, y, z, 0, 0.9, 0, 0, 0.885, 0.4, 0.058, 0.045);
  const tip = rod(x, y, z, 0, 0.885, 0.395, 0, 0.83, 0.425, 0.045, 0.04);
  const top = smoothMin(smoothMin(head, nozzle, 0.06), tip, 0.03);
  return Math.min(smoothMin(collar, stem, 0.04), top);
}

/** An amber pump bottle with a paper label around its front and back. */
export const BOTTLE: ProductObject = {
  name: "bottle",
  title: "Hand wash “Alpina”, 250 ml",
  bounds: { min: [-0.408, -1, -0.408], max: [0.408, 0.96, 0.467] },
  distance(x, y, z) {
    const across = length2(x, z);
    const glass = body.at(across, y);
    if (y < 0.2) return Math.min(glass, Math.max(0.55 - y, 0.2));
    return Math.min(glass, pumpDistance(x, y, z));
  },
  colour(x, y, z, out) {
    if (pumpDistance(x, y, z) < 0.006) {
      const ribs = y > 0.49 && y < 0.63 && length2(x, z) > 0.17 ? Math.sin(Math.atan2(x, z) * 44) : 1;
      cover(out, BLACK, ribs > -0.2 ? 1 : 0.45);
      return;
    }
    const front = z > 0;
    const u = Math.atan2(front ? x : -x, Math.abs(z)) * 0.405;
    const centre = (LABEL_LOW + LABEL_HIGH) / 2;
    if (y < 0.2 && length2(x, z) > 0.39 && rectangle(u, y - centre, 0.5, (LABEL_HIGH - LABEL_LOW) / 2, 0.03) < 0) {
      if (front) printFront(u, y, out);
      else printBack(u, y, out);
      return;
    }
    cover(out, y > 0.2 || y < -0.92 ? AMBER_THIN : AMBER);
  },
  roughness(x, y, z) {
    if (pumpDistance(x, y, z) < 0.006) return 0.38;
    return y > LABEL_LOW && y < LABEL_HIGH ? 0.75 : 0.07;
  },
  relief(x, y, z) {
    if (y > 0.49 && y < 0.63 && length2(x, z) > 0.17) return 0.004 * Math.sin(Math.atan2(x, z) * 44);
    return 0;
  },
};

function printFront(u: number, y: number, out: Float64Array): void {
  cover(out, PAPER);
  if (y < -0.63) cover(out, GREEN);
  if (y < -0.63 && y > -0.645) cover(out, OCHRE);
  const swing = Math.abs(u);
  const turned = 0.82 * swing + 0.57 * (y + 0.1);
  const lifted = -0.57 * swing + 0.82 * (y + 0.1);
  const sprig = Math.min(leaf.at(u, y + 0.07), leaf.at(lifted * 1.15 + 0.02, turned * 1.15 - 0.09));
  if (sprig < 0) cover(out, Math.abs(u) < 0.004 && y < 0 ? PAPER : GREEN);
  if (Math.min(brand.at(u, y + 0.36), kind.at(u, y + 0.48), scent.at(u, y + 0.565)) < 0) cover(out, INK);
  if (volume.at(u, y + 0.73) < 0) cover(out, PAPER);
}

function printBack(u: number, y: number, out: Float64Array): void {
  cover(out, PAPER);
  if (y < -0.63) cover(out, GREEN);
  if (backTitle.at(u, y + 0.02) < 0) cover(out, INK);
  const line = Math.round((y + 0.1) / -0.05);
  const inLine = Math.abs(y + 0.1 + line * 0.05) < 0.011;
  const end = 0.24 - 0.07 * ((line * 7) % 3);
  if (line >= 0 && line < 6 && inLine && u > -0.26 && u < end && (u * 60 + line * 1.7) % 5 > -4.3) cover(out, INK);
  const bar = (u + 0.25) * 90;
  if (y > -0.6 && y < -0.46 && u > 0 && u < 0.25 && Math.sin(bar * 1.7) + Math.sin(bar * 0.9) > 0.2) cover(out, INK);
  if (box(u + 0.17, y + 0.53, 0, 0.06, 0.06, 1, 0.02) < 0) cover(out, GREEN);
}

import { cloud } from "./noise.ts";
import { fieldOfMiddleLine, fieldOfOutline, fieldOfRevolution, fieldOfStrokes, smoothPath } from "./outline.ts";
import { cover, glaze, paintOf } from "./paint.ts";
import { extrude, length2, length3, rod, smoothMax, smoothMin } from "./primitives.ts";
import type { ProductObject } from "./product-object.ts";

const body = fieldOfRevolution([
  [0, -0.6],
  ...smoothPath([[0.3, -0.6], [0.34, -0.585], [0.36, -0.55], [0.42, -0.5], [0.55, -0.36], [0.63, -0.14], [0.62, 0.06], [0.53, 0.25], [0.38, 0.37], [0.3, 0.4], [0.28, 0.43]], false),
  [0.275, 0.44],
  [0, 0.44],
]);
const lid = fieldOfRevolution([
  [0, 0.42],
  ...smoothPath([[0.27, 0.42], [0.315, 0.428], [0.318, 0.452], [0.27, 0.49], [0.16, 0.535], [0.08, 0.55], [0.05, 0.57]], false),
  [0, 0.57],
]);
const handle = fieldOfMiddleLine(
  smoothPath([[-0.5, 0.2], [-0.66, 0.28], [-0.83, 0.27], [-0.93, 0.14], [-0.91, -0.06], [-0.8, -0.21], [-0.56, -0.29]], false),
  0.15,
);
const petal = fieldOfOutline(smoothPath([[0, 0.025], [0.045, 0.09], [0.032, 0.15], [0, 0.165], [-0.032, 0.15], [-0.045, 0.09]], true), 120);
const leaf = fieldOfOutline(smoothPath([[0, 0], [0.045, 0.08], [0, 0.19], [-0.045, 0.08]], true), 120);
const stem = fieldOfStrokes([smoothPath([[-0.42, -0.24], [-0.22, -0.14], [0, -0.2], [0.2, -0.12], [0.42, -0.22]], false)], 0.009);

const BLUE = paintOf("#28497f");
const BLUE_DEEP = paintOf("#162c57");
const CREAM = paintOf("#efe4cc");
const ROSE = paintOf("#dd6a55");
const GOLD = paintOf("#e2a63c");
const SAGE = paintOf("#86b094");
const WOOD = paintOf("#a4672f");

function knobDistance(x: number, y: number, z: number): number {
  return smoothMin(length3(x, y - 0.635, z) - 0.075, rod(x, y, z, 0, 0.54, 0, 0, 0.62, 0, 0.045, 0.04), 0.03);
}

const SPOUT_RADII = [0.19, 0.15, 0.105, 0.075, 0.062] as const;
const SPOUT_STEPS = 4;
const spout = smoothPath([[0.42, -0.22], [0.6, -0.15], [0.75, 0.0], [0.85, 0.19], [0.985, 0.365]], false, SPOUT_STEPS);
const spoutRadii = spout.map((_, i) => {
  const at = Math.min(Math.floor(i / SPOUT_STEPS), SPOUT_RADII.length - 2);
  const from = SPOUT_RADII[at] as number;
  return from + ((SPOUT_RADII[at + 1] as number) - from) * (i / SPOUT_STEPS - at);
});
const SPOUT_LEFT = 0.22;

function spoutDistance(x: number, y: number, z: number): number {
  if (x < SPOUT_LEFT - 0.2) return SPOUT_LEFT - x;
  let nearest = 0;
  for (let i = 1; i < spout.length; i++) {
    const a = spout[i - 1] as readonly [number, number];
    const b = spout[i] as readonly [number, number];
    const piece = rod(x, y, z, a[0], a[1], 0, b[0], b[1], 0, spoutRadii[i - 1] as number, spoutRadii[i] as number);
    nearest = i === 1 ? piece : smoothMin(nearest, piece, 0.05);
  }
  return nearest;
}

function lipDistance(x: number, y: number): number {
  return (x - 0.985) * 0.35 + (y - 0.35) * 0.94;
}

/** An enamelled teapot with painted flowers, a wooden knob and gold lines. */
export const TEAPOT: ProductObject = {
  name: "teapot",
  title: "Teapot “Meadow”",
  bounds: { min: [-0.985, -0.6, -0.635], max: [1.045, 0.71, 0.635] },
  distance(x, y, z) {
    const across = length2(x, z);
    const grip = extrude(handle.at(x, y) - 0.05, z, 0.062, 0.045);
    const cut = smoothMax(spoutDistance(x, y, z), lipDistance(x, y), 0.03);
    const opened = smoothMax(cut, -rod(x, y, z, 0.93, 0.27, 0, 1.05, 0.46, 0, 0.04, 0.045), 0.02);
    const pot = smoothMin(smoothMin(body.at(across, y), opened, 0.13), grip, 0.08);
    return Math.min(pot, lid.at(across, y), knobDistance(x, y, z));
  },
  colour(x, y, z, out) {
    const across = length2(x, z);
    if (knobDistance(x, y, z) < 0.008) {
      cover(out, WOOD, 0.8 + 0.3 * cloud(x * 8, y * 30, z * 8));
      return;
    }
    cover(out, BLUE, 0.95 + 0.1 * cloud(x * 3, y * 3, z * 3));
    const onBody = body.at(across, y) < 0.01;
    if (y < -0.545) glaze(out, BLUE_DEEP, 0.8);
    if (Math.abs(y + 0.47) < 0.012) cover(out, GOLD);
    if (across < 0.33 && y > 0.405 && y < 0.425) cover(out, GOLD);
    if (y > 0.425 && across < 0.32) paintLid(x, y, z, across, out);
    if (spoutDistance(x, y, z) < 0.012 && x > 0.8) {
      if (Math.abs(lipDistance(x, y) + 0.045) < 0.012) cover(out, GOLD);
      if (length3(x - 0.985, y - 0.35, z) < 0.042) cover(out, BLUE_DEEP, 0.3);
      return;
    }
    if (!onBody || y > 0.36) return;
    const angle = Math.atan2(z > 0 ? x : -x, Math.abs(z));
    if (z > 0) paintBouquet(angle * 0.6, y + 0.06, out);
    else paintSprig(angle * 0.6, y + 0.06, out);
  },
  roughness(x, y, z) {
    return knobDistance(x, y, z) < 0.008 ? 0.55 : 0.13;
  },
};

function paintLid(x: number, y: number, z: number, across: number, out: Float64Array): void {
  if (Math.abs(across - 0.275) < 0.01 && y > 0.46) cover(out, GOLD);
  const turn = (Math.atan2(x, z) / Math.PI + 1) * 6;
  const u = (turn - Math.floor(turn) - 0.5) * 0.1;
  if (length2(u, across - 0.2) < 0.024) cover(out, CREAM);
}

function flower(u: number, v: number, size: number, petalsPaint: typeof ROSE, out: Float64Array): void {
  const across = length2(u, v) / size;
  if (across > 0.18) return;
  const sector = (2 * Math.PI) / 7;
  const angle = Math.atan2(u, v);
  const local = angle - Math.round(angle / sector) * sector;
  if (petal.at(Math.sin(local) * across, Math.cos(local) * across) < 0) cover(out, petalsPaint);
  if (across < 0.042) cover(out, GOLD);
}

function paintLeaf(u: number, v: number, cosine: number, sine: number, out: Float64Array): void {
  const x = u * cosine - v * sine;
  const y = u * sine + v * cosine;
  if (leaf.at(x, y) < 0) cover(out, Math.abs(x) < 0.005 ? CREAM : SAGE);
}

function paintBouquet(u: number, v: number, out: Float64Array): void {
  if (stem.at(u, v) < 0) cover(out, SAGE);
  paintLeaf(u + 0.12, v + 0.15, 0.5, 0.866, out);
  paintLeaf(u - 0.12, v + 0.15, 0.5, -0.866, out);
  paintLeaf(u + 0.3, v + 0.17, 0.94, -0.34, out);
  paintLeaf(u - 0.3, v + 0.15, 0.94, 0.34, out);
  flower(u, v - 0.02, 1.15, CREAM, out);
  flower(u + 0.25, v - 0.09, 0.78, ROSE, out);
  flower(u - 0.26, v - 0.1, 0.78, ROSE, out);
  flower(u + 0.4, v + 0.1, 0.5, CREAM, out);
  flower(u - 0.41, v + 0.08, 0.5, CREAM, out);
}

function paintSprig(u: number, v: number, out: Float64Array): void {
  if (stem.at(u, v) < 0) cover(out, SAGE);
  for (let i = -2; i <= 2; i++) paintLeaf(u - i * 0.16, v + 0.17, 0.9, (i % 2 === 0 ? 1 : -1) * 0.436, out);
  flower(u + 0.1, v - 0.08, 0.85, ROSE, out);
  flower(u - 0.2, v - 0.04, 0.6, CREAM, out);
}

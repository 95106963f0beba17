import { fieldOfText } from "./lettering.ts";
import { noise } from "./noise.ts";
import { fieldOfMiddleLine, smoothPath } from "./outline.ts";
import { cover, paintOf } from "./paint.ts";
import { cylinder, extrude, length2, rod, smoothMax, smoothMin, torus } from "./primitives.ts";
import type { ProductObject } from "./product-object.ts";

const SAND = paintOf("#c9a27c");
const CHOCOLATE = paintOf("#4b2f25");
const COPPER = paintOf("#d88a5a");
const LEATHER = paintOf("#6a4534");
const MESH = paintOf("#26211f");
const left = fieldOfText("L", 0.1, 0.1);
const right = fieldOfText("R", 0.1, 0.1);
const brand = fieldOfText("HUSH", 0.07, 0.09);

const band = fieldOfMiddleLine(
  smoothPath([[-0.72, -0.12], [-0.745, 0.15], [-0.69, 0.45], [-0.5, 0.74], [-0.26, 0.88], [0, 0.92], [0.26, 0.88], [0.5, 0.74], [0.69, 0.45], [0.745, 0.15], [0.72, -0.12]], false),
  0.2,
  260,
);

/** Coordinates of an ear cup: `out` along its axis, away from the head; the cups lean in a little at the bottom. */
const LEAN = 0.1;
const LEAN_SCALE = 1 / Math.sqrt(1 + LEAN * LEAN);
const CUP_X = 0.655;
const CUP_Y = -0.36;

function cupParts(x: number, y: number, z: number, parts: Float64Array): void {
  const px = Math.abs(x) - CUP_X;
  const py = y - CUP_Y;
  const out = (px - py * LEAN) * LEAN_SCALE;
  const up = (py + px * LEAN) * LEAN_SCALE;
  const across = length2(up * 0.9, z);
  parts[0] = cylinder(across, out - 0.07, 0.345, 0.095, 0.075) ;
  const cushion = torus(across, (out + 0.1) * 1, 0.235, 0.1);
  parts[1] = smoothMin(cushion, cylinder(across, out + 0.06, 0.3, 0.05, 0.03), 0.04);
  parts[2] = Math.min(torus(across, out - 0.165, 0.235, 0.018), cylinder(across, out - 0.155, 0.07, 0.02, 0.01));
  parts[3] = across;
}

const parts = new Float64Array(4);

function bandDistance(x: number, y: number, z: number): number {
  return smoothMax(extrude(band.at(x, y) - 0.03, z, 0.085, 0.028), -0.16 - y, 0.03);
}
function padDistance(x: number, y: number, z: number): number {
  return smoothMax(extrude(band.at(x, y + 0.045) - 0.038, z, 0.11, 0.045), 0.42 - y, 0.08);
}
function yokeDistance(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  const fork = Math.abs(z);
  const prong = rod(side, y, fork, 0.735, -0.05, 0.06, 0.72, -0.13, 0.31, 0.036, 0.036);
  const drop = rod(side, y, fork, 0.72, -0.13, 0.31, 0.7, -0.36, 0.375, 0.036, 0.04);
  const slider = rod(side, y, z, 0.742, 0.2, 0, 0.735, -0.06, 0, 0.05, 0.05);
  return smoothMin(smoothMin(prong, drop, 0.04), slider, 0.05);
}

type Part = "band" | "pad" | "yoke" | "shell" | "cushion" | "ring";
function partAt(x: number, y: number, z: number): Part {
  cupParts(x, y, z, parts);
  const candidates: readonly [Part, number][] = [
    ["band", bandDistance(x, y, z)], ["pad", padDistance(x, y, z)], ["yoke", yokeDistance(x, y, z)],
    ["shell", parts[0] as number], ["cushion", parts[1] as number], ["ring", parts[2] as number],
  ];
  let best = candidates[0] as readonly [Part, number];
  for (const candidate of candidates) if (candidate[1] < best[1]) best = candidate;
  return best[0];
}

/** Over-ear headphones with leather cushions and copper yokes. */
export const HEADPHONES: ProductObject = {
  name: "headphones",
  title: "Headphones “Hush”",
  bounds: { min: [-0.87, -0.75, -0.42], max: [0.87, 0.955, 0.42] },
  distance(x, y, z) {
    cupParts(x, y, z, parts);
    const cups = Math.min(parts[0] as number, parts[1] as number, parts[2] as number) * 0.98;
    return Math.min(cups, bandDistance(x, y, z), padDistance(x, y, z), yokeDistance(x, y, z));
  },
  colour(x, y, z, out) {
    const part = partAt(x, y, z);
    const across = parts[3] as number;
    if (part === "band") cover(out, CHOCOLATE);
    else if (part === "pad") {
      cover(out, LEATHER, 0.9 + 0.1 * noise(x * 60, y * 60, z * 60));
      if (Math.abs(Math.abs(z) - 0.085) < 0.006 && ((x + 2) * 26) % 1 < 0.65) cover(out, SAND);
    } else if (part === "yoke" || part === "ring") cover(out, COPPER);
    else if (part === "cushion") cover(out, across < 0.17 ? MESH : LEATHER, 0.9 + 0.1 * noise(x * 60, y * 60, z * 60));
    else {
      cover(out, SAND);
      const u = x > 0 ? -z : z;
      const v = y - CUP_Y;
      if (Math.abs(x) > 0.75 && brand.at(u, v + 0.145) < 0) cover(out, CHOCOLATE);
      if (Math.abs(across - 0.3) < 0.006 && Math.abs(x) > 0.7) cover(out, COPPER);
    }
    if (part === "band" && y < 0.2 && y > 0.0 && z > 0 && (x < 0 ? right.at(x + 0.74, y - 0.1) : left.at(x - 0.74, y - 0.1)) < 0) cover(out, SAND);
  },
  roughness(x, y, z) {
    const part = partAt(x, y, z);
    return part === "yoke" || part === "ring" ? 0.25 : part === "shell" ? 0.35 : 0.6;
  },
  metalness(x, y, z) {
    const part = partAt(x, y, z);
    return part === "yoke" || part === "ring" ? 1 : 0;
  },
};

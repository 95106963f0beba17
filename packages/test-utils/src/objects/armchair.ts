import { cloud, fabric, noise, woodGrain } from "./noise.ts";
import { cover, glaze, paintOf } from "./paint.ts";
import { rememberLast } from "./remember-last.ts";
import { box, rod, smoothMin } from "./primitives.ts";
import type { ProductObject } from "./product-object.ts";

const MOSS = paintOf("#4e6b45");
const MOSS_LIGHT = paintOf("#8aa477");
const WALNUT = paintOf("#6f4424");
const WALNUT_DARK = paintOf("#4a2a14");
const LINEN = paintOf("#e6d6b5");
const RUST = paintOf("#c1552f");

/** Lean of the back rest: z moves by this much for each unit of y. */
const LEAN = 0.16;
const LEAN_SCALE = 0.987;

const frame = (x: number, y: number, z: number): number => box(x, y + 0.47, z + 0.02, 0.8, 0.17, 0.68, 0.08);
const arms = (x: number, y: number, z: number): number => box(Math.abs(x) - 0.76, y + 0.24, z + 0.01, 0.17, 0.4, 0.72, 0.12);
const back = (x: number, y: number, z: number): number => box(x, y - 0.12, z + 0.55 + (y - 0.1) * LEAN, 0.76, 0.75, 0.17, 0.14) * LEAN_SCALE;
const puff = (u: number, v: number): number => 0.028 * (1 - Math.min(1, u * u)) * (1 - Math.min(1, v * v));
const seat = (x: number, y: number, z: number): number =>
  box(x, y + 0.2 - puff(x / 0.58, (z - 0.1) / 0.62), z - 0.13, 0.58, 0.14, 0.64, 0.1) * 0.95;
const backCushion = (x: number, y: number, z: number): number => {
  const depth = z + 0.3 + (y - 0.25) * LEAN;
  return box(x, y - 0.32, depth - puff(x / 0.58, (y - 0.32) / 0.42) * 1.6, 0.57, 0.41, 0.14, 0.12) * 0.93;
};
const pillow = (x: number, y: number, z: number): number => {
  const u = (x - 0.24) * 0.97 + (y - 0.2) * 0.243;
  const v = (y - 0.2) * 0.97 - (x - 0.24) * 0.243;
  const depth = z + 0.08 + (y - 0.2) * 0.3;
  const thick = 0.1 * (1 - 0.65 * Math.min(1, Math.max(u * u, v * v) / 0.08));
  return box(u, v, depth, 0.28, 0.27, 0.04 + thick, 0.04) * 0.78;
};
const legs = (x: number, y: number, z: number): number => {
  const side = Math.abs(x);
  const ends = z > 0 ? z : -z - 0.04;
  return Math.max(rod(side, y, ends, 0.64, -0.6, 0.52, 0.7, -0.93, 0.57, 0.062, 0.04), -0.9 - y);
};

type Part = "legs" | "pillow" | "cloth";
const partAt = rememberLast((x, y, z): Part => {
  const leg = legs(x, y, z);
  const cushion = pillow(x, y, z);
  const cloth = Math.min(frame(x, y, z), arms(x, y, z), back(x, y, z), seat(x, y, z), backCushion(x, y, z));
  if (leg < cloth && leg < cushion) return "legs";
  return cushion < cloth ? "pillow" : "cloth";
});

/** An upholstered armchair with loose cushions, a striped pillow and walnut legs. */
export const ARMCHAIR: ProductObject = {
  name: "armchair",
  title: "Armchair “Moss”",
  bounds: { min: [-0.93, -0.9, -0.845], max: [0.93, 0.87, 0.77] },
  distance(x, y, z) {
    const body = smoothMin(frame(x, y, z), Math.min(arms(x, y, z), back(x, y, z)), 0.03);
    const loose = Math.min(seat(x, y, z), backCushion(x, y, z), pillow(x, y, z));
    return Math.min(body, loose, legs(x, y, z));
  },
  colour(x, y, z, out) {
    const part = partAt(x, y, z);
    if (part === "legs") {
      cover(out, WALNUT);
      glaze(out, WALNUT_DARK, woodGrain(y * 2, x * 2, z * 2) * 0.7);
      return;
    }
    if (part === "pillow") {
      paintPillow(x, y, out);
      return;
    }
    cover(out, MOSS, 0.9 + 0.2 * cloud(x * 3, y * 3, z * 3));
    glaze(out, MOSS_LIGHT, 0.5 * fabric(x, y, z, 95));
    const seam = seamDistance(x, y, z);
    if (seam < 0.0055) cover(out, MOSS, 0.45);
  },
  roughness(x, y, z) {
    return partAt(x, y, z) === "legs" ? 0.35 : 0.97;
  },
  relief(x, y, z) {
    if (y < -0.62) return 0;
    return 0.0016 * fabric(x, y, z, 95) + 0.008 * cloud(x * 3, y * 3, z * 3);
  },
};

function seamDistance(x: number, y: number, z: number): number {
  if (seat(x, y, z) < 0.004) return Math.min(Math.abs(y + 0.13), Math.abs(y + 0.27));
  if (backCushion(x, y, z) < 0.004) {
    const depth = z + 0.3 + (y - 0.25) * LEAN;
    return Math.abs(depth - 0.08);
  }
  if (arms(x, y, z) < 0.004) return Math.abs(Math.abs(Math.abs(x) - 0.76) - 0.115);
  if (z < -0.4) return Math.min(Math.abs(Math.abs(x) - 0.66), Math.abs(y + 0.3));
  return 1;
}

function paintPillow(x: number, y: number, out: Float64Array): void {
  const u = (x - 0.24) * 0.97 + (y - 0.2) * 0.243;
  const v = (y - 0.2) * 0.97 - (x - 0.24) * 0.243;
  cover(out, LINEN, 0.9 + 0.1 * noise(x * 90, y * 90, 1));
  const stripe = Math.abs(u);
  if (stripe < 0.05 || Math.abs(stripe - 0.1) < 0.014 || Math.abs(stripe - 0.175) < 0.022) cover(out, RUST);
  if (stripe < 0.05 && Math.abs((v * 14) % 1) < 0.18) cover(out, LINEN);
}

import { woodGrain, noise } from "./noise.ts";
import { cover, glaze, paintOf } from "./paint.ts";
import { box, length2, rod, smoothMax, smoothMin } from "./primitives.ts";
import type { ProductObject } from "./product-object.ts";

const OAK = paintOf("#b98246");
const OAK_DARK = paintOf("#8a5626");
const CLOTH = paintOf("#2e5a77");
const CLOTH_LIGHT = paintOf("#5f8ba5");

function legsDistance(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  const front = rod(side, y, z, 0.35, -0.06, 0.34, 0.43, -1.04, 0.42, 0.058, 0.036);
  const rear = rod(side, y, z, 0.35, -0.06, -0.34, 0.43, -1.04, -0.47, 0.058, 0.036);
  const post = rod(side, y, z, 0.355, -0.06, -0.345, 0.4, 0.82, -0.5, 0.056, 0.038);
  const sideRail = rod(side, y, z, 0.39, -0.56, 0.38, 0.39, -0.56, -0.4, 0.03, 0.03);
  const crossRail = rod(x, y, z, -0.39, -0.56, 0, 0.39, -0.56, 0, 0.03, 0.03);
  const legs = Math.min(smoothMin(rear, post, 0.05), front);
  return Math.max(smoothMin(legs, Math.min(sideRail, crossRail), 0.02), -1 - y);
}

function backDistance(x: number, y: number, z: number): number {
  const bow = Math.abs(length2(x, z - 0.72 + (y - 0.7) * 0.17) - 1.2) - 0.032;
  const top = box(x, y - 0.74, 0, 0.47, 0.16, 9, 0.12);
  const slat = box(x, y - 0.36, 0, 0.4, 0.06, 9, 0.05);
  const panel = smoothMax(bow, Math.min(top, slat), 0.03);
  return Math.max(panel, z) * 0.97;
}

function apronDistance(x: number, y: number, z: number): number {
  return box(x, y + 0.11, z, 0.37, 0.055, 0.36, 0.02);
}

function cushionDistance(x: number, y: number, z: number): number {
  const narrowing = 1 - 0.04 * (0.4 - z);
  const dish = 0.02 * (1 - Math.min(1, (x * x + z * z) * 4));
  return box(x / narrowing, y - 0.015 + dish, z + 0.0, 0.45, 0.075, 0.44, 0.065) * 0.93;
}

/** A dining chair: oak legs and bowed back rest, an upholstered seat. */
export const CHAIR: ProductObject = {
  name: "chair",
  title: "Dining chair “Alma”, oak and wool",
  bounds: { min: [-0.47, -1, -0.545], max: [0.47, 0.9, 0.458] },
  distance(x, y, z) {
    const wood = Math.min(legsDistance(x, y, z), apronDistance(x, y, z));
    return Math.min(wood, backDistance(x, y, z), cushionDistance(x, y, z));
  },
  colour(x, y, z, out) {
    const cushion = cushionDistance(x, y, z);
    const back = backDistance(x, y, z);
    const legs = legsDistance(x, y, z);
    if (cushion < Math.min(back, legs, apronDistance(x, y, z))) {
      const weave = Math.sin(x * 260) * Math.sin(z * 260) + Math.sin(y * 260) * 0.3;
      cover(out, CLOTH, 0.92 + 0.12 * weave);
      glaze(out, CLOTH_LIGHT, 0.5 * noise(x * 60, y * 60, z * 60));
      if (Math.abs(y - 0.035) < 0.006) cover(out, CLOTH, 0.5);
      return;
    }
    const grain = back < legs ? woodGrain(x * 2, y * 2, 0.4) : woodGrain(y * 2, x * 2, z * 2);
    cover(out, OAK);
    glaze(out, OAK_DARK, grain * 0.6);
  },
  roughness(x, y, z) {
    return cushionDistance(x, y, z) < 0.004 ? 0.95 : 0.42;
  },
  relief(x, y, z) {
    return cushionDistance(x, y, z) < 0.02 ? 0.0012 * (Math.sin(x * 260) + Math.sin(z * 260)) : 0;
  },
};

import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { estimateRolls } from "./estimate-roll.ts";
import { surfaceNets } from "./surface-nets.ts";

/** The distance to a rod in the plane of y and z. */
function rod(y: number, z: number, y0: number, z0: number, y1: number, z1: number, radius: number): number {
  const t = Math.min(1, Math.max(0, ((y - y0) * (y1 - y0) + (z - z0) * (z1 - z0)) / ((y1 - y0) ** 2 + (z1 - z0) ** 2)));
  return Math.hypot(y - y0 - t * (y1 - y0), z - z0 - t * (z1 - z0)) - radius;
}

/** A frame that leans on a strut: from its side nothing is like its mirror image, nothing upright, and only its feet are level. */
const LEANING = surfaceNets(fieldOf(72, (x, y, z) => Math.max(Math.abs(x) - 0.3, Math.min(rod(y, z, -0.7, 0.45, 0.7, 0.05, 0.06), rod(y, z, 0.2, 0.18, -0.7, -0.5, 0.06)))));

/** A block with two feet at its front, of which the nearer one is shown lower from its side than what it sits on. */
const SITTING = surfaceNets(
  fieldOf(72, (x, y, z) => {
    const foot = Math.abs(x) - 0.5;
    return Math.min(Math.max(Math.hypot(x, y, z + 0.35) - 0.55, -y - 0.5), Math.hypot(foot, y + 0.3, z - 0.5) - 0.2, Math.hypot(foot, y + 0.25, z - 0.2) - 0.2);
  }),
);

describe("estimateRolls", () => {
  it.each([false, true])("does not turn a side after what touches the floor nearer to the camera, perspective taken out: %s", (isStraightened) => {
    const photo = pinholePhoto(SITTING, "right", { distance: 2.4, scale: 120, size: 440, rollDegrees: 0 });
    const [roll] = estimateRolls([outlineFrom("side", photo)], isStraightened);
    expect(Math.abs((roll! * 180) / Math.PI)).toBeLessThan(1);
  });


  it.each([-2.5, 0, 2.5])("stands things on their feet: %s degrees", (rollDegrees) => {
    const photo = pinholePhoto(LEANING, "right", { distance: Infinity, scale: 140, size: 320, rollDegrees });
    const [roll] = estimateRolls([outlineFrom("side", photo)]);
    expect(Math.abs((roll! * 180) / Math.PI - rollDegrees)).toBeLessThan(0.4);
  });
});

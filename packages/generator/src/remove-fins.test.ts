import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { knownPhoto } from "../test/known-photo.ts";
import { photoProjection } from "./outline.ts";
import { removeFins } from "./remove-fins.ts";
import { surfaceNets } from "./surface-nets.ts";

const SAMPLES = 112;
type Distance = (x: number, y: number, z: number) => number;

const ball: Distance = (x, y, z) => Math.hypot(x, y, z) - 0.4;
/** A sheet of two cells beside the ball, that runs along what a camera at the front looks along. */
const fin: Distance = (x, y, z) => Math.max(Math.abs(x) - 0.015, Math.abs(y) - 0.65, Math.abs(z) - 0.3);
const lump: Distance = (x, y, z) => Math.hypot(x - 0.45, y, z) - 0.2;
/** Large enough that all of it is shown in front of something thick. */
const block: Distance = (x, y, z) => Math.max(Math.abs(x) - 0.7, Math.abs(y) - 0.7, Math.abs(z) - 0.7);

/** Of a longest side of 1, as shapes are. */
const field = (...parts: readonly Distance[]) => {
  const { nx, ny, nz, values } = fieldOf(SAMPLES, (x, y, z) => Math.min(...parts.map((part) => part(x, y, z))));
  return { nx, ny, nz, values, cellSize: 1 / (SAMPLES - 1) };
};
const projectionsOf = (shown: Distance) => (["front", "back", "side"] as const).map((view) => photoProjection(knownPhoto(surfaceNets(field(shown)), view, { distance: 3, scale: 180, size: 320 }), 1, 1));
const share = (of: Distance, values: Float32Array): number => {
  const whole = field(of).values;
  let all = 0;
  let left = 0;
  for (let i = 0; i < whole.length; i++) {
    if (whole[i]! >= 0 || field0[i]! < 0) continue;
    all++;
    if (values[i]! < 0) left++;
  }
  return left / all;
};
/** What was there before anything was added. */
const field0 = field(ball).values;

describe("removeFins", () => {
  it("takes a fin away that no photo shows, but for its root, and leaves what is thick", () => {
    const { values, ...grid } = field(ball, fin, lump);
    removeFins({ ...grid, values }, field0, projectionsOf(block));
    expect(share(fin, values)).toBeLessThan(0.25);
    expect(share(lump, values)).toBeGreaterThan(0.97);
    expect(values.every((value, i) => field0[i]! >= 0 || value < 0)).toBe(true);
  });

  it("leaves what a photo shows as thin", () => {
    const { values, ...grid } = field(ball, fin);
    removeFins({ ...grid, values }, field0, projectionsOf((x, y, z) => Math.min(ball(x, y, z), fin(x, y, z))));
    expect(share(fin, values)).toBeGreaterThan(0.85);
  });

  it("leaves what was there before it, however thin", () => {
    const { values, ...grid } = field(ball, fin);
    const before = values.slice();
    removeFins({ ...grid, values }, before, projectionsOf(block));
    expect(values).toEqual(before);
  });
});

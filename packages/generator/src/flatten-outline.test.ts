import { expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { estimateRolls } from "./estimate-roll.ts";
import { flattenOutline } from "./flatten-outline.ts";
import { aspectOf, sampleField } from "./outline.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { surfaceNets } from "./surface-nets.ts";

const BOX = surfaceNets(fieldOf(64, (x, y, z) => Math.max(Math.abs(x) - 0.4, Math.abs(y) - 0.8, Math.abs(z) - 0.3)));
const ROLL_DEGREES = 3;

it("gives the outline that a straight photo would have given", () => {
  const rolled = outlineFrom("front", pinholePhoto(BOX, "front", { distance: Infinity, scale: 140, size: 320, rollDegrees: ROLL_DEGREES }));
  const flat = flattenOutline(straightenOutline(rolled, { roll: (ROLL_DEGREES * Math.PI) / 180, pitch: 0, distance: Infinity }, null));
  expect(flat.lens).toBeUndefined();
  expect(estimateRolls([rolled])[0]).not.toBe(0);
  expect(estimateRolls([flat])[0]).toBe(0);
  expect(aspectOf(flat)).toBeCloseTo(0.5, 1);
  const { left, right, top, bottom } = flat.box;
  const across = (share: number): number => sampleField(flat.field, left + share * (right - left), (top + bottom) / 2);
  expect(Math.abs(across(0))).toBeLessThan(1.5);
  expect(Math.abs(across(1))).toBeLessThan(1.5);
  expect(across(0.5)).toBeLessThan(-50);
});

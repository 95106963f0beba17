import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto, type PinholeOptions } from "../test/pinhole-photo.ts";
import type { Outlines } from "./align-views.ts";
import { estimateCameras } from "./estimate-cameras.ts";
import { CameraSearch } from "./search-cameras.ts";
import { surfaceNets } from "./surface-nets.ts";

const SIZE = 480;
const VIEWS = ["front", "back", "side", "top"] as const;
const HABIT_DEGREES = 11;
/** A table on four legs with a board between them, deeper behind than before. */
const TABLE = surfaceNets(
  fieldOf(72, (x, y, z) => {
    const top = Math.max(Math.abs(x) - 0.6, Math.abs(z) - 0.4, Math.abs(y - 0.5) - 0.06);
    const legs = Math.max(Math.max(Math.abs(Math.abs(x) - 0.52), Math.abs(Math.abs(z) - 0.32)) - 0.06, Math.abs(y) - 0.55);
    const board = Math.max(Math.abs(x) - 0.5, Math.abs(z + 0.1) - 0.24, Math.abs(y + 0.25) - 0.05);
    return Math.min(top, legs, board);
  }),
);
const BALL = surfaceNets(fieldOf(48, (x, y, z) => Math.hypot(x, y, z) - 0.7));
const FAR: PinholeOptions = { distance: Infinity, scale: 225 };
const NEAR: PinholeOptions = { distance: 3, scale: 170 };

function photograph(mesh: typeof TABLE, options: PinholeOptions, pitchDegrees: number): Outlines {
  const from = (view: (typeof VIEWS)[number], lean: number) =>
    outlineFrom(view, pinholePhoto(mesh, view === "side" ? "right" : view, { size: SIZE, ...options, pitchDegrees: view === "top" ? 0 : pitchDegrees + lean }));
  return { front: from("front", 1), back: from("back", -1), side: from("side", 0.5), top: from("top", 0) };
}

describe("pitched cameras", () => {
  it.each([["nearby", NEAR], ["far away", FAR]] as const)("are found before a table that was photographed from above, from %s", (_, options) => {
    const found = estimateCameras(photograph(TABLE, options, HABIT_DEGREES));
    for (const [view, lean] of [["front", 1], ["back", -1], ["side", 0.5]] as const) {
      const { pitch, distance } = found[view]!.lens!;
      expect(Math.abs((pitch * 180) / Math.PI - HABIT_DEGREES - lean)).toBeLessThan(2);
      expect(distance === Infinity).toBe(options.distance === Infinity);
    }
    expect(Math.abs(found.top!.lens!.pitch)).toBeLessThan(0.04);
  });

  it("are not looked for in photos that level cameras explain, from far away or nearby", () => {
    for (const options of [FAR, NEAR]) {
      const level = photograph(TABLE, options, 0);
      for (const view of VIEWS) level[view] = outlineFrom(view, pinholePhoto(TABLE, view === "side" ? "right" : view, { size: SIZE, ...options }));
      expect(new CameraSearch(level, level, {}).pitched()).toBeNull();
    }
  });

  it("are not made up where nothing tells them", () => {
    const found = photograph(BALL, FAR, HABIT_DEGREES);
    expect(new CameraSearch(found, found, {}).pitched()).toBeNull();
  });
});

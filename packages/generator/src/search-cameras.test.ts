import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto, type PinholeOptions } from "../test/pinhole-photo.ts";
import { fitBoxes, type Outlines } from "./align-views.ts";
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
/** Low and wide, so that a pixel is a large share of its height: a drum, and a pan with a handle that rises. */
const DRUM = surfaceNets(fieldOf(96, (x, y, z) => Math.max(Math.hypot(x, z / 0.8) * 0.8 - 0.6, Math.abs(y) - 0.16)));
const PAN = surfaceNets(
  fieldOf(96, (x, y, z) => {
    const along = Math.max(0, Math.min(1, (x - 0.1) / 0.75));
    const handle = Math.hypot(x - 0.1 - 0.75 * along, y - 0.03 - 0.07 * along, z) - 0.05;
    return Math.min(Math.max(Math.hypot(x + 0.25, z) - 0.45, Math.abs(y) - 0.1), handle);
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
    // Not as high as its photos, which show its board from above.
    const { width, depth } = fitBoxes(found);
    expect(Math.abs(width / (1.2 / 1.11) - 1)).toBeLessThan(0.05);
    expect(Math.abs(depth! / (0.8 / 1.11) - 1)).toBeLessThan(0.05);
  });

  it.each([
    ["a drum from far away", DRUM, { distance: Infinity, scale: 300, size: 640 }, 2],
    // Between its pitch and the field of view rays tell hardly anything.
    ["a pan from nearby", PAN, { distance: 3, scale: 240, size: 640 }, 3],
  ] as const)("are found before something low and wide: %s", (_, mesh, options, most) => {
    const found = estimateCameras(photograph(mesh, options, HABIT_DEGREES));
    for (const [view, lean] of [["front", 1], ["back", -1], ["side", 0.5]] as const) {
      expect(Math.abs((found[view]!.lens!.pitch * 180) / Math.PI - HABIT_DEGREES - lean)).toBeLessThan(most);
    }
  });

  it("are not looked for in photos that level cameras explain, from far away or nearby", () => {
    for (const options of [FAR, NEAR]) {
      const level = photograph(TABLE, options, 0);
      for (const view of VIEWS) level[view] = outlineFrom(view, pinholePhoto(TABLE, view === "side" ? "right" : view, { size: SIZE, ...options }));
      expect(new CameraSearch(level, level, {}).pitched()).toBeNull();
    }
  });

  it("are followed where something else tells them, unless level ones explain the rays nearly as well", () => {
    const pitchesOf = (photos: Outlines): number[] => {
      const { outlines } = new CameraSearch(photos, photos, {}).fromAbove()!;
      return VIEWS.map((view) => (outlines[view]!.lens!.pitch * 180) / Math.PI);
    };
    const [front, back, side] = pitchesOf(photograph(TABLE, NEAR, HABIT_DEGREES));
    for (const [pitch, lean] of [[front, 1], [back, -1], [side, 0.5]] as const) expect(Math.abs(pitch! - HABIT_DEGREES - lean)).toBeLessThan(2);
    const level = photograph(TABLE, NEAR, 0);
    for (const view of VIEWS) level[view] = outlineFrom(view, pinholePhoto(TABLE, view === "side" ? "right" : view, { size: SIZE, ...NEAR }));
    expect(pitchesOf(level)).toEqual([0, 0, 0, 0]);
  });

  it("are not made up where nothing tells them", () => {
    const found = photograph(BALL, FAR, HABIT_DEGREES);
    expect(new CameraSearch(found, found, {}).pitched()).toBeNull();
  });
});

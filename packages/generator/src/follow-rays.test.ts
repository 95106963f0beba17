import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto, type PinholeOptions } from "../test/pinhole-photo.ts";
import type { Outlines } from "./align-views.ts";
import { followRays } from "./follow-rays.ts";
import type { Outline } from "./outline.ts";
import { refineCameras } from "./refine-cameras.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { surfaceNets } from "./surface-nets.ts";
import { VIEWS } from "./view-cameras.ts";

const SIZE = 320;
/** A bench on four legs: from nearby the legs behind stand between those before. */
const BENCH = surfaceNets(
  fieldOf(64, (x, y, z) => {
    const seat = Math.max(Math.max(Math.abs(x) - 0.5, Math.abs(z) - 0.25), Math.abs(y - 0.7) - 0.08);
    const legs = Math.max(Math.hypot(Math.abs(x) - 0.45, Math.abs(z) - 0.2) - 0.06, Math.abs(y + 0.05) - 0.75);
    return Math.min(seat, legs);
  }),
);

function photograph(options: PinholeOptions): Outlines {
  return {
    front: outlineFrom("front", pinholePhoto(BENCH, "front", { ...options, size: SIZE })),
    back: outlineFrom("back", pinholePhoto(BENCH, "back", { ...options, size: SIZE })),
    side: outlineFrom("side", pinholePhoto(BENCH, "right", { ...options, size: SIZE })),
    top: outlineFrom("top", pinholePhoto(BENCH, "top", { ...options, size: SIZE })),
  };
}

function heightOf({ box }: Outline): number {
  return box.bottom - box.top;
}

describe("followRays", () => {
  it("finds the cameras before a bench by its legs", () => {
    const distance = 3;
    const scale = 125;
    const found = photograph({ distance, scale });
    const share = (scale * distance) / SIZE;
    const straight = { ...found };
    for (const view of VIEWS) straight[view] = straightenOutline(found[view]!, 0, Infinity, null);
    const heightRatio = (outlines: Outlines): number => heightOf(outlines.front) / heightOf(outlines.side!);
    const under = (length: number) => refineCameras(straight, VIEWS.map((view) => ({ view, roll: 0, distance: length })));
    const near = under(share * SIZE);
    expect(heightRatio(straight)).toBeLessThan(0.95);
    expect(Math.abs(heightRatio(near.outlines) - 1)).toBeLessThan(0.01);
    expect(under(Infinity).cost).toBeGreaterThan(3 * near.cost);
  });

  it("leaves photos from far away as they are", () => {
    const found = photograph({ distance: Infinity, scale: 100 });
    expect(followRays(found, found, {})).toBe(found);
  });
});

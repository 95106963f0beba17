import { largestDimension, PRODUCT_OBJECTS } from "@model-3d/test-utils";
import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto, type PinholeOptions } from "../test/pinhole-photo.ts";
import type { Outlines } from "./align-views.ts";
import { followRays } from "./follow-rays.ts";
import type { Mesh } from "./mesh.ts";
import type { Outline } from "./outline.ts";
import { refineCameras } from "./refine-cameras.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { surfaceNets } from "./surface-nets.ts";

const SIZE = 320;
const VIEWS = ["front", "back", "side", "top"] as const;
/** A bench on four legs: from nearby the legs behind stand between those before. */
const BENCH = surfaceNets(
  fieldOf(64, (x, y, z) => {
    const seat = Math.max(Math.max(Math.abs(x) - 0.5, Math.abs(z) - 0.25), Math.abs(y - 0.7) - 0.08);
    const legs = Math.max(Math.hypot(Math.abs(x) - 0.45, Math.abs(z) - 0.2) - 0.06, Math.abs(y + 0.05) - 0.75);
    return Math.min(seat, legs);
  }),
);

function chairOf(): Mesh {
  const chair = PRODUCT_OBJECTS.find(({ name }) => name === "chair")!;
  const { min, max } = chair.bounds;
  const unit = largestDimension(chair) * 0.55;
  const at = (value: number, k: 0 | 1 | 2): number => (min[k] + max[k]) / 2 + value * unit;
  return surfaceNets(fieldOf(80, (x, y, z) => chair.distance(at(x, 0), at(y, 1), at(z, 2)) / unit));
}

function photograph(options: PinholeOptions, mesh = BENCH): Outlines {
  return {
    front: outlineFrom("front", pinholePhoto(mesh, "front", { ...options, size: SIZE })),
    back: outlineFrom("back", pinholePhoto(mesh, "back", { ...options, size: SIZE })),
    side: outlineFrom("side", pinholePhoto(mesh, "right", { ...options, size: SIZE })),
    top: outlineFrom("top", pinholePhoto(mesh, "top", { ...options, size: SIZE })),
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

  it("finds the cameras before a chair, whose legs and bars fit where they do not belong", () => {
    const distance = 2.4;
    const scale = 95;
    const found = photograph({ distance, scale }, chairOf());
    const straight = { ...found };
    for (const view of VIEWS) straight[view] = straightenOutline(found[view]!, 0, Infinity, null);
    const { cost, outlines } = refineCameras(straight, VIEWS.map((view) => ({ view, roll: 0, distance: scale * distance })));
    expect(cost).toBeLessThan(50);
    for (const view of ["back", "side"] as const) expect(Math.abs(heightOf(outlines[view]!) / heightOf(outlines.front) - 1)).toBeLessThan(0.025);
    for (const view of VIEWS) expect(Math.abs(outlines[view]!.lens!.sine)).toBeLessThan(0.03);
  });

  it("begins with the turns that the photos tell, not with those of outlines that were straightened wrongly", () => {
    const distance = 3;
    const scale = 125;
    const found = photograph({ distance, scale });
    const wrong: Outlines = { ...found };
    for (const view of VIEWS) wrong[view] = straightenOutline(found[view]!, view === "side" ? 0.3 : 0, Infinity, null);
    const share = (scale * distance) / found.front.photo.pictureSide;
    const followed = followRays(found, found, wrong, { front: share });
    expect(followed).not.toBe(wrong);
    for (const view of VIEWS) expect(Math.abs(followed[view]!.lens!.sine)).toBeLessThan(0.02);
  });

  it("leaves photos from far away as they are", () => {
    const found = photograph({ distance: Infinity, scale: 100 });
    expect(followRays(found, found, found, {})).toBe(found);
  });
});

import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto, type PinholeOptions } from "../test/pinhole-photo.ts";
import { alignViews, type Outlines } from "./align-views.ts";
import { buildShape } from "./build-shape.ts";
import { estimateCameras } from "./estimate-cameras.ts";
import type { Mesh } from "./mesh.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { surfaceNets } from "./surface-nets.ts";
import { sizeIn } from "./view-cameras.ts";

/** A round body with a bar at its right, twice as high as the body is wide. */
const JUG = surfaceNets(
  fieldOf(64, (x, y, z) => {
    const body = Math.max(Math.hypot(x + 0.1, z) - 0.4, Math.abs(y) - 0.8);
    const bar = Math.max(Math.hypot(x - 0.4, z) - 0.1, Math.abs(y - 0.2) - 0.3);
    return Math.min(body, bar);
  }),
);
/** Four thin posts and three boards: on the coarse models of the search they are hardly a cell wide. */
const SHELF = surfaceNets(
  fieldOf(120, (x, y, z) => {
    const posts = Math.max(Math.abs(Math.abs(x) - 0.44) - 0.03, Math.abs(Math.abs(z) - 0.24) - 0.03, Math.abs(y) - 0.8);
    const boards = [-0.6, 0, 0.55].map((height) => Math.max(Math.abs(x) - 0.44, Math.abs(y - height) - 0.03, Math.abs(z) - 0.24));
    return Math.min(posts, ...boards);
  }),
);
/** A pot that is turned on a lathe, with a foot and an opening that are level, 1.6 high, and a ball. */
const POT = surfaceNets(fieldOf(96, (x, y, z) => Math.max(Math.hypot(x, z) - 0.42 + 0.12 * y * y, Math.abs(y) - 0.8)));
const BALL = surfaceNets(fieldOf(96, (x, y, z) => Math.hypot(x, y, z) - 0.7));
const BARREL = surfaceNets(fieldOf(128, (x, y, z) => Math.max(Math.hypot(x, z) - 0.6 + 0.5 * y * y, Math.abs(y) - 0.8)));
const SIZE = 320;
const ROLLS = { front: 2, back: -1.5, side: 2.5, top: 0 };

function photograph(options: PinholeOptions, rolls: Record<keyof typeof ROLLS, number> = { front: 0, back: 0, side: 0, top: 0 }): Outlines {
  return {
    front: outlineFrom("front", pinholePhoto(JUG, "front", { ...options, size: SIZE, rollDegrees: rolls.front })),
    back: outlineFrom("back", pinholePhoto(JUG, "back", { ...options, size: SIZE, rollDegrees: rolls.back })),
    side: outlineFrom("side", pinholePhoto(JUG, "right", { ...options, size: SIZE, rollDegrees: rolls.side })),
    top: outlineFrom("top", pinholePhoto(JUG, "top", { ...options, size: SIZE, rollDegrees: rolls.top })),
  };
}

const FAR: PinholeOptions = { distance: Infinity, scale: 140 };
const NEAR: PinholeOptions = { distance: 3, scale: 105 };
const NEAR_SHARE = (NEAR.scale * NEAR.distance) / SIZE;
const NEAR_SHARES = { front: NEAR_SHARE, back: NEAR_SHARE, side: NEAR_SHARE };
const TRUE_WIDTH = 1 / 1.6;
const TRUE_DEPTH = 0.8 / 1.6;

/** The three level photos of something, from nearby. */
function fromAround(mesh: Mesh): Outlines {
  return {
    front: outlineFrom("front", pinholePhoto(mesh, "front", { ...NEAR, size: SIZE })),
    back: outlineFrom("back", pinholePhoto(mesh, "back", { ...NEAR, size: SIZE })),
    side: outlineFrom("side", pinholePhoto(mesh, "right", { ...NEAR, size: SIZE })),
  };
}

function measure(outlines: Outlines) {
  const shape = buildShape(alignViews(outlines), 64);
  const mesh = surfaceNets(shape.field);
  const worst = Math.min(...(["front", "back", "side", "top"] as const).map((view) => silhouetteIou(mesh, shape.views.outlines[view]!, ...sizeIn(shape, view))));
  return { width: shape.views.width, depth: shape.depth, worst };
}

describe("estimateCameras", () => {
  it("leaves straight photos as they are", () => {
    const outlines = photograph(FAR);
    expect(estimateCameras(outlines)).toEqual(outlines);
  });

  it("sees no perspective in straight photos of what is made of bars and boards", () => {
    const fine = { distance: Infinity, scale: 280, size: 960 };
    const outlines: Outlines = {
      front: outlineFrom("front", pinholePhoto(SHELF, "front", fine)),
      back: outlineFrom("back", pinholePhoto(SHELF, "back", fine)),
      side: outlineFrom("side", pinholePhoto(SHELF, "right", fine)),
    };
    expect(estimateCameras(outlines)).toEqual(outlines);
  });

  it("finds how far each photo was rolled", () => {
    const found = estimateCameras(photograph(FAR, ROLLS));
    for (const view of ["front", "back", "side"] as const) {
      const { sine } = found[view]!.lens!;
      expect(Math.abs((Math.asin(sine) * 180) / Math.PI - ROLLS[view])).toBeLessThan(0.6);
    }
    const errorOf = (outlines: Outlines): number => Math.abs(alignViews(outlines).depth! - TRUE_DEPTH);
    expect(errorOf(found)).toBeLessThan(0.01);
    expect(errorOf(photograph(FAR, ROLLS))).toBeGreaterThan(0.02);
  });

  it("takes the perspective out of photos from nearby, whose outlines show it or whose files tell the focal length", () => {
    const outlines = photograph(NEAR);
    const asIfFar = measure(outlines);
    expect(Math.abs(asIfFar.depth - TRUE_DEPTH)).toBeGreaterThan(0.035);
    const shares = { front: NEAR_SHARE, back: NEAR_SHARE, side: NEAR_SHARE, top: NEAR_SHARE };
    for (const near of [measure(estimateCameras(outlines)), measure(estimateCameras(outlines, shares))]) {
      expect(Math.abs(near.depth - TRUE_DEPTH)).toBeLessThan(0.025);
      expect(Math.abs(near.width - TRUE_WIDTH)).toBeLessThan(0.025);
      expect(near.worst).toBeGreaterThan(0.95);
    }
  });

  it("finds the perspective also where each photo was taken from another distance", () => {
    const outlines: Outlines = {
      front: outlineFrom("front", pinholePhoto(JUG, "front", { distance: 3, scale: 105, size: SIZE })),
      back: outlineFrom("back", pinholePhoto(JUG, "back", { distance: 3.5, scale: 90, size: SIZE })),
      side: outlineFrom("side", pinholePhoto(JUG, "right", { distance: 2.8, scale: 112.5, size: SIZE })),
      top: outlineFrom("top", pinholePhoto(JUG, "top", { distance: 3.2, scale: 98.4, size: SIZE })),
    };
    const errorOf = (views: Outlines): number => Math.abs(measure(views).depth - TRUE_DEPTH);
    expect(errorOf(outlines)).toBeGreaterThan(0.035);
    expect(errorOf(estimateCameras(outlines))).toBeLessThan(0.025);
  });

  it("makes what is round as wide as it is, whose rim from nearby lies farther in", () => {
    const found = alignViews(estimateCameras(fromAround(BARREL), NEAR_SHARES));
    for (const extent of [found.width, found.depth!]) expect(Math.abs(extent / (1.2 / 1.6) - 1)).toBeLessThan(0.008);
  });

  it("keeps level what is round and stands on a level foot, and round what is round all over", () => {
    for (const [mesh, width] of [[POT, 0.84 / 1.6], [BALL, 1]] as const) {
      const found = alignViews(estimateCameras(fromAround(mesh), NEAR_SHARES));
      for (const extent of [found.width, found.depth!]) expect(Math.abs(extent / width - 1)).toBeLessThan(0.02);
    }
  });

  it("uses the focal length of one photo for those that do not tell it", () => {
    const one = measure(estimateCameras(photograph(NEAR), { side: NEAR_SHARE }));
    expect(Math.abs(one.depth - TRUE_DEPTH)).toBeLessThan(0.025);
  });

  it("does not believe a focal length under which the outlines no longer fit together", () => {
    const outlines = photograph(FAR);
    expect(estimateCameras(outlines, { front: 0.2 })).toEqual(outlines);
  });
});

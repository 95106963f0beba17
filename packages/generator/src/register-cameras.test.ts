import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import type { AlignedViews } from "./align-views.ts";
import type { Outline } from "./outline.ts";
import { registerCameras } from "./register-cameras.ts";
import { silhouetteIou } from "./silhouette-iou.ts";
import { surfaceNets } from "./surface-nets.ts";

const SIZE = 320;
const SCALE = 90;
const DISTANCE = 3;
/** A body with a bar at its right: an outline that tells size, place and turn. */
const JUG = surfaceNets(
  fieldOf(48, (x, y, z) => {
    const body = Math.max(Math.hypot(x + 0.1, z) - 0.4, Math.abs(y) - 0.8);
    return Math.min(body, Math.max(Math.hypot(x - 0.4, z) - 0.1, Math.abs(y - 0.2) - 0.3));
  }),
);

/** The outline in a photo from nearby, with a camera that is off by so much; the model is in its own units, 1 wide and high. */
function outlineWith(view: "front" | "back", off: { growth: number; shift: number; turnDegrees: number }): Outline {
  const photo = outlineFrom(view, pinholePhoto(JUG, view, { distance: DISTANCE, scale: SCALE, size: SIZE, rollDegrees: 2 }));
  const unit = SCALE * (1 + off.growth);
  // The picture's middle in the crop's pixels: the outline's box is known in both.
  const straight = outlineFrom(view, pinholePhoto(JUG, view, { distance: DISTANCE, scale: SCALE, size: SIZE }));
  const centerX = (straight.box.left + straight.box.right) / 2 + off.shift;
  const centerY = (straight.box.top + straight.box.bottom) / 2 + off.shift;
  const roll = ((2 + off.turnDegrees) * Math.PI) / 180;
  return {
    ...photo,
    box: { left: centerX - unit / 2, right: centerX + unit / 2, top: centerY - unit / 2, bottom: centerY + unit / 2 },
    lens: { centerX, centerY, cosine: Math.cos(roll), sine: Math.sin(roll), pitch: 0, distance: SCALE * DISTANCE, rim: null },
  };
}

function viewsWith(off: Parameters<typeof outlineWith>[1]): { views: AlignedViews; depth: number } {
  return { views: { outlines: { front: outlineWith("front", off), back: outlineWith("back", off) }, width: 1, depth: 1, warnings: [] }, depth: 1 };
}

describe("registerCameras", () => {
  it("lays cameras that are too near, beside and turned on the model that the photos show", () => {
    const off = viewsWith({ growth: 0.03, shift: 5, turnDegrees: -2 });
    const found = registerCameras(JUG, off);
    for (const view of ["front", "back"] as const) {
      expect(silhouetteIou(JUG, off.views.outlines[view], 1, 1)).toBeLessThan(0.93);
      expect(silhouetteIou(JUG, found.views.outlines[view], 1, 1)).toBeGreaterThan(0.985);
      const { sine } = found.views.outlines[view].lens!;
      expect(Math.abs((Math.asin(sine) * 180) / Math.PI - 2)).toBeLessThan(0.4);
    }
  });

  it("leaves photos from far away alone: their outlines are what the model is made of", () => {
    const straight = viewsWith({ growth: 0.03, shift: 5, turnDegrees: 0 });
    const { front, back } = straight.views.outlines;
    for (const outline of [front, back]) outline.lens = { ...outline.lens!, distance: Infinity };
    expect(registerCameras(JUG, straight).views.outlines).toEqual({ front, back });
  });
});

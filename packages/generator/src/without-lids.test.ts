import { describe, expect, it } from "vitest";
import { createRandom } from "@model-3d/test-utils";
import { outlineFrom } from "../test/outlines.ts";
import { fitBoxes, type Outlines } from "./align-views.ts";
import type { Image } from "./image.ts";
import type { View } from "./view-cameras.ts";
import { withoutLids } from "./without-lids.ts";

const HEIGHT = 200;
const SIDE = 64;
/** A square on nothing, of which only the box is told otherwise below. */
const SQUARE: Image = { width: SIDE, height: SIDE, data: Uint8Array.from({ length: 4 * SIDE * SIDE }, (_, i) => (i % 4 < 3 || Math.max(Math.abs(((i >> 2) % SIDE) - 32), Math.abs((i >> 8) - 32)) < 20 ? 255 : 0)) };

/** What cameras far away that look down so far show of a box of this width and depth in heights: what they show of its height, and of its lid above that. */
function photographed(width: number, depth: number, pitch: number): Outlines {
  const shown = (view: View, across: number, away: number) => {
    const size = { width: across * HEIGHT, height: view === "top" ? away * HEIGHT : (Math.cos(pitch) + away * Math.sin(pitch)) * HEIGHT };
    const outline = outlineFrom(view, SQUARE);
    return { ...outline, box: { left: 20, top: 30, right: 20 + size.width, bottom: 30 + size.height } };
  };
  return { front: shown("front", width, depth), back: shown("back", width, depth), side: shown("side", depth, width), top: shown("top", width, depth) };
}

describe("withoutLids", () => {
  it("tells a box's width and depth in heights from what is shown of it from above", () => {
    const random = createRandom(3);
    for (let k = 0; k < 200; k++) {
      const [width, depth, pitch] = [0.3 + 1.7 * random(), 0.3 + 1.7 * random(), 0.05 + 0.2 * random()];
      const shown = photographed(width, depth, pitch);
      const told = withoutLids(shown, pitch);
      const fitted = fitBoxes(told);
      const off = Math.max(Math.abs(fitted.width / width - 1), Math.abs(fitted.depth! / depth - 1));
      expect(off, `${width} by ${depth} from ${pitch}`).toBeLessThan(0.02);
      expect(told.top).toBe(shown.top);
      expect(told.front.box.top + told.front.box.bottom).toBeCloseTo(shown.front.box.top + shown.front.box.bottom, 6);
    }
  });

  it("leaves the boxes of level photos as they are", () => {
    const shown = photographed(0.8, 0.5, 0);
    expect(withoutLids(shown, 0)).toEqual(shown);
  });

  it("leaves something of what is as flat as a sheet", () => {
    const { front } = withoutLids(photographed(6, 6, 0.35), 0.6);
    expect(front.box.bottom - front.box.top).toBeGreaterThan(0);
  });
});

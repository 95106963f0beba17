import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldOf, sphereField } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { fitBoxes, type Outlines } from "./align-views.ts";
import { boxOfField, centerCameras } from "./center-cameras.ts";
import { photoProjection, projectPoint } from "./outline.ts";
import { surfaceNets } from "./surface-nets.ts";
import { dot, sizeIn, VIEW_CAMERAS, VIEWS, type View } from "./view-cameras.ts";

const ball = outlineFrom("front", pinholePhoto(surfaceNets(sphereField(24, 0.6)), "front", { size: 120, distance: Infinity, scale: 60 }));

describe("boxOfField", () => {
  it("tells the box of what is inside to half a cell", () => {
    const { low, high } = boxOfField(fieldOf(41, (x, y, z) => Math.max(Math.abs(x - 0.2) - 0.3, Math.abs(y) - 0.5, Math.abs(z + 0.1) - 0.4)))!;
    for (const [found, wanted] of [[low, [-0.1, -0.5, -0.5]], [high, [0.5, 0.5, 0.3]]] as const) for (let k = 0; k < 3; k++) expect(Math.abs(found[k]! - wanted[k]!)).toBeLessThan(0.051);
  });

  it("tells none of an empty field", () => {
    expect(boxOfField(fieldOf(8, () => 1))).toBeNull();
  });
});

describe("centerCameras", () => {
  it("shows every point where it was shown before, told from the middle of the box and in its height", () => {
    const part = fc.double({ min: -0.4, max: 0.4, noNaN: true });
    const point = fc.tuple(part, part, part);
    const side = fc.double({ min: 0.3, max: 2, noNaN: true });
    fc.assert(
      fc.property(point, fc.tuple(side, side, side), point, fc.double({ min: 2, max: 20, noNaN: true }), fc.double({ min: -0.2, max: 0.2, noNaN: true }), fc.double({ min: -0.4, max: 0.4, noNaN: true }), (middle, size, at, distance, roll, pitch) => {
        const [width, depth, scale] = [1.3, 0.7, 50];
        const outlines = Object.fromEntries(VIEWS.map((view) => [view, cameraOf(view, sizeIn({ views: { width }, depth }, view), scale, distance, roll, pitch)])) as unknown as Outlines;
        const box = { low: middle.map((m, k) => m - size[k]! / 2) as [number, number, number], high: middle.map((m, k) => m + size[k]! / 2) as [number, number, number] };
        const moved = centerCameras(outlines, box);
        const fitted = fitBoxes(moved);
        expect(fitted.width).toBeCloseTo(size[0] / size[1], 6);
        expect(fitted.depth).toBeCloseTo(size[2] / size[1], 6);
        for (const view of VIEWS) {
          const before = shownAt(outlines, view, width, depth, at);
          const after = shownAt(moved, view, fitted.width, fitted.depth!, at.map((value, k) => (value - middle[k]!) / size[1]));
          for (let k = 0; k < 2; k++) expect(after[k]!).toBeCloseTo(before[k]!, 4);
        }
      }),
      { numRuns: 100 },
    );
  });
});

function cameraOf(view: View, [w, h]: readonly [number, number], scale: number, distance: number, roll: number, pitch: number): Outlines["front"] {
  const [centerX, centerY] = [60, 55];
  return {
    ...ball,
    view,
    camera: view === "side" ? "right" : view,
    box: { left: centerX - (w * scale) / 2, right: centerX + (w * scale) / 2, top: centerY - (h * scale) / 2, bottom: centerY + (h * scale) / 2 },
    lens: { centerX, centerY, cosine: Math.cos(roll), sine: Math.sin(roll), pitch, distance: distance * scale, rim: null },
  };
}

function shownAt(outlines: Outlines, view: View, width: number, depth: number, [x, y, z]: readonly number[]): [number, number] {
  const outline = outlines[view]!;
  const { right, up, toward } = VIEW_CAMERAS[outline.camera];
  const seen = new Float64Array(2);
  projectPoint(photoProjection(outline, ...sizeIn({ views: { width }, depth }, view)), dot(right, x!, y!, z!), dot(up, x!, y!, z!), dot(toward, x!, y!, z!), seen);
  return [seen[0]!, seen[1]!];
}

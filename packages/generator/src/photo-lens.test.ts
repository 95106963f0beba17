import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backThroughLens, straightLens, throughLens, type PhotoLens } from "./photo-lens.ts";
import { dot, pitchedCamera, VIEW_CAMERAS } from "./view-cameras.ts";

const pixels = fc.double({ min: -200, max: 200, noNaN: true });
const lens = fc.record({
  roll: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
  pitch: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  distance: fc.oneof(fc.constant(Infinity), fc.double({ min: 700, max: 5000, noNaN: true })),
}).map(({ roll, pitch, distance }): PhotoLens => ({ ...straightLens(320, 240, roll), pitch, distance }));

describe("throughLens", () => {
  it("shows points where a camera shows them that stands above its axis and looks down", () => {
    fc.assert(
      fc.property(lens, pixels, pixels, pixels, (held, x, y, z) => {
        const { right, up, toward } = pitchedCamera(VIEW_CAMERAS.front, held.pitch);
        const zoom = held.distance === Infinity ? 1 : held.distance / (held.distance - dot(toward, x, y, z));
        const [u, v] = [dot(right, x, y, z) * zoom, -dot(up, x, y, z) * zoom];
        const seen = new Float64Array(2);
        expect(throughLens(held, 320 + x, 240 - y, z, seen)).toBeCloseTo(zoom, 9);
        expect(seen[0]!).toBeCloseTo(320 + held.cosine * u + held.sine * v, 6);
        expect(seen[1]!).toBeCloseTo(240 - held.sine * u + held.cosine * v, 6);
      }),
    );
  });
});

describe("backThroughLens", () => {
  it("leads back to where a straight view shows the point", () => {
    fc.assert(
      fc.property(lens, pixels, pixels, pixels, (held, x, y, near) => {
        const seen = new Float64Array(2);
        const zoom = throughLens(held, 320 + x, 240 + y, near, seen);
        const back = new Float64Array(2);
        expect(backThroughLens(held, seen[0]!, seen[1]!, near, back)).toBeCloseTo(zoom, 6);
        expect(back[0]!).toBeCloseTo(320 + x, 5);
        expect(back[1]!).toBeCloseTo(240 + y, 5);
      }),
    );
  });
});

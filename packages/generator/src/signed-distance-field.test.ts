import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signedDistanceField } from "./signed-distance-field.ts";

describe("signedDistanceField", () => {
  it("is negative exactly where more than half of a pixel is covered", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 24 }), fc.integer({ min: 2, max: 24 }), fc.infiniteStream(fc.float({ min: 0, max: 1, noNaN: true })), (width, height, stream) => {
        const coverage = Float32Array.from({ length: width * height }, () => stream.next().value);
        const { values } = signedDistanceField({ width, height, coverage });
        coverage.forEach((c, i) => {
          if (c > 0.5) expect(values[i]).toBeLessThan(0);
          if (c < 0.5) expect(values[i]).toBeGreaterThan(0);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("measures the distance to an antialiased disc to six tenths of a pixel", () => {
    const size = 80;
    const radius = 24.3;
    const coverage = new Float32Array(size * size);
    const distance = (x: number, y: number): number => Math.hypot(x - 40.2, y - 39.7) - radius;
    for (let i = 0; i < coverage.length; i++) {
      let inside = 0;
      for (let s = 0; s < 64; s++) if (distance((i % size) + ((s % 8) + 0.5) / 8, Math.floor(i / size) + (Math.floor(s / 8) + 0.5) / 8) < 0) inside++;
      coverage[i] = inside / 64;
    }
    const { values } = signedDistanceField({ width: size, height: size, coverage });
    for (let i = 0; i < values.length; i++) {
      const exact = distance((i % size) + 0.5, Math.floor(i / size) + 0.5);
      expect(Math.abs(values[i]! - exact)).toBeLessThan(0.6);
    }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resizePixels } from "./resize-pixels.ts";

describe("resizing without a library", () => {
  it("keeps what is of one colour, and the mean of everything, at any size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (width, height, toWidth, toHeight) => {
        const plain = resizePixels({ width, height, data: new Uint8Array(width * height * 4).fill(77) }, toWidth, toHeight);
        expect([plain.width, plain.height, plain.data.every((value) => value === 77), plain.data.length]).toEqual([toWidth, toHeight, true, toWidth * toHeight * 4]);
        if (width % toWidth > 0 || height % toHeight > 0) return;
        const noise = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at * 7919) % 251);
        const mean = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
        expect(Math.abs(mean(resizePixels({ width, height, data: noise }, toWidth, toHeight).data) - mean(noise))).toBeLessThan(0.6);
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { largestMagnitude } from "./largest-magnitude.ts";

it("the largest of some numbers is told by their bits as by their values, and what is none is larger", () => {
  expect(largestMagnitude(new Float32Array(0))).toBe(0);
  expect(largestMagnitude(Float32Array.of(-0, 0))).toBe(0);
  expect(largestMagnitude(Float32Array.of(1, -Infinity, 2))).toBe(Infinity);
  expect(largestMagnitude(Float32Array.of(1, NaN, Infinity))).toBeNaN();
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1 }), (values) => {
      expect(largestMagnitude(values)).toBe(Math.max(...values.map(Math.abs)));
    }),
    { seed: 5 },
  );
});

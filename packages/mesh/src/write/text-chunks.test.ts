import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "./text-chunks.ts";

describe("a number as text", () => {
  it("has the digits that it is given, no zeros at its end, no exponent and no minus before zero", () => {
    expect([0, -0, 1, -2.5, 0.000001, -0.0000004, 1e-7, 120, 1234567.125, 1e21, 0.1 + 0.2].map((value) => decimal(value))).toEqual(["0", "0", "1", "-2.5", "0.000001", "0", "0", "120", "1234567.125", "1000000000000000000000", "0.3"]);
    expect([decimal(0.5, 0), decimal(1.25, 1), decimal(-1.25, 1), decimal(3, 12), decimal(0.000000000001, 12)]).toEqual(["1", "1.3", "-1.2", "3", "0.000000000001"]);
  });

  it("is what rounding says, to the last digit", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e6), max: Math.fround(1e6) }), fc.integer({ min: 0, max: 9 }), (value, digits) => {
        const rounded = Math.round(value * 10 ** digits) / 10 ** digits;
        const text = decimal(value, digits);
        expect(text).toMatch(/^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/);
        expect(Number(text) + 0).toBe(rounded + 0);
      }),
      { numRuns: 2000 },
    );
  });
});

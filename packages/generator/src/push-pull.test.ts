import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pushPull } from "./push-pull.ts";

describe("pushPull", () => {
  it("keeps what is known and fills the rest within the range of the known values", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 2 ** 30 }), (width, height, seed) => {
        const random = generator(seed);
        const values = Float32Array.from({ length: width * height }, () => 10 + 5 * random());
        const weights = Float32Array.from(values, () => (random() < 0.2 ? 1 : 0));
        weights[0] = 1;
        for (let i = 0; i < values.length; i++) if (weights[i] === 0) values[i] = -1000;
        const before = values.slice();
        const known = weights.slice();
        pushPull(values, weights, width, height, 1);
        values.forEach((value, i) => {
          if (known[i] === 1) expect(value).toBe(before[i]);
          else expect(value >= 9.999 && value <= 15.001).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

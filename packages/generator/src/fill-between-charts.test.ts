import { createRandom } from "@model-3d/test-utils";
import { expect, test } from "vitest";
import { fillBetweenCharts } from "./fill-between-charts.ts";
import { pushPull } from "./push-pull.ts";

test("texels are filled as numbers are, and what is painted stays as it is", () => {
  for (const size of [16, 33]) {
    const random = createRandom(size);
    const painted = Uint8Array.from({ length: size * size }, (_, i) => (i % size < size / 2 && random() < 0.6 ? 1 : 0));
    const data = new Uint8ClampedArray(4 * size * size);
    const numbers = new Float32Array(3 * size * size);
    for (let i = 0; i < painted.length; i++) {
      if (painted[i] === 0) continue;
      for (let k = 0; k < 3; k++) data[4 * i + k] = numbers[3 * i + k] = Math.floor(256 * random());
      data[4 * i + 3] = 255;
    }
    pushPull(numbers, Float32Array.from(painted), size, size, 3);
    fillBetweenCharts(data, painted, size);
    for (let i = 0; i < painted.length; i++) {
      for (let k = 0; k < 3; k++) expect(Math.abs(data[4 * i + k]! - numbers[3 * i + k]!)).toBeLessThanOrEqual(painted[i] === 0 ? 0.501 : 0);
      expect(data[4 * i + 3]).toBe(255);
    }
  }
});

import { createRandom } from "@model-3d/test-utils";
import { expect, test } from "vitest";
import { coverPixels } from "./cover-pixels.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";

test("pixels are covered by the same triangles as are drawn on them", () => {
  const [width, height] = [40, 30];
  const random = createRandom(3);
  for (const size of [0.5, 2, 8]) {
    const points = new Float32Array(3 * 3 * 600);
    for (let t = 0; t < points.length; t += 9) {
      const [x, y] = [50 * random() - 5, 40 * random() - 5];
      for (let k = 0; k < 9; k += 3) points.set([x + size * random(), y + size * random()], t + k);
    }
    const indices = Uint32Array.from({ length: points.length / 3 }, (_, i) => i);
    const drawn = new Uint8Array(width * height);
    rasterizeTriangles(points, indices, width, height, (pixel) => (drawn[pixel] = 1));
    const hit = new Uint8Array(width * height);
    coverPixels(points, indices, width, height, hit);
    expect(hit).toEqual(drawn);
    expect(hit.includes(1)).toBe(true);
  }
});

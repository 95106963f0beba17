import { createRandom } from "@model-3d/test-utils";
import { expect, test } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { coverPixels } from "./cover-pixels.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";
import { surfaceNets } from "./surface-nets.ts";

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

test("a closed surface covers the same by its near side alone, whichever that is", () => {
  const [width, height] = [40, 30];
  const { positions, indices } = surfaceNets(fieldOf(24, (x, y, z) => Math.min(Math.hypot(x + 0.2, y, z) - 0.5, Math.hypot(x - 0.5, y - 0.3, z - 0.4) - 0.2)));
  const points = positions.map((value, i) => (i % 3 === 0 ? 19.3 + 17 * value : i % 3 === 1 ? 14.6 - 17 * value : value));
  const all = new Uint8Array(width * height);
  coverPixels(points, indices, width, height, all);
  expect(all.filter((hit) => hit === 1).length).toBeGreaterThan(200);
  for (const winding of [indices, indices.slice().reverse()]) {
    const near = new Uint8Array(width * height);
    coverPixels(points, winding, width, height, near, true);
    expect(near).toEqual(all);
  }
});

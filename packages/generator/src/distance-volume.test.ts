import { createRandom } from "@model-3d/test-utils";
import { expect, test } from "vitest";
import { UNKNOWN_SQUARE } from "./distance-transform.ts";
import { transformVolume } from "./distance-volume.ts";

test("each sample of a volume gets the least of all squares with their distances, and what nothing tells stays unknown", () => {
  const [nx, ny, nz] = [19, 7, 11];
  const random = createRandom(5);
  const squares = Float32Array.from({ length: nx * ny * nz }, () => (random() < 0.02 ? 4 * random() : UNKNOWN_SQUARE));
  const found = squares.slice();
  transformVolume(found, { nx, ny, nz, cellSize: 1 });
  for (let o = 0; o < found.length; o++) {
    const [x, y, z] = [o % nx, Math.floor(o / nx) % ny, Math.floor(o / (nx * ny))];
    const sums = Array.from(squares, (square, q) => square + (x - (q % nx)) ** 2 + (y - (Math.floor(q / nx) % ny)) ** 2 + (z - Math.floor(q / (nx * ny))) ** 2);
    expect(found[o]).toBeCloseTo(Math.min(...sums), 4);
  }
  const nothing = new Float32Array(nx * ny * nz).fill(UNKNOWN_SQUARE);
  transformVolume(nothing, { nx, ny, nz, cellSize: 1 });
  expect(nothing.every((square) => square === UNKNOWN_SQUARE)).toBe(true);
});

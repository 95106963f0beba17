import { createRandom } from "@model-3d/test-utils";
import { expect, test } from "vitest";
import { UNKNOWN_SQUARE } from "./distance-transform.ts";
import { transformVolume, VolumeDistances } from "./distance-volume.ts";

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

test("asked for by the sample, distances are the same", () => {
  const grid = { nx: 37, ny: 9, nz: 14, cellSize: 1 };
  const random = createRandom(6);
  const squares = Float32Array.from({ length: grid.nx * grid.ny * grid.nz }, () => (random() < 0.02 ? 4 * random() : UNKNOWN_SQUARE));
  const all = squares.slice();
  transformVolume(all, grid);
  const asked = new VolumeDistances(squares, grid);
  for (let i = 0; i < 400; i++) {
    const sample = Math.floor(random() * all.length);
    expect(asked.squareAt(sample)).toBe(all[sample]);
  }
});

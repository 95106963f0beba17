import { describe, expect, it } from "vitest";
import { dropCrumbs } from "./drop-crumbs.ts";
import { gridCoordinate, type ScalarField } from "./outline-grids.ts";
import { removeFragments } from "./remove-fragments.ts";
import { surfaceNets } from "./surface-nets.ts";

const COUNT = 40;
const CELL = 0.05;

/** Balls, and what is left out of them. */
function balls(...all: readonly (readonly [x: number, y: number, z: number, radius: number])[]): ScalarField {
  const values = new Float32Array(COUNT ** 3);
  for (let i = 0; i < values.length; i++) {
    const [x, y, z] = [i % COUNT, Math.floor(i / COUNT) % COUNT, Math.floor(i / COUNT ** 2)].map((index) => gridCoordinate(index, COUNT, CELL)) as [number, number, number];
    values[i] = Math.min(...all.map(([px, py, pz, radius]) => Math.hypot(x - px, y - py, z - pz) - radius));
  }
  return { nx: COUNT, ny: COUNT, nz: COUNT, cellSize: CELL, values };
}

const countInside = ({ values }: ScalarField): number => values.reduce((sum, value) => sum + (value < 0 ? 1 : 0), 0);

describe("dropCrumbs", () => {
  it("drops what its surface would lose as a fragment, and nothing else", () => {
    const field = balls([0, -0.2, 0, 0.6], [0, 0.6, 0, 0.08]);
    dropCrumbs(field, 0.05);
    const alone = balls([0, -0.2, 0, 0.6]);
    expect(countInside(field)).toBe(countInside(alone));
    const mesh = surfaceNets(field);
    expect(removeFragments(mesh, 0.05)).toBe(mesh);
    expect(Math.max(...mesh.positions.filter((_, i) => i % 3 === 1))).toBeLessThan(0.45);
  });

  it("keeps two parts that are both large enough, and one alone however small it is", () => {
    for (const field of [balls([-0.4, 0, 0, 0.3], [0.4, 0, 0, 0.3]), balls([0, 0, 0, 0.06])]) {
      const before = field.values.slice();
      dropCrumbs(field, 0.05);
      expect(field.values).toEqual(before);
    }
  });

  it("takes parts for one that hang together by a single sample", () => {
    const field = balls([-0.3, 0, 0, 0.35], [0.2, 0, 0, 0.1]);
    for (let x = 0; x < COUNT; x++) {
      const o = (20 * COUNT + 20) * COUNT + x;
      if (x > 12 && x < 26) field.values[o] = Math.min(field.values[o]!, -0.001);
    }
    const inside = countInside(field);
    dropCrumbs(field, 0.3);
    expect(countInside(field)).toBe(inside);
  });
});

import { createRandom } from "@model-3d/test-utils";
import { describe, expect, test } from "vitest";
import { RayFollower, type Viewpoint } from "./ray-misses.ts";
import { signedDistanceField } from "./signed-distance-field.ts";
import { VIEW_CAMERAS, type CameraName } from "./view-cameras.ts";

const SIZE = 96;
const SCALE = 70;
const REACH = 0.62;
const EDGE_PIXELS = 0.12;

/** What a camera shows of four legs under a board. */
function viewpoint(name: CameraName, [scale, x, y, turn]: readonly number[], distance = 150): Viewpoint {
  const coverage = new Float32Array(SIZE * SIZE);
  for (let row = 13; row < 83; row++) {
    for (let column = 13; column < 83; column++) {
      const isLeg = column < 21 || column >= 75;
      if (name === "top" || row < 21 || isLeg) coverage[row * SIZE + column] = 1;
    }
  }
  const points = Float64Array.from([13, 30, 21, 60, 75, 50, 83, 40, 30, 13, 60, 13, 40, name === "top" ? 83 : 21, 13, 83]);
  return { field: signedDistanceField({ width: SIZE, height: SIZE, coverage }), points, ...VIEW_CAMERAS[name], distance, scale: SCALE * scale!, x: SIZE / 2 + x!, y: SIZE / 2 + y!, cosine: Math.cos(turn!), sine: Math.sin(turn!) };
}

describe("RayFollower", () => {
  const random = createRandom(7);
  const cameras = (): Viewpoint[] => (["front", "back", "right", "top"] as const).map((name) => viewpoint(name, [1 + 0.1 * (random() - 0.5), 6 * (random() - 0.5), 6 * (random() - 0.5), 0.1 * (random() - 0.5)]));

  test("answers the same whatever cameras it was asked about before", () => {
    const used = new RayFollower(32, REACH, EDGE_PIXELS);
    for (let round = 0; round < 40; round++) {
      const asked = cameras();
      expect(used.misses(asked)).toEqual(new RayFollower(32, REACH, EDGE_PIXELS).misses(asked));
    }
  });

  test("says of a ray that passes the others by how far, and of what all show nothing", () => {
    const shown = (["front", "back", "right", "top"] as const).map((name) => viewpoint(name, [1, 0, 0, 0], Infinity));
    shown[0]!.points.set([48, 2]);
    const misses = new RayFollower(32, REACH, EDGE_PIXELS).misses(shown);
    // Eleven pixels above the board.
    expect(Math.abs(misses[0]! - 11 / SCALE)).toBeLessThan(1 / SCALE);
    expect(Math.max(...misses.subarray(1))).toBeLessThan(0.5 / SCALE);
  });
});

import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { levelEnds, type LevelPhoto } from "./level-ends.ts";
import type { Mesh } from "./mesh.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { surfaceNets } from "./surface-nets.ts";
import type { View } from "./view-cameras.ts";

const HEIGHT = 1.6;
const RADIUS = 0.42;
const DISTANCE = 3;
const SCALE = 315;
const SIZE = 960;

/** Turned on a lathe, the edge of its foot and of its rim rounded by a radius. */
function pot(rounding: number): Mesh {
  return surfaceNets(
    fieldOf(128, (x, y, z) => {
      const outward = Math.hypot(x, z) - RADIUS + rounding;
      const upward = Math.abs(y) - HEIGHT / 2 + rounding;
      return Math.min(Math.max(outward, upward), 0) + Math.hypot(Math.max(outward, 0), Math.max(upward, 0)) - rounding;
    }),
  );
}

function photoOf(mesh: Mesh, view: Extract<View, "front" | "back">): LevelPhoto {
  const found = outlineFrom(view, pinholePhoto(mesh, view, { distance: DISTANCE, scale: SCALE, size: SIZE }));
  const distance = (DISTANCE * SCALE) / found.photoScale;
  const outline = straightenOutline(found, { roll: 0, pitch: 0, distance }, null);
  return { outline, lens: outline.lens!, height: ((outline.box.bottom - outline.box.top) * found.photoScale) / SCALE };
}

describe("levelEnds", () => {
  const sharp = pot(0);

  it("finds the foot and the rim in each photo, as far from the middle as they are", () => {
    const { level, round } = levelEnds(sharp, [photoOf(sharp, "front"), photoOf(sharp, "back")]);
    expect(round).toEqual([]);
    for (const view of ["front", "back"] as const) {
      const ends = level.get(view)!;
      expect(ends.map(({ direction }) => direction)).toEqual([1, -1]);
      for (const { plane, depths } of ends) {
        expect(Math.abs(plane / SCALE / (HEIGHT / 2) - 1)).toBeLessThan(0.02);
        expect(Math.abs(Math.max(...depths) / SCALE / RADIUS - 1)).toBeLessThan(0.02);
      }
    }
  });

  it("takes for one end what several photos show, though one of them alone would not tell that it is level", () => {
    const soft = pot(0.3);
    const unclear = photoOf(soft, "back");
    expect(levelEnds(soft, [unclear])).toEqual({ level: new Map(), round: [] });
    const { level } = levelEnds(soft, [photoOf(sharp, "front"), unclear]);
    for (const view of ["front", "back"] as const) expect(level.get(view)).toHaveLength(2);
  });

  it("finds both ends of a ball to be round", () => {
    const ball = surfaceNets(fieldOf(96, (x, y, z) => Math.hypot(x, y, z) - HEIGHT / 2));
    expect(levelEnds(ball, [photoOf(ball, "front"), photoOf(ball, "back")])).toEqual({ level: new Map(), round: [1, -1] });
  });
});

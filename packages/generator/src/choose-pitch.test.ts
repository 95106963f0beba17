import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto, type PinholeOptions } from "../test/pinhole-photo.ts";
import type { Outlines } from "./align-views.ts";
import { estimateCameras } from "./estimate-cameras.ts";
import type { Mesh } from "./mesh.ts";
import { surfaceNets } from "./surface-nets.ts";

/** Turned on a lathe, 1.6 high, with a foot and an opening that are level: no ray tells from how far above they are seen. */
const POT = surfaceNets(fieldOf(96, (x, y, z) => Math.max(Math.hypot(x, z) - 0.42 + 0.12 * y * y, Math.abs(y) - 0.8)));
const VASE = surfaceNets(fieldOf(128, (x, y, z) => Math.max(Math.hypot(x, z) - 0.32 + 0.14 * Math.sin(3.2 * y), Math.abs(y) - 0.8)));
const SIZE = 640;
const DISTANCE = 4.8;
const SCALE = 240;
const SHARE = (SCALE * DISTANCE) / SIZE;
/** By how many degrees photos by hand differ in how far above they are taken. */
const DIFFERENCE = 1;
const TOLERANCE = 3;

function photograph(mesh: Mesh, pitchDegrees: number): Outlines {
  const options = (difference: number): PinholeOptions => ({ distance: DISTANCE, scale: SCALE, size: SIZE, pitchDegrees: pitchDegrees === 0 ? 0 : pitchDegrees + difference });
  return {
    front: outlineFrom("front", pinholePhoto(mesh, "front", options(DIFFERENCE))),
    back: outlineFrom("back", pinholePhoto(mesh, "back", options(-DIFFERENCE))),
    side: outlineFrom("side", pinholePhoto(mesh, "right", options(DIFFERENCE / 2))),
    top: outlineFrom("top", pinholePhoto(mesh, "top", { ...options(0), pitchDegrees: 0 })),
  };
}

function pitchDegreesOf({ front }: Outlines): number {
  return ((front.lens?.pitch ?? 0) * 180) / Math.PI;
}

describe("choosePitch", () => {
  it.each<[name: string, mesh: Mesh, pitchDegrees: number]>([
    ["a vase", VASE, 7],
    ["a vase", VASE, 10],
    ["a pot", POT, 10],
  ])("sees by the foot and the opening of %s that it was photographed from above, and from about how far", (_name, mesh, pitchDegrees) => {
    const outlines = photograph(mesh, pitchDegrees);
    for (const shares of [{}, { front: SHARE }]) expect(Math.abs(pitchDegreesOf(estimateCameras(outlines, shares)) - pitchDegrees)).toBeLessThan(TOLERANCE);
  });

  it("takes level photos for level", () => {
    for (const mesh of [VASE, POT]) expect(pitchDegreesOf(estimateCameras(photograph(mesh, 0)))).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { fitBoxes, type Outlines } from "./align-views.ts";
import { buildShape } from "./build-shape.ts";
import { matchShape } from "./match-shape.ts";
import { refineCameras } from "./refine-cameras.ts";
import { surfaceNets } from "./surface-nets.ts";

const VIEWS = ["front", "back", "side", "top"] as const;
const DISTANCE = 3;
const SCALE = 125;
/** A bench on four legs: from nearby the legs behind stand between those before. */
const BENCH = surfaceNets(
  fieldOf(64, (x, y, z) => {
    const seat = Math.max(Math.abs(x) - 0.5, Math.abs(z) - 0.25, Math.abs(y - 0.7) - 0.08);
    const legs = Math.max(Math.hypot(Math.abs(x) - 0.45, Math.abs(z) - 0.2) - 0.06, Math.abs(y + 0.05) - 0.75);
    return Math.min(seat, legs);
  }),
);

function photographed(distance: number): Outlines {
  const photo = (camera: "front" | "back" | "right" | "top") => pinholePhoto(BENCH, camera, { size: 320, distance, scale: SCALE });
  return { front: outlineFrom("front", photo("front")), back: outlineFrom("back", photo("back")), side: outlineFrom("side", photo("right")), top: outlineFrom("top", photo("top")) };
}

const matchOf = (outlines: Outlines): number => matchShape(buildShape(fitBoxes(outlines), 64));

describe("matchShape", () => {
  it("finds that a shape made of photos from far away matches them", () => {
    expect(matchOf(photographed(Infinity))).toBeGreaterThan(90);
  });

  it("finds that photos from nearby match a shape made under their cameras, and less so one made as if they were nearer", () => {
    const found = photographed(DISTANCE);
    const under = (distance: number): number => matchOf(refineCameras(found, VIEWS.map((view) => ({ view, roll: 0, pitch: 0, distance: SCALE * distance })), { toldWidening: 1 }).outlines);
    const near = under(DISTANCE);
    expect(near).toBeGreaterThan(90);
    expect(near).toBeGreaterThan(under(DISTANCE / 2) + 5);
  });
});

import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { boxiness } from "./boxiness.ts";
import type { Mesh } from "./mesh.ts";
import { straightLens } from "./photo-lens.ts";
import { surfaceNets } from "./surface-nets.ts";

/** Four legs, a top and a board between the legs, and a barrel. */
const TABLE = surfaceNets(
  fieldOf(120, (x, y, z) => {
    const legs = Math.max(Math.abs(Math.abs(x) - 0.6) - 0.05, Math.abs(Math.abs(z) - 0.3) - 0.05, Math.abs(y) - 0.5);
    const boards = [0.5, -0.2].map((height) => Math.max(Math.abs(x) - 0.65, Math.abs(y - height) - 0.04, Math.abs(z) - 0.35));
    return Math.min(legs, ...boards);
  }),
);
const BARREL = surfaceNets(fieldOf(96, (x, y, z) => Math.max(Math.hypot(x, z) - 0.6 + 0.5 * y * y, Math.abs(y) - 0.8)));

describe("boxiness", () => {
  const shareOf = (mesh: Mesh, rollDegrees: number, isKnown = true): number => {
    const { field, box } = outlineFrom("front", pinholePhoto(mesh, "front", { distance: 4, scale: 440, size: 960, rollDegrees }));
    const lens = straightLens((box.left + box.right) / 2, (box.top + box.bottom) / 2, isKnown ? (rollDegrees * Math.PI) / 180 : 0);
    return boxiness({ field, lens });
  };

  it("is that of a thing as it stands, however its photo is turned", () => {
    const upright = shareOf(TABLE, 0);
    expect(upright).toBeGreaterThan(0.85);
    for (const roll of [-4, -1.5, 2.5, 5]) expect(Math.abs(shareOf(TABLE, roll) - upright)).toBeLessThan(0.03);
    expect(shareOf(TABLE, 20, false)).toBeLessThan(0.2);
  });

  it("is asked anew when the turn is found to be another", () => {
    const outline = outlineFrom("front", pinholePhoto(TABLE, "front", { distance: 4, scale: 440, size: 960, rollDegrees: 20 }));
    expect(boxiness(outline)).toBeLessThan(0.2);
    const lens = straightLens((outline.box.left + outline.box.right) / 2, (outline.box.top + outline.box.bottom) / 2, (20 * Math.PI) / 180);
    expect(boxiness({ ...outline, lens })).toBeGreaterThan(0.82);
  });

  it("is low of what bulges", () => {
    expect(shareOf(BARREL, 0)).toBeLessThan(0.6);
  });
});

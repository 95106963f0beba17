import { describe, expect, it } from "vitest";
import { drawPhoto } from "../test/draw-photo.ts";
import { outlineFrom } from "../test/outlines.ts";
import { alignViews } from "./align-views.ts";
import { decideSideCamera } from "./decide-side-camera.ts";

// A tall post behind on the left and a short one in front on the right.
const post = (u: number, at: number): boolean => Math.abs(u - at) < 0.1;
const front = (u: number, v: number): boolean => Math.abs(v) < 0.4 && (post(u, -0.2) || (post(u, 0.2) && v < 0));
const sideFromRight = (u: number, v: number): boolean => Math.abs(v) < 0.4 && (post(u, 0.2) || (post(u, -0.2) && v < 0));
const top = (u: number, v: number): boolean => (post(u, -0.2) && post(v, 0.2)) || (post(u, 0.2) && post(v, -0.2));

function views(mirrored: boolean) {
  return alignViews({
    front: outlineFrom("front", drawPhoto(front)),
    back: outlineFrom("back", drawPhoto((u, v) => front(-u, v))),
    side: outlineFrom("side", drawPhoto((u, v) => sideFromRight(mirrored ? -u : u, v))),
    top: outlineFrom("top", drawPhoto(top)),
  });
}

describe("decideSideCamera", () => {
  it("keeps the side as said when that fits", () => {
    const decided = decideSideCamera(views(false), 0.75);
    expect(decided.outlines.side?.camera).toBe("right");
    expect(decided.warnings).toEqual([]);
  });

  it("turns the side around when it was taken from the left", () => {
    const decided = decideSideCamera(views(true), 0.75);
    expect(decided.outlines.side?.camera).toBe("left");
    expect(decided.warnings).toHaveLength(1);
  });

  it("leaves views without a top alone", () => {
    const { top: _, ...outlines } = views(true).outlines;
    const given = alignViews(outlines);
    expect(decideSideCamera(given, 0.75)).toBe(given);
  });
});

import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import type { Outlines } from "./align-views.ts";
import { pitchOf, settleCameras, type CameraCandidate } from "./settle-cameras.ts";
import { surfaceNets } from "./surface-nets.ts";

const BALL = surfaceNets(fieldOf(24, (x, y, z) => Math.hypot(x, y, z) - 0.7));
const photo = (view: "front" | "back" | "side") => outlineFrom(view, pinholePhoto(BALL, view === "side" ? "right" : view, { size: 64, distance: Infinity, scale: 30, pitchDegrees: 0 }));
const SEEN: Outlines = { front: photo("front"), back: photo("back"), side: photo("side") };

function camerasAt(pitch: number, misses: number, expected = 2): CameraCandidate {
  const lens = { centerX: 32, centerY: 32, cosine: 1, sine: 0, pitch, distance: Infinity, rim: null, isFollowed: true as const };
  const outlines: Outlines = { front: { ...SEEN.front, lens }, back: { ...SEEN.back, lens }, side: { ...SEEN.side!, lens } };
  const candidate: CameraCandidate = { outlines, cost: misses + expected, misses, widening: 1, tangent: 0, closer: () => candidate };
  return candidate;
}

describe("settleCameras", () => {
  it("takes the cameras that miss the least after they were looked for again, also where they had missed more than others", () => {
    const ends = [camerasAt(0.08, 1), camerasAt(0.24, 1.5)];
    const settled = settleCameras(ends, (from) => camerasAt(pitchOf(from.outlines), from.outlines === ends[1]!.outlines ? 0.1 : 0.9));
    expect(pitchOf(settled.outlines)).toBeCloseTo(0.24, 9);
  });

  it("counts misses, and hardly what was expected", () => {
    const [likely, clear] = [camerasAt(0.08, 1, 0), camerasAt(0.24, 0.2, 4)];
    expect(settleCameras([likely, clear], (from) => camerasAt(pitchOf(from.outlines), 9))).toBe(clear);
  });

  it("leaves cameras where they are for what explains hardly more", () => {
    const end = camerasAt(0.2, 1);
    expect(settleCameras([end], () => camerasAt(0.15, 0.8))).toBe(end);
    expect(pitchOf(settleCameras([end], () => camerasAt(0.15, 0.3)).outlines)).toBeCloseTo(0.15, 9);
  });

  it("looks again from ends that lie apart and miss about as much, the best of them first", () => {
    const asked: number[] = [];
    const ends = [camerasAt(0.3, 9), camerasAt(0.2, 1), camerasAt(0.201, 1.1), camerasAt(0.1, 0.8)];
    settleCameras(ends, (from) => {
      asked.push(pitchOf(from.outlines));
      return camerasAt(pitchOf(from.outlines), 1);
    });
    expect([...new Set(asked.map((pitch) => pitch.toFixed(3)))]).toEqual(["0.100", "0.200"]);
  });
});

import { describe, expect, it } from "vitest";
import { disc, drawPhoto, rectangle } from "../test/draw-photo.ts";
import { layOnBoards } from "../test/lay-on-boards.ts";
import { maskIou } from "../test/mask-iou.ts";
import { estimateForegroundMask } from "./foreground-mask.ts";
import type { Image } from "./image.ts";

const WHITE = [255, 255, 255] as const;
type Shape = (u: number, v: number) => boolean;

describe("estimateForegroundMask on photos as they come", () => {
  it("leaves nothing of what a JPEG's blocks have around a thing on spotless white", () => {
    const thing = disc(0.3);
    const photo = drawPhoto(thing, { size: 320, background: WHITE, color: () => [20, 110, 140] });
    ringInBlocks(photo, thing);
    expect(maskIou(estimateForegroundMask(photo), thing)).toBeGreaterThan(0.975);
  });

  it("does not take the shadow that is cast beside a thing, far above its foot", () => {
    const box = rectangle(0.3, 0.6);
    const photo = drawPhoto(box, { size: 480, background: [236, 236, 238], color: () => [50, 70, 110] });
    shade(photo, box, (u, v) => 0.3 * smoothStep((0.34 - u) / 0.14) * smoothStep((0.2 - v) / 0.2) * smoothStep((v + 0.3) / 0.1) * (u > 0 ? 1 : 0));
    expect(maskIou(estimateForegroundMask(photo), box)).toBeGreaterThan(0.97);
  });

  it("takes a pale thing whose own shade fades towards the background on one side", () => {
    const ball = disc(0.3);
    const photo = drawPhoto(ball, { size: 480, background: [236, 236, 236], color: (u, v) => Array<number>(3).fill(150 + 70 * smoothStep(0.5 + (v - u) / 0.8)) as [number, number, number] });
    expect(maskIou(estimateForegroundMask(photo), ball)).toBeGreaterThan(0.97);
  });

  it("opens slits that are nothing but edge", () => {
    const legs: Shape = (u, v) => Math.abs(v) < 0.3 && [-0.2, -0.165, 0.165, 0.2].some((leg) => Math.abs(u - leg) < 0.01);
    const rack: Shape = (u, v) => legs(u, v) || (Math.abs(u) < 0.21 && Math.abs(Math.abs(v) - 0.3) < 0.012);
    const photo = drawPhoto(rack, { size: 640, background: [246, 246, 246], color: () => [60, 45, 40] });
    expect(maskIou(estimateForegroundMask(photo), rack)).toBeGreaterThan(0.93);
  });

  it("keeps legs in about the colour of the boards that they stand on, whose edges are no more than grain", () => {
    const stool: Shape = (u, v) => rectangle(0.5, 0.08)(u, v - 0.26) || (Math.abs(v) < 0.3 && Math.abs(Math.abs(u) - 0.19) < 0.025);
    const photo = drawPhoto(stool, { size: 640, background: [188, 151, 111], color: (_u, v) => (v > 0.22 ? [200, 180, 140] : [114, 92, 64]) });
    layOnBoards(photo, stool, 0.5);
    expect(maskIou(estimateForegroundMask(photo), stool)).toBeGreaterThan(0.94);
  });

  it("opens a handle and the room between bars before a room out of focus, and no part of what stands there", () => {
    const bars: Shape = (u, v) => Math.abs(u + 0.13) < 0.16 && Math.abs(v) < 0.32 && (Math.abs(u + 0.13) > 0.14 || Math.abs(v) > 0.295 || Math.abs(v) < 0.012);
    const mug: Shape = (u, v) => rectangle(0.1, 0.4)(u - 0.1, v) || (u > 0.14 && Math.abs(Math.hypot((u - 0.15) / 0.16, v / 0.18) - 0.8) < 0.2);
    const things: Shape = (u, v) => bars(u, v) || mug(u, v);
    const photo = drawPhoto(things, { size: 640, background: WHITE, color: (u, v) => (mug(u, v) ? [200, 40, 40] : [60, 40, 30]) });
    for (let i = 0; i < 640 * 640; i++) {
      const [u, v] = [(i % 640) / 640 - 0.5, 0.5 - Math.floor(i / 640) / 640];
      if (!insideAt(photo, things, i)) photo.data.set([160 + 35 * Math.sin(13 * u + 4 * v), 165 + 12 * Math.sin(11 * v - 3 * u), 175 + 30 * Math.sin(12 * v - 7 * u + 1)], 4 * i);
    }
    expect(maskIou(estimateForegroundMask(photo), things)).toBeGreaterThan(0.96);
  });

  it.each([
    ["on all sides", disc(0.52)],
    ["below", (u: number, v: number) => Math.abs(u) < 0.16 && v < 0.3],
  ] as const)("finds a thing that the frame cuts off %s", (_where, thing) => {
    const photo = drawPhoto(thing, { size: 480, background: WHITE, color: (u) => [30 + 60 * Math.abs(u), 50, 140] });
    expect(maskIou(estimateForegroundMask(photo), thing)).toBeGreaterThan(0.98);
  });

  it("does not take the floor that a wall meets for something that the frame cuts off", () => {
    const thing = rectangle(0.3, 0.4);
    const photo = drawPhoto(thing, { size: 480, background: [205, 205, 200], color: () => [160, 40, 40] });
    for (let i = 0; i < 480 * 480; i++) if (Math.floor(i / 480) > 300 && !insideAt(photo, thing, i)) photo.data.set([140, 120, 100], 4 * i);
    expect(maskIou(estimateForegroundMask(photo), thing)).toBeGreaterThan(0.97);
  });
});

function insideAt(photo: Image, inside: Shape, i: number): boolean {
  return inside(((i % photo.width) + 0.5) / photo.width - 0.5, 0.5 - (Math.floor(i / photo.width) + 0.5) / photo.height);
}

function smoothStep(share: number): number {
  const t = Math.min(1, Math.max(0, share));
  return t * t * (3 - 2 * t);
}

/** Darkens the background by a share. */
function shade(photo: Image, inside: Shape, depth: (u: number, v: number) => number): void {
  for (let i = 0; i < photo.width * photo.height; i++) {
    if (insideAt(photo, inside, i)) continue;
    const light = 1 - depth(((i % photo.width) + 0.5) / photo.width - 0.5, 0.5 - (Math.floor(i / photo.width) + 0.5) / photo.height);
    for (let k = 0; k < 3; k++) photo.data[4 * i + k] = Math.round(photo.data[4 * i + k]! * light);
  }
}

/** Waves of a few steps of brightness and colour over the background of every block of 8² pixels that the edge runs through. */
function ringInBlocks(photo: Image, inside: Shape): void {
  const { width, height } = photo;
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const pixels = Array.from({ length: 64 }, (_, p) => (top + (p >> 3)) * width + left + (p & 7));
      const covered = pixels.filter((i) => insideAt(photo, inside, i));
      if (covered.length === 0 || covered.length === 64) continue;
      for (const [p, i] of pixels.entries()) {
        if (covered.includes(i)) continue;
        const wave = 5 * Math.cos((Math.PI * (p & 7)) / 3) * Math.cos((Math.PI * (p >> 3)) / 4);
        for (let k = 0; k < 3; k++) photo.data[4 * i + k] = Math.min(255, Math.max(0, Math.round(photo.data[4 * i + k]! - 6 + wave * [1, 0.6, 1.4][k]!)));
      }
    }
  }
}

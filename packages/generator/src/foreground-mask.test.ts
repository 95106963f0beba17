import { describe, expect, it } from "vitest";
import { disc, drawPhoto, rectangle } from "../test/draw-photo.ts";
import { layOnBoards } from "../test/lay-on-boards.ts";
import { maskIou } from "../test/mask-iou.ts";
import { estimateForegroundMask, hasForeground } from "./foreground-mask.ts";
import type { Image } from "./image.ts";

const SIZE = 384;
const ring = (u: number, v: number): boolean => disc(0.35)(u, v) && !disc(0.15)(u, v);

describe("estimateForegroundMask", () => {
  it("takes the alpha channel as it is", () => {
    const photo = drawPhoto(disc(0.3), { size: 96 });
    const mask = estimateForegroundMask(photo);
    mask.coverage.forEach((c, i) => expect(c).toBeCloseTo(photo.data[4 * i + 3]! / 255, 6));
  });

  it.each([
    ["a red disc on white", disc(0.35), [250, 250, 250], [190, 40, 40]],
    ["a pale disc on grey", disc(0.3), [150, 152, 155], [225, 222, 215]],
    ["a dark box on pale blue", rectangle(0.5, 0.7), [200, 220, 240], [40, 40, 50]],
    ["a ring on white, its hole open", ring, [255, 255, 255], [40, 110, 150]],
  ] as const)("finds %s", (_name, inside, background, color) => {
    const mask = estimateForegroundMask(drawPhoto(inside, { size: SIZE, background, color: () => color }));
    expect(maskIou(mask, inside)).toBeGreaterThan(0.97);
  });

  it("tells an object from noise, uneven light and the soft shadow at its foot", () => {
    const inside = (u: number, v: number): boolean => rectangle(0.4, 0.5)(u, v);
    const photo = drawPhoto(inside, { size: SIZE, background: [235, 235, 235], color: (u) => [60 + 200 * Math.abs(u), 120, 90] });
    addLightAndShadow(photo, inside);
    expect(maskIou(estimateForegroundMask(photo), inside)).toBeGreaterThan(0.95);
  });

  it.each([
    ["a thing of another colour, hardly darker,", disc(0.3), [166, 106, 78]],
    ["a ring with its hole open", ring, [52, 60, 66]],
  ] as const)("tells %s from boards with their grain", (_name, inside, color) => {
    const photo = drawPhoto(inside, { size: SIZE, background: [188, 151, 111], color: () => color });
    layOnBoards(photo, inside);
    expect(maskIou(estimateForegroundMask(photo), inside)).toBeGreaterThan(0.95);
  });

  it("opens a frame that hardly stands out from the boards behind it", () => {
    const frame = (u: number, v: number): boolean => rectangle(0.46, 0.56)(u, v) && !rectangle(0.36, 0.46)(u, v);
    const photo = drawPhoto(frame, { size: SIZE, background: [188, 151, 111], color: () => [226, 203, 160] });
    layOnBoards(photo, frame);
    expect(maskIou(estimateForegroundMask(photo), frame)).toBeGreaterThan(0.9);
  });

  it.each([
    ["a dark disc on white", disc(0.3), [248, 248, 248], [60, 50, 45]],
    ["a pale disc on grey", disc(0.3), [150, 152, 155], [225, 222, 215]],
    ["a ring on blue", ring, [70, 90, 130], [200, 160, 90]],
  ] as const)("draws the edge of %s where it is, to a fifth of a pixel", (_name, inside, background, color) => {
    const { coverage } = estimateForegroundMask(drawPhoto(inside, { size: 960, background, color: () => color }));
    const { data } = drawPhoto(inside, { size: 960 });
    let [beyond, length] = [0, 0];
    coverage.forEach((share, i) => {
      beyond += share - data[4 * i + 3]! / 255;
      // Along each row and column an edge is crossed by a step of one; in all directions together that is 4 / π of its length.
      if (i % 960 > 0 && i >= 960) length += ((Math.abs(data[4 * i + 3]! - data[4 * i - 1]!) + Math.abs(data[4 * i + 3]! - data[4 * (i - 960) + 3]!)) / 255) * (Math.PI / 4);
    });
    expect(Math.abs(beyond / length)).toBeLessThan(0.2);
  });

  it("opens the room between a table's legs, where the floor lies in its shade", () => {
    const table = (u: number, v: number): boolean => (Math.abs(u) < 0.3 && v < 0.25 && v > 0.18) || (Math.abs(Math.abs(u) - 0.27) < 0.025 && v < 0.2 && v > -0.3);
    const photo = drawPhoto(table, { size: SIZE, background: [225, 225, 222], color: () => [130, 80, 45] });
    shadeUnder(photo, table);
    expect(maskIou(estimateForegroundMask(photo), table)).toBeGreaterThan(0.93);
  });

  it.each([
    ["a white box in the shade of its own", () => [196, 196, 194]],
    ["a pale board in a frame", (u: number, v: number) => (Math.max(Math.abs(u), Math.abs(v)) > 0.2 ? [130, 80, 45] : [196, 196, 194])],
  ] as const)("does not take %s for a shaded floor", (_name, color) => {
    const box = rectangle(0.5, 0.5);
    const photo = drawPhoto(box, { size: SIZE, background: [225, 225, 222], color: (u, v) => color(u, v) as [number, number, number] });
    shadeUnder(photo, box);
    expect(maskIou(estimateForegroundMask(photo), box)).toBeGreaterThan(0.9);
  });

  it("finds nothing in a white photo", () => {
    const white = { width: SIZE, height: SIZE, data: new Uint8Array(SIZE * SIZE * 4).fill(255) };
    expect(hasForeground(estimateForegroundMask(white))).toBe(false);
  });
});

/** A floor that is darker the nearer it lies under what stands there, up to where that begins, and runs on lighter before it. */
function shadeUnder(photo: Image, inside: (u: number, v: number) => boolean): void {
  for (let i = 0; i < photo.width * photo.height; i++) {
    const u = ((i % photo.width) + 0.5) / photo.width - 0.5;
    const v = 0.5 - (Math.floor(i / photo.width) + 0.5) / photo.height;
    if (inside(u, v)) continue;
    const across = Math.min(1, Math.max(0, (0.3 - Math.abs(u)) / 0.1));
    const along = Math.min(1, Math.max(0, (v + 0.42) / 0.3)) * Math.min(1, Math.max(0, (0.19 - v) / 0.02));
    for (let k = 0; k < 3; k++) photo.data[4 * i + k] = Math.round(photo.data[4 * i + k]! * (1 - 0.14 * across * along));
  }
}

function addLightAndShadow(photo: Image, inside: (u: number, v: number) => boolean): void {
  let state = 7;
  for (let i = 0; i < photo.width * photo.height; i++) {
    const u = ((i % photo.width) + 0.5) / photo.width - 0.5;
    const v = 0.5 - (Math.floor(i / photo.width) + 0.5) / photo.height;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = (state / 2 ** 32 - 0.5) * 5;
    const shadow = inside(u, v) ? 1 : 1 - 0.25 * Math.exp(-((u / 0.22) ** 2) - ((v + 0.25) / 0.05) ** 2);
    for (let k = 0; k < 3; k++) photo.data[4 * i + k] = Math.max(0, Math.min(255, (photo.data[4 * i + k]! + noise - 12 * u) * shadow));
  }
}

import { describe, expect, it } from "vitest";
import { drawPhoto, rectangle } from "../test/draw-photo.ts";
import { maskIou } from "../test/mask-iou.ts";
import { estimateForegroundMask, estimateForegroundMasks } from "./foreground-mask.ts";
import type { View } from "./view-cameras.ts";

const box = rectangle(0.5, 0.5);
/** A box whose lid, at one side, is of the grey given, before a wall of 240. */
const photo = (lidSide: 1 | -1, lid: number, inside = box) =>
  drawPhoto(inside, { size: 480, background: [240, 240, 240], color: (u) => (lidSide * u > 0.05 ? [lid, lid, lid] : [90, 40, 60]) });
const masksOf = (front: ReturnType<typeof photo>, back: ReturnType<typeof photo>) =>
  estimateForegroundMasks(new Map<View, ReturnType<typeof photo>>([["front", front], ["back", back]]));

describe("estimateForegroundMasks", () => {
  it.each(["front", "back"] as const)("gives the %s photo back what only the one from the other side tells from the background", async (pale) => {
    const photos = { front: photo(1, pale === "front" ? 237 : 170), back: photo(-1, pale === "back" ? 237 : 170) };
    expect(maskIou(estimateForegroundMask(photos[pale]), box)).toBeLessThan(0.7);
    const masks = await masksOf(photos.front, photos.back);
    expect(maskIou(masks.get("front")!, box)).toBeGreaterThan(0.92);
    expect(maskIou(masks.get("back")!, box)).toBeGreaterThan(0.92);
  });

  it("believes a photo that shows nothing but background where the other has something", async () => {
    const half = (u: number, v: number): boolean => box(u, v) && u < 0.05;
    const masks = await masksOf(photo(1, 237, half), photo(-1, 170));
    expect(maskIou(masks.get("front")!, half)).toBeGreaterThan(0.95);
    expect(maskIou(masks.get("back")!, box)).toBeGreaterThan(0.95);
  });

  it("takes a photo's own transparency as it is, and tells how far it has come", async () => {
    const shares: number[] = [];
    const cutOut = drawPhoto(box, { size: 240 });
    const masks = await estimateForegroundMasks(new Map<View, typeof cutOut>([["front", cutOut], ["back", photo(-1, 170)]]), (share) => {
      shares.push(share);
      return Promise.resolve();
    });
    expect([...masks.get("front")!.coverage]).toEqual([...estimateForegroundMask(cutOut).coverage]);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

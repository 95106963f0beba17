import { crc32 } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { sharpCodec } from "./sharp-codec.ts";

const LIMITS = { maxPixels: 1_000_000 };
const corner = { width: 4, height: 2, data: Uint8Array.from({ length: 32 }, (_, i) => (i < 4 ? 255 : i % 4 === 3 ? 255 : 0)) };

describe("sharpCodec", () => {
  it("gives back what it was given, as PNG", async () => {
    expect(await sharpCodec.decode(await sharpCodec.encode(corner, "png"), LIMITS)).toEqual(corner);
  });

  it.each(["jpeg", "webp"] as const)("writes %s", async (format) => {
    expect((await sharp(await sharpCodec.encode(corner, format)).metadata()).format).toBe(format);
  });

  it("turns a photo as its EXIF says", async () => {
    const turned = await sharp(corner.data, { raw: { width: 4, height: 2, channels: 4 } }).withMetadata({ orientation: 6 }).png().toBuffer();
    const image = await sharpCodec.decode(turned, LIMITS);
    expect([image.width, image.height]).toEqual([2, 4]);
    expect([...image.data.subarray(4, 8)]).toEqual([255, 255, 255, 255]);
  });

  it("shrinks while decoding, never enlarges", async () => {
    const bytes = await sharpCodec.encode({ width: 200, height: 100, data: new Uint8Array(80_000).fill(90) }, "png");
    expect(await sharpCodec.decode(bytes, { ...LIMITS, fitWithin: 50 })).toMatchObject({ width: 50, height: 25 });
    expect(await sharpCodec.decode(bytes, { ...LIMITS, fitWithin: 500 })).toMatchObject({ width: 200, height: 100 });
  });

  it("refuses too many pixels by the header alone", async () => {
    const bomb = Buffer.from(await sharpCodec.encode(corner, "png"));
    bomb.writeUInt32BE(20_000, 16);
    bomb.writeUInt32BE(20_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    await expect(sharpCodec.decode(bomb, { maxPixels: 50_000_000 })).rejects.toMatchObject({ code: "image_too_large", message: expect.stringContaining("20000 × 20000") });
  });

  it("refuses text, other formats and damaged files", async () => {
    await expect(sharpCodec.decode(new TextEncoder().encode("hello"), LIMITS)).rejects.toMatchObject({ code: "not_an_image" });
    await expect(sharpCodec.decode(new Uint8Array(0), LIMITS)).rejects.toMatchObject({ code: "not_an_image" });
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>');
    await expect(sharpCodec.decode(svg, LIMITS)).rejects.toMatchObject({ code: "not_an_image" });
    const whole = await sharpCodec.encode({ width: 300, height: 300, data: Uint8Array.from({ length: 360_000 }, (_, i) => (i * 7919) % 251) }, "png");
    await expect(sharpCodec.decode(whole.slice(0, whole.length / 2), LIMITS)).rejects.toMatchObject({ code: "not_an_image" });
  });
});

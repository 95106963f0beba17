import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { sharpCodec } from "./sharp-codec.ts";

describe("the codec of Node", () => {
  it("reads grey, 16 bits and palettes as red, green, blue, alpha, and leaves profiles of colours aside", async () => {
    const grey = sharp(Buffer.from([10, 200, 90, 30]), { raw: { width: 2, height: 2, channels: 1 } });
    expect([...(await sharpCodec.decode(await grey.clone().toColourspace("b-w").png().toBuffer(), "image/png")).data.subarray(0, 8)]).toEqual([10, 10, 10, 255, 200, 200, 200, 255]);
    const deep = await grey.clone().toColourspace("rgb16").png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe("ushort");
    expect([...(await sharpCodec.decode(deep, "image/png")).data.subarray(0, 4)]).toEqual([10, 10, 10, 255]);
    const red = sharp(Buffer.from([200, 30, 20]), { raw: { width: 1, height: 1, channels: 3 } });
    const profiled = await red.withIccProfile("p3").png().toBuffer();
    const stored = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
    expect([...(await sharpCodec.decode(profiled, "image/png")).data.subarray(0, 3)]).toEqual([...stored]);
    expect(stored[0]).not.toBe(200);
  });

  it("writes in one channel what is grey, and the same pixels quickly or not", async () => {
    const data = Uint8Array.from({ length: 4 * 64 }, (_, at) => (at % 4 === 3 ? 255 : (at >> 2) * 3));
    const grey = { width: 8, height: 8, data };
    const coloured = { ...grey, data: data.map((value, at) => (at === 5 ? value + 1 : value)) };
    const seenThrough = { ...grey, data: data.map((value, at) => (at === 7 ? 254 : value)) };
    for (const [pixels, channels] of [[grey, 1], [coloured, 3], [seenThrough, 4]] as const) {
      for (const isQuick of [true, false]) {
        const bytes = await sharpCodec.encode(pixels, "image/png", { isQuick });
        expect((await sharp(bytes).metadata()).channels).toBe(channels);
        expect((await sharpCodec.decode(bytes, "image/png")).data).toEqual(pixels.data);
      }
    }
  });
});

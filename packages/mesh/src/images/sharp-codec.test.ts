import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { checkCodec, faultsOfCodec } from "../../test/check-codec.ts";
import { resizePixels } from "./resize-pixels.ts";
import { sharpCodec } from "./sharp-codec.ts";

describe("the codec of Node", () => {
  it("reads, writes and resizes", async () => {
    expect(faultsOfCodec(await checkCodec(sharpCodec))).toEqual([]);
  });

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
});

describe("resizing without a library", () => {
  it("keeps what is of one colour, and the mean of everything, at any size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (width, height, toWidth, toHeight) => {
        const plain = resizePixels({ width, height, data: new Uint8Array(width * height * 4).fill(77) }, toWidth, toHeight);
        expect([plain.width, plain.height, plain.data.every((value) => value === 77), plain.data.length]).toEqual([toWidth, toHeight, true, toWidth * toHeight * 4]);
        if (width % toWidth > 0 || height % toHeight > 0) return;
        const noise = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at * 7919) % 251);
        const mean = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
        expect(Math.abs(mean(resizePixels({ width, height, data: noise }, toWidth, toHeight).data) - mean(noise))).toBeLessThan(0.6);
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});

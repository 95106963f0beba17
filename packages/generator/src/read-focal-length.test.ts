import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readFocalLength } from "./read-focal-length.ts";

const picture = () => sharp({ create: { width: 60, height: 40, channels: 3, background: "#808080" } });
const tagged = () => picture().withExif({ IFD0: { Make: "Anybody" }, IFD2: { FocalLengthIn35mmFilm: "50", FNumber: "28/10" } });
/** 50 mm on a diagonal of 43.27 mm; the diagonal of a 3 : 2 picture is √13 / 3 of its longer side. */
const SHARE = (50 / 43.2666) * (Math.sqrt(13) / 3);

describe("readFocalLength", () => {
  it.each(["jpeg", "png", "webp"] as const)("reads it from a %s", async (format) => {
    expect(readFocalLength(await tagged().toFormat(format).toBuffer(), 1.5)).toBeCloseTo(SHARE, 6);
  });

  it.each(["jpeg", "png", "webp"] as const)("finds none in a %s without", async (format) => {
    expect(readFocalLength(await picture().toFormat(format).toBuffer(), 1.5)).toBeNull();
  });

  it("takes a file that is cut off or overwritten anywhere for one without", async () => {
    const bytes = new Uint8Array(await tagged().jpeg().toBuffer());
    for (let length = 0; length < 300; length++) expect([null, SHARE]).toContainEqual(readFocalLength(bytes.subarray(0, length), 1.5));
    for (let at = 2; at < 300; at++) {
      const damaged = bytes.slice();
      damaged.fill(0xff, at, at + 4);
      expect(() => readFocalLength(damaged, 1.5)).not.toThrow();
    }
  });

  it("does not believe the focal length of a picture that was cut to another shape", async () => {
    const bytes = await tagged().jpeg().toBuffer();
    expect(readFocalLength(bytes, 1.5)).not.toBeNull();
    expect(readFocalLength(bytes, 1)).toBeNull();
  });

  it("does not believe a focal length that no camera has", async () => {
    const bytes = await picture().withExif({ IFD2: { FocalLengthIn35mmFilm: "3" } }).jpeg().toBuffer();
    expect(readFocalLength(bytes, 1.5)).toBeNull();
  });
});

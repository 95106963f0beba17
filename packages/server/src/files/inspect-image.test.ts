import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { ApiError } from "../http/api-error.ts";
import { inspectImage } from "./inspect-image.ts";
import { makeChunk, makePhoto, makePng } from "./test/make-photo.ts";

const front = { view: "front" } as const;

async function refusalOf(image: Uint8Array): Promise<{ code: string; message: string; details: unknown }> {
  try {
    await inspectImage(image, front);
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, message: error.message, details: error.details };
    throw error;
  }
  return { code: "let through", message: "", details: null };
}

describe("a photo that is taken", () => {
  for (const format of ["jpeg", "png", "webp"] as const) {
    it(`is a ${format}, by its bytes`, async () => {
      expect(await inspectImage(await makePhoto(1400, 1024, format), front)).toEqual({ type: `image/${format}`, width: 1400, height: 1024, warnings: [] });
    });
  }

  it("may be a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "model-3d-image-"));
    try {
      await writeFile(join(folder, "photo.txt"), await makePhoto(300, 400, "png"));
      expect(await inspectImage(join(folder, "photo.txt"), front)).toMatchObject({ type: "image/png", width: 300, height: 400 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("has the size that it has upright", async () => {
    for (const [orientation, width, height] of [[1, 1200, 1100], [3, 1200, 1100], [6, 1100, 1200], [8, 1100, 1200]] as const) {
      const turned = await sharp(await makePhoto(1200, 1100)).withMetadata({ orientation }).jpeg().toBuffer();
      expect(await inspectImage(turned, front), `orientation ${orientation}`).toMatchObject({ width, height });
    }
  });

  it("is warned of when it is small, by its shorter side", async () => {
    expect(await inspectImage(await makePhoto(2000, 600), front)).toMatchObject({ warnings: ["The front photo is 2000 × 600 pixels; 1024 or more on its shorter side makes a sharper model."] });
    expect((await inspectImage(await makePhoto(256, 256), front)).warnings).toHaveLength(1);
  });
});

describe("a photo that is refused", () => {
  it("is too small", async () => {
    expect(await refusalOf(await makePhoto(4000, 255))).toEqual({
      code: "image_too_small",
      message: "The front photo is 4000 × 255 pixels. Use one of at least 256 pixels on its shorter side; 1024 or more is best.",
      details: { view: "front", width: 4000, height: 255 },
    });
  });

  it("says a size that would take gigabytes, and is not decoded", async () => {
    for (const image of [makePng(20_000, 20_000), makePng(20_000, 20_000, []), makePng(65_535, 65_535), makePng(4_294_967_295, 4_294_967_295)]) {
      expect(await refusalOf(image)).toMatchObject({ code: "image_too_large", details: { view: "front" } });
    }
    const wide = await sharp({ create: { width: 16_400, height: 4000, channels: 3, background: "#abc" } }).jpeg().toBuffer();
    expect(await refusalOf(wide)).toMatchObject({ code: "image_too_large", message: expect.stringContaining("16400 × 4000 pixels") as string });
  });

  it("is no photo at all, whatever it is called", async () => {
    const others: Record<string, Buffer> = {
      text: Buffer.from("This is a photo of a mug, believe me.".repeat(100)),
      nothing: Buffer.alloc(0),
      "one byte": Buffer.from([0xff]),
      SVG: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="2000"><image href="file:///etc/passwd"/></svg>'),
      HTML: Buffer.from("<!doctype html><title>Not found</title>"),
      GIF: await sharp(await makePhoto(300, 300)).gif().toBuffer(),
      TIFF: await sharp(await makePhoto(300, 300)).tiff().toBuffer(),
      AVIF: await sharp(await makePhoto(300, 300)).avif({ effort: 0 }).toBuffer(),
      PDF: Buffer.from("%PDF-1.7\n%âãÏÓ"),
    };
    for (const [name, bytes] of Object.entries(others)) {
      expect(await refusalOf(bytes), name).toEqual({ code: "image_unreadable", message: "The front photo is not a JPG, PNG or WebP image. Choose a photo in one of these formats.", details: { view: "front" } });
    }
  });

  it("moves", async () => {
    const frames = await sharp(Buffer.alloc(300 * 600 * 3, Buffer.from([1, 200, 90, 7])).fill(255, 300 * 300 * 3), { raw: { width: 300, height: 600, channels: 3, pageHeight: 300 } }).webp({ loop: 0, delay: [100, 100] }).toBuffer();
    const apng = makePng(300, 300, [makeChunk("acTL", Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))]);
    for (const image of [frames, apng]) expect(await refusalOf(image)).toMatchObject({ code: "image_unreadable", message: "The front photo is an animation. Use a still photo." });
  });

  it("is cut off, wherever it is", async () => {
    for (const format of ["jpeg", "png", "webp"] as const) {
      const whole = await makePhoto(1200, 900, format);
      for (const share of [0.02, 0.3, 0.9, 0.99]) {
        expect(await refusalOf(whole.subarray(0, Math.floor(whole.length * share))), `${format} at ${share}`).toMatchObject({ code: "image_unreadable", details: { view: "front" } });
      }
    }
  });

  it("is nothing but a header", async () => {
    expect(await refusalOf(makePng(1000, 1000))).toMatchObject({ code: "image_unreadable" });
    expect(await refusalOf(makePng(0, 1000))).toMatchObject({ code: "image_unreadable" });
  });

  it("tells nothing of the inside", async () => {
    const { message } = await refusalOf((await makePhoto(1200, 900)).subarray(0, 5000));
    expect(message).toBe("The front photo is damaged or cut off. Save or upload it again, or choose another one.");
  });
});

it("answers to whatever bytes with a judgement and nothing else", async () => {
  const starts = [Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1"), Buffer.alloc(0)];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), async (start, rest) => {
      expect(["image_unreadable", "image_too_large", "image_too_small"]).toContain((await refusalOf(Buffer.concat([start, rest]))).code);
    }),
    { numRuns: 150 },
  );
});

it("stops when it is told to", async () => {
  const reason = new Error("the user went away");
  await expect(inspectImage(await makePhoto(300, 300), { view: "top", signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

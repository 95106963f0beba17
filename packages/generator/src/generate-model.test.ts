import { validateBytes } from "gltf-validator";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { drawPhoto, rectangle } from "../test/draw-photo.ts";
import { SMALL, VASE, vaseBytes } from "../test/vase.ts";
import { generateModel } from "./generate-model.ts";
import type { GenerateProgress } from "./generate-options.ts";
import { sharpCodec } from "./node/sharp-codec.ts";

describe("generateModel", () => {
  it("turns four photos into a closed, valid, upright model with a thumbnail", async () => {
    const seen: GenerateProgress[] = [];
    const { glb, thumbnail, differences, stats } = await generateModel(await vaseBytes("front", "back", "side", "top"), sharpCodec, { ...SMALL, onProgress: (p) => seen.push(p) });
    expect((await validateBytes(glb)).issues.messages).toEqual([]);
    expect(stats.watertight).toBe(true);
    expect(stats.triangles).toBeGreaterThan(3000);
    expect(stats.triangles).toBeLessThan(30_000);
    for (const view of ["front", "back", "side", "top"] as const) expect(stats.silhouetteIou[view]).toBeGreaterThan(0.97);
    expect(stats.match.percent).toBeGreaterThan(70);
    for (const view of ["front", "back", "side", "top"] as const) {
      expect(stats.match.views[view]!.silhouette).toBeGreaterThan(0.94);
      expect(await sharp(differences[view]).metadata()).toMatchObject({ format: "png", hasAlpha: true });
    }
    expect(JSON.parse(JSON.stringify(stats))).toEqual(stats);
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: "png", width: 96, height: 96, hasAlpha: true });
    expect(stats.warnings.join()).toContain("256 × 256");
    const progress = seen.map((p) => p.progress);
    expect(progress).toEqual(progress.slice().sort((a, b) => a - b));
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(100);
    expect(new Set(seen.map((p) => p.stage))).toEqual(new Set(["read", "mask", "align", "shape", "mesh", "texture", "thumbnail", "write"]));
  });

  it("gives the same bytes for the same photos and seed", async () => {
    const one = await generateModel({ front: VASE.front, back: VASE.back }, sharpCodec, { ...SMALL, seed: 5 });
    const two = await generateModel({ front: VASE.front, back: VASE.back }, sharpCodec, { ...SMALL, seed: 5 });
    expect(Buffer.compare(one.glb, two.glb)).toBe(0);
  });

  it("names the view that is missing", async () => {
    await expect(generateModel({ front: VASE.front }, sharpCodec, SMALL)).rejects.toMatchObject({ code: "missing_view", view: "back" });
    await expect(generateModel({ back: VASE.back }, sharpCodec, SMALL)).rejects.toMatchObject({ code: "missing_view", view: "front" });
  });

  it("names the photo that is no image", async () => {
    const text = new TextEncoder().encode("This is a text file, whatever its name says.");
    await expect(generateModel({ ...(await vaseBytes("front")), back: text }, sharpCodec, SMALL)).rejects.toMatchObject({
      code: "not_an_image",
      view: "back",
      message: "The back photo cannot be used. The file is not a picture. Upload a JPG, PNG or WebP file.",
    });
  });

  it("names the photo without a foreground and says what to do", async () => {
    const white = { width: 300, height: 300, data: new Uint8Array(300 * 300 * 4).fill(255) };
    await expect(generateModel({ front: VASE.front, back: white }, sharpCodec, SMALL)).rejects.toMatchObject({
      code: "no_foreground",
      view: "back",
      message: expect.stringContaining("plain background"),
    });
  });

  it("refuses photos of two different objects", async () => {
    const plate = drawPhoto(rectangle(0.9, 0.1), { size: 320 });
    await expect(generateModel({ front: VASE.front, back: plate }, sharpCodec, SMALL)).rejects.toMatchObject({ code: "views_contradict", view: "back" });
  });

  it("refuses options out of range", async () => {
    await expect(generateModel(VASE, sharpCodec, { gridSize: 5000 })).rejects.toThrow("gridSize must be a whole number from 32 to 384, not 5000.");
    await expect(generateModel(VASE, sharpCodec, { textureSize: 1000 })).rejects.toThrow("power of two");
  });

  it("stops at the next stage when it is aborted", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const seen: string[] = [];
    const work = generateModel({ front: VASE.front, back: VASE.back }, sharpCodec, {
      ...SMALL,
      signal: controller.signal,
      onProgress: ({ stage }) => {
        seen.push(stage);
        if (stage === "align") controller.abort(reason);
      },
    });
    await expect(work).rejects.toBe(reason);
    expect(seen.at(-1)).toBe("align");
  });
});

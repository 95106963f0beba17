import { validateBytes } from "gltf-validator";
import { describe, expect, it } from "vitest";
import { SMALL, vaseBytes } from "../../test/vase.ts";
import { generateInWorker } from "./index.ts";

describe("generateInWorker", () => {
  it("makes a model off the thread, with progress that never goes back", async () => {
    const progress: number[] = [];
    const { glb, thumbnail, stats } = await generateInWorker(await vaseBytes("front", "back"), { ...SMALL, onProgress: (p) => progress.push(p.progress) });
    expect(new TextDecoder().decode(glb.subarray(0, 4))).toBe("glTF");
    expect(thumbnail.length).toBeGreaterThan(500);
    expect(stats.watertight).toBe(true);
    expect(progress).toEqual(progress.slice().sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(100);
  });

  it("hands over a coarse, whole model before the fine one, and none unasked", async () => {
    const photos = await vaseBytes("front", "back", "side");
    const told: string[] = [];
    let preview: Uint8Array | undefined;
    const { glb } = await generateInWorker(photos, {
      ...SMALL,
      gridSize: 128,
      onProgress: ({ stage }) => told.push(stage),
      onPreview: (bytes) => {
        told.push("came");
        preview = bytes;
      },
    });
    expect(told.slice(told.indexOf("preview"), told.indexOf("align") + 1)).toEqual(["preview", "came", "align"]);
    expect((await validateBytes(preview!)).issues.messages).toEqual([]);
    expect(preview!.length).toBeLessThan(glb.length);
    const seen: string[] = [];
    const alone = await generateInWorker(photos, { ...SMALL, gridSize: 128, onProgress: ({ stage }) => seen.push(stage) });
    expect(seen).not.toContain("preview");
    expect(Buffer.compare(alone.glb, glb)).toBe(0);
  });

  it("brings the generator's errors over with code, view and words", async () => {
    const text = new TextEncoder().encode("no picture");
    await expect(generateInWorker({ ...(await vaseBytes("front")), back: text }, SMALL)).rejects.toMatchObject({
      name: "GeneratorError",
      code: "not_an_image",
      view: "back",
      message: expect.stringContaining("The back photo"),
    });
  });

  it("stops at once when it is aborted, with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("the user has left");
    const work = generateInWorker(await vaseBytes("front", "back"), { gridSize: 256, signal: controller.signal, onProgress: () => controller.abort(reason) });
    await expect(work).rejects.toBe(reason);
    await expect(generateInWorker({}, { signal: controller.signal })).rejects.toBe(reason);
  });

  it("says so when the worker runs out of memory", async () => {
    const work = generateInWorker(await vaseBytes("front", "back"), { ...SMALL, resourceLimits: { maxOldGenerationSizeMb: 4, maxYoungGenerationSizeMb: 1 } });
    await expect(work).rejects.toMatchObject({ code: "out_of_memory", message: expect.stringContaining("memory") });
  });

  it("refuses a bad option before a thread is started", async () => {
    await expect(generateInWorker({}, { gridSize: 1 })).rejects.toThrow(RangeError);
  });
});

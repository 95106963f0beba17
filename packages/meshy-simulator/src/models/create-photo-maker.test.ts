import { readFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { validateBytes } from "gltf-validator";
import { validateCreate } from "../tasks/validate-create.ts";
import { photo } from "../test/open-simulator.ts";
import { createPhotoMaker } from "./create-photo-maker.ts";
import { embeddedImage, readGlb } from "./glb.ts";
import type { MakeModelOptions } from "./make-model.ts";
import { readMesh } from "./read-mesh.ts";
import { writeTaskFiles } from "./write-task-files.ts";

const photos = (...views: string[]) => Promise.all(views.map((view) => readFile(new URL(`../../../../demo/photos/teapot-${view}.jpg`, import.meta.url))));

function openMaker() {
  const maker = createPhotoMaker({ gridSize: 64, textureSize: 256, thumbnailSize: 64 });
  onTestFinished(() => maker.close());
  return maker;
}

function optionsOf(body: object): MakeModelOptions {
  const request = validateCreate({ image_urls: [photo()], should_remesh: true, ...body }, { rejectUnknownFields: true });
  return { request, seed: 1, signal: new AbortController().signal };
}

const trianglesOf = (glb: Uint8Array): number => readMesh(glb).indices.length / 3;

describe("the maker of models from photos", () => {
  it("makes the product of front, back, side and top, with no more triangles than wanted", async () => {
    const { makeModel } = openMaker();
    const images = await photos("front", "back", "side", "top");
    const options = optionsOf({ target_polycount: 5000, target_formats: ["glb", "obj"] });
    const made = await makeModel(images, options);
    expect((await validateBytes(made.glb)).issues.numErrors).toBe(0);
    expect(trianglesOf(made.glb)).toBeLessThanOrEqual(5000);
    const files = await writeTaskFiles(made, options.request);
    expect([...files.keys()]).toEqual(["model.glb", "preview.png", "texture_0.png", "model.obj", "model.mtl"]);
    expect(embeddedImage(readGlb(made.glb))?.contentType).toBe("image/jpeg");
    expect(Buffer.from(files.get("texture_0.png")?.bytes ?? []).toString("latin1", 1, 4)).toBe("PNG");
    const bare = await writeTaskFiles(made, { ...options.request, should_texture: false });
    expect((await validateBytes(bare.get("model.glb")?.bytes ?? new Uint8Array(0))).issues.numErrors).toBe(0);
  });

  it("makes one of the front alone", async () => {
    const { makeModel } = openMaker();
    const [front = Buffer.alloc(0)] = await photos("front");
    expect(trianglesOf((await makeModel([front], optionsOf({}))).glb)).toBeGreaterThan(500);
  });

  it("refuses photos that show nothing, in words for the user", async () => {
    const { makeModel } = openMaker();
    const blank = Buffer.from(photo().split(",")[1] ?? "", "base64");
    await expect(makeModel([blank, blank], optionsOf({}))).rejects.toMatchObject({ name: "ModelRefusedError", message: expect.stringContaining("front photo") });
  });

  it("stops when it is told to", async () => {
    const { makeModel } = openMaker();
    const controller = new AbortController();
    const work = makeModel(await photos("front", "back"), { ...optionsOf({}), signal: controller.signal });
    controller.abort(new Error("deleted"));
    await expect(work).rejects.toThrow("deleted");
  });
});

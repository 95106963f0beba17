import { VIEWS, type View } from "@model-3d/contract";
import { boundsOf, readGlb } from "@model-3d/mesh";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { ProviderError } from "../provider-error.ts";
import type { ProviderRequest, ProviderView } from "../provider.ts";
import { createLocalProvider } from "./create-local-provider.ts";
import { resolveLocalProviderOptions } from "./local-provider-options.ts";
import { readEmbeddedTexture } from "./read-embedded-texture.ts";

const MODEL = "3f0c1d4e-0000-4000-8000-000000000000";
const OUTLINES: Record<View, string> = {
  front: '<rect x="200" y="150" width="400" height="500" rx="60" fill="#b5542c"/><circle cx="400" cy="400" r="90" fill="#f4d35e"/>',
  back: '<rect x="200" y="150" width="400" height="500" rx="60" fill="#7a3b20"/>',
  side: '<rect x="280" y="150" width="240" height="500" rx="60" fill="#98472a"/>',
  top: '<rect x="200" y="280" width="400" height="240" rx="60" fill="#c96a3f"/>',
  left: '<rect x="280" y="150" width="240" height="500" rx="60" fill="#a35a3c"/>',
  bottom: '<rect x="200" y="280" width="400" height="240" rx="60" fill="#5b2b16"/>',
};

const drawPhoto = (content: string) => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1100" height="1100" viewBox="0 0 800 800"><rect width="800" height="800" fill="#fff"/>${content}</svg>`)).png().toBuffer();
const view = (name: View, bytes: Uint8Array): ProviderView => ({ view: name, contentType: "image/png", read: () => Promise.resolve(bytes), link: () => null });
const drawViews = (names: readonly View[]) => Promise.all(names.map(async (name) => view(name, await drawPhoto(OUTLINES[name]))));
const request = (views: ProviderView[], options: ProviderRequest["options"] = {}): ProviderRequest => ({ modelId: MODEL, views, options, webhookUrl: null });
const quiet = { signal: new AbortController().signal, onProgress: () => undefined, onPreview: () => undefined };

async function errorOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof ProviderError) return error;
  throw error;
}

describe("the local provider", () => {
  const provider = createLocalProvider({ gridSize: 64, textureSize: 512, thumbnailSize: 128 });
  afterAll(() => provider.close());

  it("makes a model with a thumbnail and its texture from photos, and tells how far it is", async () => {
    const told: [number, string][] = [];
    const previews: Uint8Array[] = [];
    const result = await provider.run(request(await drawViews(VIEWS), { targetPolycount: 8000 }), { ...quiet, onProgress: (progress, stage) => told.push([progress, stage]), onPreview: (glb) => previews.push(glb) });
    expect(previews.map((glb) => Buffer.from(glb).toString("latin1", 0, 4))).toEqual(["glTF"]);
    expect(result.files.map(({ kind, contentType }) => `${kind} ${contentType}`).slice(0, 2)).toEqual(["glb model/gltf-binary", "thumbnail image/png"]);
    expect(new Set(result.files.map(({ name }) => name)).size).toBe(result.files.length);
    const [glb, thumbnail, texture] = result.files;
    expect(Buffer.from(glb?.bytes ?? []).toString("latin1", 0, 4)).toBe("glTF");
    expect(await sharp(thumbnail?.bytes).metadata()).toMatchObject({ format: "png", width: 128, height: 128 });
    expect(await sharp(texture?.bytes).metadata()).toMatchObject({ width: 512, height: 512 });
    expect(result.stats?.triangles).toBeGreaterThan(100);
    expect(result.stats?.triangles).toBeLessThanOrEqual(8000);
    expect(result.warnings).toEqual([]);
    const figures = told.map(([progress]) => progress);
    expect(figures.length).toBeGreaterThan(5);
    expect(figures).toEqual([...figures].sort((a, b) => a - b));
    expect(Math.min(...figures)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...figures)).toBeLessThanOrEqual(100);
    expect(await provider.health()).toBe("ok");
  });

  it("makes the same model the same again, and another count of triangles when asked, with a word about what it cannot do", async () => {
    const views = await drawViews(["front", "back"]);
    const options = { targetPolycount: 100, texture: false, pbr: true, texturePrompt: "brushed steel", textureResolution: "4k" } as const;
    const [first, second] = [await provider.run(request(views, options), quiet), await provider.run(request(views, options), quiet)];
    expect(Buffer.compare(first.files[0]?.bytes ?? new Uint8Array(), second.files[0]?.bytes ?? new Uint8Array(1))).toBe(0);
    expect(first.warnings).toEqual(
      expect.arrayContaining([
        "The local generator makes 5,000 to 50,000 triangles; 100 became 5,000.",
        "The local generator always makes a texture.",
        "The local generator makes a base-colour texture only, no metallic, roughness or normal maps.",
        "The local generator takes the texture from the photos alone, without words.",
        "The local generator makes its texture in the size that the operator has chosen.",
      ]),
    );
  });

  it("takes for the object what a user has cut out of a photo, whatever is painted around it", async () => {
    const cutOut = (width: number): Promise<Buffer> => {
      const patches = Array.from({ length: 64 }, (_, i) => `<rect x="${100 * (i % 8)}" y="${100 * Math.floor(i / 8)}" width="100" height="100" fill="hsl(${47 * i}, 60%, 50%)"/>`).join("");
      const hole = `<mask id="cut"><rect x="${400 - width / 2}" y="150" width="${width}" height="500" fill="#fff"/></mask>`;
      return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1100" height="1100" viewBox="0 0 800 800">${hole}<g mask="url(#cut)">${patches}</g></svg>`)).png().toBuffer();
    };
    const views = [view("front", await cutOut(400)), view("back", await cutOut(400)), view("side", await cutOut(200))];
    const [glb] = (await provider.run(request(views), quiet)).files;
    const { min, max } = boundsOf(await readGlb(glb!.bytes));
    const [width, height, depth] = max.map((value, axis) => value - min[axis]!) as [number, number, number];
    expect(width / height).toBeCloseTo(400 / 500, 1);
    expect(depth / height).toBeCloseTo(200 / 500, 1);
  });

  it("says whose fault it is that there is no model, and what to do", async () => {
    const [front, back] = await drawViews(["front", "back"]);
    if (!front || !back) throw new Error("No photos.");
    const blank = await errorOf(provider.run(request([front, view("back", await drawPhoto(""))]), quiet));
    expect(blank).toMatchObject({ actor: "user", retryable: false, code: "no_foreground" });
    expect(blank.message).toMatch(/back/);
    expect(await errorOf(provider.run(request([front, view("back", Buffer.from("no photo"))]), quiet))).toMatchObject({ actor: "user", retryable: false, code: "not_an_image" });
    expect(await errorOf(provider.run(request([front]), quiet))).toMatchObject({ actor: "user", retryable: false, code: "missing_view" });
  });

  it("passes on what the storage says when a photo cannot be read", async () => {
    const lost = new Error("the storage is away");
    await expect(provider.run(request([{ view: "front", contentType: "image/png", read: () => Promise.reject(lost), link: () => null }]), quiet)).rejects.toBe(lost);
  });

  it("stops at once when it is told to, waiting or working", async () => {
    const views = await drawViews(["front", "back"]);
    const reason = new Error("the version was deleted");
    await expect(provider.run(request(views), { ...quiet, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const [working, waiting] = [new AbortController(), new AbortController()];
    const runs = [provider.run(request(views), { ...quiet, signal: working.signal, onProgress: () => working.abort(reason) }), provider.run(request(views), { ...quiet, signal: waiting.signal })];
    waiting.abort(reason);
    expect(await Promise.allSettled(runs)).toEqual([{ status: "rejected", reason }, { status: "rejected", reason }]);
  });

  it("tells the host when it was shut down within the work, which may be tried again", async () => {
    const closing = createLocalProvider({ gridSize: 64, textureSize: 512 });
    let close: Promise<void> | undefined;
    const run = closing.run(request(await drawViews(["front", "back"])), { ...quiet, onProgress: () => void (close ??= closing.close()) });
    expect(await errorOf(run)).toMatchObject({ actor: "host", retryable: true, code: "cancelled" });
    await close;
    expect(await closing.health()).not.toBe("ok");
    expect(await errorOf(closing.run(request([]), quiet))).toMatchObject({ actor: "host", retryable: true, code: "closed" });
  });
});

describe("options", () => {
  it("have defaults, and name what is out of range", () => {
    expect(resolveLocalProviderOptions()).toMatchObject({ workers: 1, gridSize: 192, textureSize: 2048 });
    expect(() => resolveLocalProviderOptions({ workers: 0 })).toThrow("workers");
    expect(() => resolveLocalProviderOptions({ gridSize: 1000 })).toThrow("gridSize");
    expect(() => resolveLocalProviderOptions({ textureSize: 1000 })).toThrow("textureSize");
    expect(() => createLocalProvider({ memoryMb: 1 })).toThrow("memoryMb");
  });
});

describe("readEmbeddedTexture", () => {
  it("finds nothing in a file without images", () => {
    const json = Buffer.from('{"asset":{"version":"2.0"}} ');
    const glb = Buffer.alloc(20 + json.length);
    glb.write("glTF", 0, "latin1");
    glb.writeUInt32LE(2, 4);
    glb.writeUInt32LE(glb.length, 8);
    glb.writeUInt32LE(json.length, 12);
    glb.write("JSON", 16, "latin1");
    glb.set(json, 20);
    expect(readEmbeddedTexture(glb)).toBeNull();
    expect(readEmbeddedTexture(Buffer.from("glTF"))).toBeNull();
  });
});

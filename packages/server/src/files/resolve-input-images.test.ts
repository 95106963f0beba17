import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { View } from "@model-3d/contract";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { createPhotoLimit } from "./limit-photo-fetches.ts";
import { resolveInputImages, type ResolvedInputImage } from "./resolve-input-images.ts";
import { createFileBench, type FileBench } from "./test/file-bench.ts";
import { makePhoto } from "./test/make-photo.ts";

const USER = "00000000-0000-4000-8000-000000000001";
const OTHER = "00000000-0000-4000-8000-000000000002";
let bench: FileBench;
let server: Server;
let origin: string;
let photo: Buffer;
let most = 0;
let open = 0;

beforeAll(async () => {
  bench = await createFileBench();
  photo = await makePhoto(1100, 1100, "png");
  const small = await makePhoto(100, 100);
  server = createServer((request, response) => {
    open += 1;
    most = Math.max(most, open);
    response.once("close", () => (open -= 1));
    const path = request.url ?? "";
    if (path.startsWith("/stuck")) return void response.writeHead(200).write("x");
    if (path === "/gone.png") return void response.writeHead(404).end("not here");
    setImmediate(() => response.end(path === "/text.png" ? "no photo" : path === "/small.png" ? small : photo));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await bench.remove();
});
afterEach(() => bench.empty());

function resolve(imageUrls: Partial<Record<View, string>>, more: { userId?: string; publicUrl?: string | null; signal?: AbortSignal } = {}): Promise<ResolvedInputImage[]> {
  return resolveInputImages({ userId: USER, imageUrls, files: bench.files, photoTurns: createPhotoLimit(), photoFetch: createGuardedFetch({ allowedOrigins: [origin] }), ...more });
}

async function upload(userId = USER): Promise<{ key: string; imageId: string }> {
  const stored = await bench.files.writeFile({ userId, kind: "source_image", name: "front", view: "front", contentType: "image/png", source: photo, maxBytes: 1e7, width: 1100, height: 600 });
  return { key: stored.key, imageId: stored.imageId ?? "" };
}

describe("an address of ours", () => {
  it("is the caller's own upload, relative or on our origin, under any mount and with any query", async () => {
    const { key, imageId } = await upload();
    const addresses = [`/source-images/${imageId}`, `/api/source-images/${imageId}?expires=1&signature=x`, `source-images/${imageId.toUpperCase()}`, `https://shop.example/api/source-images/${imageId}#a`];
    for (const front of addresses) {
      expect(await resolve({ front }, { publicUrl: "https://shop.example" }), front).toEqual([
        { view: "front", fileKey: key, reference: `/source-images/${imageId}`, warnings: ["The front photo is 1100 × 600 pixels; 1024 or more on its shorter side makes a sharper model."] },
      ]);
    }
  });

  it("is nothing when it is somebody else's, in the same words as a missing one", async () => {
    const theirs = await upload(OTHER);
    const errors = await Promise.all([theirs.imageId, "00000000-0000-4000-8000-00000000dead"].map((id) => resolve({ front: `/source-images/${id}` }).catch((error: unknown) => error)));
    for (const error of errors) {
      expect(error).toMatchObject({ code: "invalid_request", message: "The front photo is not among your uploads. Upload it again.", details: { view: "front", issues: [{ path: "imageUrls.front" }] } });
    }
    expect(await resolve({ front: `/source-images/${theirs.imageId}` }, { userId: OTHER })).toHaveLength(1);
  });

  it("is not one of another origin that has the same path", async () => {
    const { imageId } = await upload();
    await expect(resolve({ front: `https://10.0.0.1/source-images/${imageId}` }, { publicUrl: "https://shop.example" })).rejects.toMatchObject({ code: "image_unfetchable" });
    await expect(resolve({ front: `//10.0.0.1/source-images/${imageId}` }, { publicUrl: "https://shop.example" })).rejects.toMatchObject({ code: "image_unfetchable" });
  });
});

describe("any other address", () => {
  it("is fetched, looked at and stored, in the order of the views and no more than two at once", async () => {
    most = 0;
    const resolved = await resolve({ top: `${origin}/t.png`, back: `${origin}/b.png`, side: `${origin}/s.png`, front: `${origin}/f.png?size=large` });
    expect(resolved.map(({ view }) => view)).toEqual(["front", "back", "side", "top"]);
    expect(most).toBeLessThanOrEqual(2);
    for (const { view, fileKey, reference, warnings } of resolved) {
      expect(warnings).toEqual([]);
      const file = await bench.files.findSourceImage(USER, reference.replace("/source-images/", ""));
      expect(file).toMatchObject({ key: fileKey, view, state: "stored", contentType: "image/png", bytes: photo.length, width: 1100, height: 1100 });
    }
  });

  it("may be a path on our own origin", async () => {
    expect(await resolve({ front: "/photos/mug.png" }, { publicUrl: origin })).toHaveLength(1);
  });

  it("names its view and what to do when it fails, and leaves nothing of the other views", async () => {
    const cases: Record<string, [string, string]> = {
      [`${origin}/gone.png`]: ["image_unfetchable", "The back photo could not be fetched. The server answered with status 404. Check its address, or upload the photo."],
      [`${origin}/text.png`]: ["image_unreadable", "The back photo is not a JPG, PNG or WebP image. Choose a photo in one of these formats."],
      [`${origin}/small.png`]: ["image_too_small", "The back photo is 100 × 100 pixels. Use one of at least 256 pixels on its shorter side; 1024 or more is best."],
      "https://127.0.0.1/a.png": ["image_unfetchable", "The back photo could not be fetched. This address cannot be fetched from here. It must be public and start with https. Check its address, or upload the photo."],
      "data:image/png;base64,AAAA": ["image_unfetchable", "The back photo could not be fetched. This address cannot be fetched from here. It must be public and start with https. Check its address, or upload the photo."],
      "/photos/mug.png": ["image_unfetchable", "The back photo could not be fetched. This address cannot be fetched from here. It must be public and start with https. Check its address, or upload the photo."],
    };
    for (const [back, [code, message]] of Object.entries(cases)) {
      await expect(resolve({ front: `${origin}/f.png`, back, side: `${origin}/s.png` }), back).rejects.toMatchObject({ code, message, details: { view: "back", issues: [{ path: "imageUrls.back", message }] } });
      expect(await bench.rowsLeft()).toBe(0);
      expect(await bench.filesLeft()).toEqual([]);
    }
  });

  it("names all views that fail, and speaks of the first", async () => {
    await expect(resolve({ side: `${origin}/text.png`, back: `${origin}/gone.png`, front: `${origin}/f.png` })).rejects.toMatchObject({
      code: "image_unfetchable",
      details: { view: "back", issues: [{ path: "imageUrls.back" }, { path: "imageUrls.side" }] },
    });
  });

  it("leaves an upload alone when another view fails", async () => {
    const { imageId } = await upload();
    await expect(resolve({ front: `/source-images/${imageId}`, back: `${origin}/gone.png` })).rejects.toThrow();
    expect(await bench.files.findSourceImage(USER, imageId)).not.toBeNull();
  });

  it("stops when it is told to, and leaves nothing", async () => {
    const stop = new AbortController();
    const reason = new Error("the user went away");
    server.once("request", () => setImmediate(() => stop.abort(reason)));
    await expect(resolve({ front: `${origin}/stuck`, back: `${origin}/stuck`, side: `${origin}/s.png` }, { signal: stop.signal })).rejects.toBe(reason);
    expect(await bench.rowsLeft()).toBe(0);
    expect(await bench.filesLeft()).toEqual([]);
  });
});

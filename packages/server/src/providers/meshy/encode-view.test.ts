import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodeView } from "./encode-view.ts";
import { errorOf, photo, view } from "./test/open-meshy.ts";

const LINK = "https://shop.example/api/model-files/front?signature=s";
const { signal } = new AbortController();

async function decode(url: string) {
  const [, type, base64] = /^data:(image\/(?:png|jpeg));base64,([A-Za-z0-9+/]+=*)$/.exec(url) ?? [];
  if (!base64) throw new Error(`${url.slice(0, 60)} is no data URI that Meshy takes.`);
  const bytes = Buffer.from(base64, "base64");
  return { type, bytes, ...(await sharp(bytes).metadata()) };
}

describe("a photo for Meshy", () => {
  it("is a link where there is a public one, and goes along where not", async () => {
    expect(await encodeView(await view("front", { link: LINK }), "auto", signal)).toEqual({ url: LINK, isLink: true });
    expect(await encodeView(await view("front", { link: LINK }), "link", signal)).toEqual({ url: LINK, isLink: true });
    for (const link of [null, "http://127.0.0.1:3000/front", "/api/front"]) expect((await encodeView(await view("front", { link }), "auto", signal)).url).toMatch(/^data:/);
    expect((await encodeView(await view("front", { link: LINK }), "inline", signal)).url).toMatch(/^data:image\/png/);
  });

  it("that lies on its side goes along upright, also where there is a link: who turns a linked one is not known", async () => {
    const bytes = await photo({ width: 64, height: 32, format: "jpeg", orientation: 6 });
    for (const way of ["auto", "link", "inline"] as const) {
      const { url, isLink } = await encodeView(await view("front", { bytes, contentType: "image/jpeg", link: LINK }), way, signal);
      expect([isLink, await decode(url)], way).toMatchObject([false, { width: 32, height: 64 }]);
    }
  });

  it("that must be a link and has none is the host's to correct", async () => {
    expect(await errorOf(encodeView(await view("front"), "link", signal))).toMatchObject({ actor: "host", retryable: false, code: "no_public_address", taskFate: "none" });
  });

  it("goes along as it is when it is a small JPEG or PNG", async () => {
    for (const format of ["png", "jpeg"] as const) {
      const bytes = await photo({ format });
      const { url } = await encodeView(await view("front", { bytes, contentType: `image/${format}` }), "inline", signal);
      expect(Buffer.compare((await decode(url)).bytes, bytes)).toBe(0);
    }
  });

  it("is made a JPEG of a WebP, or a PNG of one with a transparent ground, even where there is a link", async () => {
    const encode = async (colour: string) => decode((await encodeView(await view("front", { bytes: await photo({ format: "webp", colour }), contentType: "image/webp", link: LINK }), "link", signal)).url);
    expect(await encode("#777777")).toMatchObject({ type: "image/jpeg", format: "jpeg", width: 32 });
    expect(await encode("#77777700")).toMatchObject({ type: "image/png", format: "png", hasAlpha: true });
  });

  it("is made smaller when it is large, and put upright", async () => {
    const encode = async (bytes: Uint8Array) => decode((await encodeView(await view("front", { bytes, contentType: "image/jpeg" }), "inline", signal)).url);
    expect(await encode(await photo({ width: 3000, height: 1500, format: "jpeg" }))).toMatchObject({ width: 2048, height: 1024 });
    const upright = await encode(await photo({ width: 64, height: 32, format: "jpeg", orientation: 6 }));
    expect(upright).toMatchObject({ width: 32, height: 64 });
    expect(upright.orientation ?? 1).toBe(1);
  });

  it("that cannot be read is the user's to replace, and named by its view", async () => {
    const whole = await photo({ width: 3000, height: 1500, format: "jpeg" });
    for (const bytes of [Buffer.from("no photo"), new Uint8Array(), whole.subarray(0, whole.length / 2)]) {
      expect(await errorOf(encodeView(await view("back", { bytes }), "inline", signal))).toMatchObject({ actor: "user", retryable: false, code: "photo_unreadable", message: expect.stringContaining("The back photo") });
    }
  });
});

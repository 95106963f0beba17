import { describe, expect, it } from "vitest";
import { PIXELS } from "../../test/make-rich-glb.ts";
import { decodePng, encodePng, pngCodec } from "../../test/png-codec.ts";
import { tintedPixels } from "../../test/tinted-pixels.ts";
import type { ImageType, Texture } from "../model.ts";
import type { ImageCodec } from "./image-codec.ts";
import { pixelAt } from "./sample-texture.ts";
import { TextureFiles } from "./texture-files.ts";

const texture = (name: string, type: ImageType = "image/png"): Texture => ({ name, type, bytes: encodePng(PIXELS), width: 2, height: 2 });

describe("the pictures of a format", () => {
  it("have names of their own, without what only looks like an extension, whatever is made of them", async () => {
    const files = new TextureFiles({ textures: [texture("a.png"), texture("A"), texture("a-green"), texture("漆 ?")] }, { codec: pngCodec });
    const made = [files.whole(0), files.whole(1), files.whole(2), files.whole(3), files.channel(0, "green"), files.channel(0, "green", 0.5), files.channel(0, "green")];
    expect((await Promise.all(made)).map(({ path }) => path)).toEqual(["a.png", "A_2.png", "a-green.png", "漆.png", "a-green-2.png", "a-green-3.png", "a-green-2.png"]);
    expect(await files.made()).toHaveLength(6);
    const ascii = new TextureFiles({ textures: [texture("漆"), texture("Fuß 1")] }, { codec: pngCodec, form: "ascii" });
    expect((await Promise.all([ascii.whole(0), ascii.whole(1)])).map(({ path }) => path)).toEqual(["texture.png", "Fuss_1.png"]);
  });

  it("are as they were where their type is taken, else PNG, and refused where nothing can decode them", async () => {
    const textures = [texture("a", "image/jpeg"), texture("b", "image/webp")];
    const files = new TextureFiles({ textures }, { codec: pngCodec });
    expect(await files.whole(0)).toEqual({ path: "a.jpg", type: "image/jpeg", bytes: textures[0]!.bytes });
    const { path, type, bytes } = await files.whole(1);
    expect([path, type, decodePng(bytes)]).toEqual(["b.png", "image/png", PIXELS]);
    await expect(new TextureFiles({ textures }, { codec: undefined }).whole(1)).rejects.toMatchObject({ code: "unreadable_image", message: expect.stringContaining('"b" (webp)') as string });
    const damaged = [{ ...texture("c", "image/webp"), bytes: new Uint8Array(40) }];
    await expect(new TextureFiles({ textures: damaged }, { codec: pngCodec }).channel(0, "red")).rejects.toMatchObject({ code: "unreadable_image" });
  });

  it("are made once in each colour that they are multiplied with, and not for white", async () => {
    const files = new TextureFiles({ textures: [texture("a")] }, { codec: pngCodec });
    const made = await Promise.all([files.tinted(0, [1, 1, 1, 1]), files.tinted(0, [0, 0.5, 1, 0.5]), files.tinted(0, [0, 0.5, 1, 0.5]), files.tinted(0, [0, 0.5, 1, 0.5], true)]);
    expect(made.map(({ path }) => path)).toEqual(["a.png", "a-tinted.png", "a-tinted.png", "a-tinted-2.png"]);
    expect([...decodePng(made[1]!.bytes).data]).toEqual(tintedPixels(PIXELS, [0, 0.5, 1, 0.5]));
    expect([...decodePng(made[3]!.bytes).data]).toEqual(tintedPixels(PIXELS, [0, 0.5, 1]).map((value, at) => (at % 4 === 3 ? 255 : value)));
    expect((await new TextureFiles({ textures: [texture("a")] }, { codec: undefined }).tinted(0, [0, 0, 0, 1])).path).toBe("a.png");
  });

  it("are decoded once however many textures have the same bytes, and made and written once where the same comes out", async () => {
    const calls = { decode: 0, encode: 0 };
    const codec: ImageCodec = {
      ...pngCodec,
      decode: async (bytes, type) => (calls.decode++, pngCodec.decode(bytes, type)),
      encode: async (pixels, type) => (calls.encode++, pngCodec.encode(pixels, type)),
    };
    const files = new TextureFiles({ textures: [texture("a"), texture("b"), { ...texture("c"), bytes: encodePng({ ...PIXELS, data: PIXELS.data.slice().fill(9) }) }] }, { codec });
    const made = await Promise.all([files.tinted(0, [0.5, 0.5, 0.5, 1]), files.tinted(1, [0.5, 0.5, 0.5, 1]), files.tinted(1, [0.500001, 0.5, 0.5, 1]), files.channel(0, "green", 0.5), files.channel(1, "green", 0.5000001), files.tinted(1, [0.99999, 1, 1, 1])]);
    expect(made.map(({ path }) => path)).toEqual(["a-tinted.png", "a-tinted.png", "a-tinted.png", "a-green.png", "a-green.png", "b.png"]);
    expect(calls).toEqual({ decode: 1, encode: 2 });
    expect(await files.made()).toHaveLength(3);
  });

  it("stay JPEG where they were one and nothing is seen through", async () => {
    const jpeg: ImageCodec = { ...pngCodec, encode: async (pixels, type) => Uint8Array.of(type === "image/jpeg" ? 1 : 0, ...(await pngCodec.encode(pixels, type))) };
    const files = new TextureFiles({ textures: [texture("a", "image/jpeg"), texture("b")] }, { codec: jpeg });
    const made = await Promise.all([files.tinted(0, [0.5, 1, 1, 1]), files.tinted(0, [0.5, 1, 1, 0.5]), files.tinted(0, [0.5, 1, 1, 0.5], true), files.tinted(1, [0.5, 1, 1, 1])]);
    expect(made.map(({ path, type, bytes }) => [path, type, bytes[0]])).toEqual([["a-tinted.jpg", "image/jpeg", 1], ["a-tinted-2.png", "image/png", 0], ["a-tinted.jpg", "image/jpeg", 1], ["b-tinted.png", "image/png", 0]]);
  });

  it("are made no more once nobody wants them", async () => {
    const ending = new AbortController();
    const files = new TextureFiles({ textures: [texture("a")] }, { codec: pngCodec, signal: ending.signal });
    await files.tinted(0, [0.5, 1, 1, 1]);
    ending.abort(new Error("enough"));
    await expect(files.tinted(0, [0.25, 1, 1, 1])).rejects.toThrow("enough");
  });

  it("lose their alpha for what nothing is seen through, and stay as they are where they have none", async () => {
    const full = { ...PIXELS, data: PIXELS.data.map((value, at) => (at % 4 === 3 ? 255 : value)) };
    const textures = [texture("a"), { ...texture("b"), bytes: encodePng(full) }, texture("c", "image/jpeg")];
    const files = new TextureFiles({ textures }, { codec: pngCodec });
    const [seen, whole, photo] = await Promise.all([files.opaque(0), files.opaque(1), files.opaque(2)]);
    expect([seen.path, decodePng(seen.bytes)]).toEqual(["a-opaque.png", full]);
    expect([whole, photo]).toEqual([await files.whole(1), await files.whole(2)]);
    expect((await new TextureFiles({ textures }, { codec: undefined }).opaque(0)).path).toBe("a.png");
  });
});

describe("a pixel of a texture", () => {
  const at = (wrap: "repeat" | "mirror" | "clamp", u: number, v = 0) => pixelAt({ width: 4, height: 2 }, { wrapS: wrap, wrapT: wrap }, u, v) / 4;

  it("is the one that lies there, the last at the far edge", () => {
    expect([0, 0.26, 0.99, 1].map((u) => at("repeat", u))).toEqual([0, 1, 3, 3]);
    expect([0.49, 0.5, 1].map((v) => at("repeat", 0, v))).toEqual([0, 4, 4]);
  });

  it("comes again, comes back, or stays, beyond the edges", () => {
    expect([1.26, -0.1, -1].map((u) => at("repeat", u))).toEqual([1, 3, 0]);
    expect([1.1, 1.9, -0.1, -1.1].map((u) => at("mirror", u))).toEqual([3, 0, 0, 3]);
    expect([1.1, 7, -0.1].map((u) => at("clamp", u))).toEqual([3, 3, 0]);
  });
});

import { validateBytes } from "gltf-validator";
import { beforeAll, describe, expect, it } from "vitest";
import { fade } from "../../test/check-codec.ts";
import { codec } from "../../test/codec.ts";
import { GlbMaker } from "../../test/make-glb.ts";
import { encodePng } from "../../test/png-codec.ts";
import type { ImageCodec, Pixels } from "../images/image-codec.ts";
import { readGlb } from "../read/read-glb.ts";
import { optimizeGlb } from "./optimize-glb.ts";

/** Colours of which a wheel of them is blurred by nothing: hard to press together. */
const noise = (width: number, height: number, alpha = 255): Pixels => ({ width, height, data: Uint8Array.from({ length: 4 * width * height }, (_, at) => (at % 4 === 3 ? alpha : (Math.imul(at, 2654435761) >>> 13) % 256)) });

/** Two cubes: one opaque, of which the colour has an alpha that nobody reads, with normals; the other seen through. */
async function makeTextured(): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const { document } = maker;
  const texture = (name: string, pixels: Pixels) => document.createTexture(name).setImage(encodePng(pixels)).setMimeType("image/png");
  const solid = document.createMaterial("solid").setBaseColorTexture(texture("colour", fade(96, 48, 60))).setNormalTexture(texture("normals", noise(64, 64)));
  const glass = document.createMaterial("glass").setAlphaMode("BLEND").setBaseColorTexture(texture("pane", fade(40, 40, 100)));
  const broken = document.createMaterial("broken").setBaseColorTexture(document.createTexture("broken").setImage(encodePng(fade(8, 8)).slice(0, 60)).setMimeType("image/png"));
  [solid, glass, broken].forEach((material, at) => maker.show(maker.box(`box ${at}`, material)).setTranslation([2 * at, 0, 0]));
  return maker.bytes();
}

let given: Uint8Array;
beforeAll(async () => (given = await makeTextured()));

const brief = (states: { name: string; after: { type: string; width: number; height: number } }[]) => states.map(({ name, after: { type, width, height } }) => `${name} ${type.slice(6)} ${width}×${height}`);

describe("textures of an optimised GLB", () => {
  it("are as small as they are told, WebP, without an alpha that nobody reads; one that cannot be read stays", async () => {
    const { bytes, textures } = await optimizeGlb(given, { codec, maxTextureSize: 32 });
    expect(brief([...textures])).toEqual(["colour webp 32×16", "normals webp 32×32", "pane webp 32×32", "broken png 8×8"]);
    textures.forEach(({ before, after }) => expect(after.bytes).toBeLessThanOrEqual(before.bytes));
    const model = await readGlb(bytes);
    const found = textures.map(({ name }) => model.textures.find((texture) => texture.name === name)!);
    expect(found.map(({ type, width, bytes: { length } }) => [type, width, length])).toEqual(textures.map(({ after }) => [after.type, after.width, after.bytes]));
    const alphas = await Promise.all(found.slice(0, 3).map(async (texture) => (await codec.decode(texture.bytes, texture.type)).data[3]!));
    expect([alphas[0], alphas[1], Math.abs(alphas[2]! - 100) <= 2]).toEqual([255, 255, true]);
    const { issues } = await validateBytes(bytes, { ignoredIssues: ["MESH_PRIMITIVE_GENERATED_TANGENT_SPACE"] });
    expect(issues.messages.filter(({ severity }) => severity === 0).map(({ pointer }) => pointer)).toEqual([]);
  });

  it("are JPEG on request, PNG where alpha counts, and never larger than they were", async () => {
    const { textures } = await optimizeGlb(given, { codec, textures: "jpeg", maxTextureSize: 32 });
    expect(brief([...textures])).toEqual(["colour jpeg 32×16", "normals jpeg 32×32", "pane png 32×32", "broken png 8×8"]);
    const kept = await optimizeGlb(given, { codec, textures: "keep", maxTextureSize: 64 });
    expect(brief([...kept.textures])).toEqual(["colour png 64×32", "normals png 64×64", "pane png 40×40", "broken png 8×8"]);
    const again = await optimizeGlb((await optimizeGlb(given, { codec, quality: 30 })).bytes, { codec, quality: 100 });
    again.textures.forEach(({ before, after }) => expect(after.bytes).toBeLessThanOrEqual(before.bytes));
  });

  it("give normals more than colours, and stay as they are without a codec", async () => {
    const used: [number, number | undefined][] = [];
    const heard: ImageCodec = { ...codec, encode: (pixels, type, options) => (used.push([pixels.width, options?.quality]), codec.encode(pixels, type, options)) };
    await optimizeGlb(given, { codec: heard, quality: 60 });
    expect(used).toEqual([[96, 60], [64, 70], [40, 60]]);
    const { textures } = await optimizeGlb(given);
    textures.forEach(({ before, after }) => expect(after).toEqual(before));
  });

  it("are read once, however many losses are tried", async () => {
    let reads = 0;
    const heard: ImageCodec = { ...codec, decode: (bytes, type) => ((reads += 1), codec.decode(bytes, type)) };
    const { isGoalReached, textures } = await optimizeGlb(given, { codec: heard, preset: "tiny", goalBytes: 100 });
    expect([isGoalReached, reads, textures.length]).toEqual([false, 4, 4]);
  });
});

import type { Material, Texture } from "@gltf-transform/core";
import { KHRTextureTransform } from "@gltf-transform/extensions";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { boxArrays, GlbMaker } from "../../test/make-glb.ts";
import { PIXELS } from "../../test/make-rich-glb.ts";
import { encodePng, pngCodec } from "../../test/png-codec.ts";
import { judgeFormats } from "./foresee-card.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes } from "../write-model.ts";
import { convert } from "./convert.ts";

interface Picked {
  maker: GlbMaker;
  material: Material;
  picture: (name: string) => Texture;
}

/** A cube with a picture of its colour by the first coordinates, and what is given besides; the second ones are half as large, or the same again. */
async function makeGlb(dress: (picked: Picked) => void, areSame = false): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const picture = (name: string) => maker.document.createTexture(name).setImage(encodePng(PIXELS)).setMimeType("image/png");
  const material = maker.document.createMaterial("paint").setMetallicFactor(0).setBaseColorTexture(picture("colour"));
  dress({ maker, material, picture });
  const mesh = maker.box("box", material);
  mesh.listPrimitives()[0]!.setAttribute("TEXCOORD_1", maker.accessor("VEC2", boxArrays().uvs.map((value) => (areSame ? value : value / 2))));
  maker.show(mesh);
  return maker.bytes();
}

const shade = ({ material, picture }: Picked) => {
  material.setOcclusionTexture(picture("shade")).getOcclusionTextureInfo()!.setTexCoord(1);
  material.setEmissiveFactor([1, 1, 1]).setEmissiveTexture(picture("glow")).getEmissiveTextureInfo()!.setTexCoord(1);
};
const tile = ({ maker, material, picture }: Picked) => {
  const transform = maker.document.createExtension(KHRTextureTransform).createTransform().setScale([4, 4]);
  material.setNormalTexture(picture("bumps")).getNormalTextureInfo()!.setExtension("KHR_texture_transform", transform);
};
const polish = ({ material, picture }: Picked) => material.setMetallicFactor(1).setMetallicRoughnessTexture(picture("polish")).getMetallicRoughnessTextureInfo()!.setTexCoord(1);

async function made(glb: Uint8Array, format: "obj" | "fbx" | "usdz" | "3mf") {
  const { card, chunks } = await convert(glb, format, { codec: pngCodec });
  const bytes = await collectBytes(chunks);
  const files = format === "fbx" ? { "all.fbx": bytes } : unzipSync(bytes);
  return { card, text: Object.entries(files).filter(([path]) => !path.endsWith(".png")).map(([, content]) => strFromU8(content, true)).join("\n") };
}

describe("pictures by other coordinates than the colour's", () => {
  it.each(["obj", "3mf"] as const)("are left out of %s, which has one set of them, and the card says so", async (format) => {
    const shaded = await made(await makeGlb(shade), format);
    expect(shaded.card.lost).toEqual(expect.arrayContaining(["occlusion", "emissive"]));
    expect(shaded.card.dropped).toEqual(["uvSets"]);
    expect(shaded.card.notes).toContain("Left out: pictures that lie by other texture coordinates than the first of their material.");
    expect(shaded.card.kept).toContain("baseColorTexture");
    expect(shaded.text).not.toMatch(/shade|glow/);
    const tiled = await made(await makeGlb(tile), format);
    expect([tiled.card.lost.includes("normalTexture"), tiled.text.includes("bumps")]).toEqual([true, false]);
    expect(tiled.card.dropped).toEqual(["textureTransforms"]);
    const polished = await made(await makeGlb(polish), format);
    expect([polished.card.kept.includes("metallicRoughness"), polished.text.includes("polish")]).toEqual([false, false]);
  });

  it.each(["fbx", "usdz"] as const)("are in %s, which has several, and the card says so", async (format) => {
    const shaded = await made(await makeGlb(shade), format);
    expect(shaded.card.kept).toContain("baseColorTexture");
    // Blender and three show them by the first set.
    expect(shaded.card[format === "fbx" ? "changed" : "kept"]).toContain("emissive");
    // FBX has no place for an occlusion, wherever it lies.
    expect(shaded.card.lost).toEqual(format === "fbx" ? ["occlusion"] : []);
    expect(shaded.card.dropped).toEqual([]);
    expect(shaded.text).toMatch(/glow/);
    if (format === "usdz") expect(shaded.text).toMatch(/shade/);
    const tiled = await made(await makeGlb(tile), format);
    expect([tiled.card[format === "fbx" ? "changed" : "kept"].includes("normalTexture"), tiled.text.includes("bumps"), tiled.card.dropped]).toEqual([true, true, []]);
    const polished = await made(await makeGlb(polish), format);
    expect([polished.card[format === "fbx" ? "changed" : "kept"].includes("metallicRoughness"), polished.text.includes("polish")]).toEqual([true, true]);
  });

  it("are foreseen as the cards say it", async () => {
    const { obj, fbx, usdz, glb } = judgeFormats(await readGlb(await makeGlb(shade)), pngCodec);
    expect([obj.lost.includes("emissive"), fbx.changed.includes("emissive"), usdz.kept.includes("occlusion"), glb.kept.includes("occlusion")]).toEqual([true, true, true, true]);
  });

  it("are not asked for where no pictures go along", async () => {
    const { card, chunks } = await convert(await makeGlb(shade), "usdz", { codec: pngCodec, textures: false });
    expect(card.lost).toEqual(expect.arrayContaining(["occlusion", "emissive"]));
    expect(strFromU8(await collectBytes(chunks), true)).not.toContain("primvars:st1");
  });
});

describe.each(["obj", "fbx", "usdz"] as const)("pictures that lie where the first one does, in %s", (format) => {
  it("stay where the other coordinates are the same again", async () => {
    const { card, text } = await made(await makeGlb(shade, true), format);
    expect(card.kept).toContain("emissive");
    expect(card.dropped).toEqual([]);
    expect(text).toMatch(/glow/);
    expect(text).not.toMatch(/st1|UVMap\.001/);
    if (format === "usdz") expect(card.kept).toContain("occlusion");
  });

  it("stay where the colour has no picture that they could differ from", async () => {
    const { card } = await made(await makeGlb((picked) => {
      picked.material.setBaseColorTexture(null);
      tile(picked);
    }), format);
    expect(card.kept).toContain("normalTexture");
  });
});

describe("a material of which some pictures lie elsewhere", () => {
  it("is changed where another has the same kind of picture in its place, and the format has one set", async () => {
    const glb = await makeGlb((picked) => {
      tile(picked);
      const { maker, picture } = picked;
      maker.show(maker.box("second", maker.document.createMaterial("plain").setNormalTexture(picture("dents"))));
    });
    const { card, text } = await made(glb, "obj");
    expect([card.changed.includes("normalTexture"), text.includes("dents"), text.includes("bumps")]).toEqual([true, true, false]);
  });

  it("keeps all in the file itself", async () => {
    expect((await convert(await makeGlb(shade), "glb")).card.kept).toEqual(expect.arrayContaining(["occlusion", "emissive"]));
  });
});

import { EXTTextureWebP, KHRMaterialsPBRSpecularGlossiness, KHRTextureBasisu } from "@gltf-transform/extensions";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { codec, codecWithBasisOf } from "../../test/codec.ts";
import { GlbMaker } from "../../test/make-glb.ts";
import { makeKtx2 } from "../../test/make-ktx2.ts";
import { PIXELS } from "../../test/make-rich-glb.ts";
import { encodePng, pngCodec } from "../../test/png-codec.ts";
import type { ImageCodec } from "../images/image-codec.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes } from "../write-model.ts";
import { convert, describeConversion } from "./convert.ts";

const COLOR = [30, 160, 60, 255] as const;

/** A cube whose colour is a KTX2, and whose bumps are a PNG. */
async function makeKtx2Glb(image: Uint8Array = makeKtx2(COLOR)): Promise<Uint8Array> {
  const maker = new GlbMaker();
  maker.document.createExtension(KHRTextureBasisu).setRequired(true);
  const color = maker.document.createTexture("colour").setImage(image).setMimeType("image/ktx2");
  const bumps = maker.document.createTexture("bumps").setImage(encodePng(PIXELS)).setMimeType("image/png");
  maker.show(maker.box("box", maker.document.createMaterial("paint").setBaseColorTexture(color).setNormalTexture(bumps)));
  return maker.bytes();
}

describe("a model with pictures of other kinds", () => {
  it.each(["ktx2-encoder", "three"] as const)("is read where they are KTX2, pixel for pixel, by what %s brings", async (from) => {
    const { width, height, data } = await codecWithBasisOf(from).decode(makeKtx2([10, 20, 250, 128], 3), "image/ktx2");
    expect([width, height]).toEqual([12, 12]);
    expect([...new Set(Array.from({ length: 144 }, (_, at) => data.subarray(4 * at, 4 * at + 4).join()))]).toEqual(["10,20,250,128"]);
    await expect(codec.decode(makeKtx2(COLOR).subarray(0, 170), "image/ktx2")).rejects.toThrow("KTX2");
    await expect(codec.decode(new Uint8Array(50), "image/ktx2")).rejects.toThrow("KTX2");
  });

  it.each(["obj", "ply", "3mf", "fbx", "usdz"] as const)("keeps what is KTX2 in %s, as a picture that its readers know", async (format) => {
    const { card, chunks } = await convert(await makeKtx2Glb(), format, { codec });
    expect([...card.kept, ...card.changed]).toContain("baseColorTexture");
    expect(card.unreadableTextures).toEqual([]);
    const bytes = await collectBytes(chunks);
    if (format === "obj" || format === "3mf") {
      const files = Object.entries(unzipSync(bytes));
      const [, png] = files.find(([path]) => path.endsWith("colour.png"))!;
      expect([...(await codec.decode(png, "image/png")).data.subarray(0, 4)]).toEqual([...COLOR]);
      expect(files.filter(([path]) => path.endsWith(".ktx2"))).toEqual([]);
    }
    if (format === "ply") expect(strFromU8(bytes, true)).toContain(String.fromCharCode(...COLOR.slice(0, 3)));
  });

  it.each(["obj", "ply", "3mf", "fbx", "usdz"] as const)("comes to %s without the pictures that nothing can read, and says which", async (format) => {
    const broken = makeKtx2(COLOR).fill(0xff, 104, 148);
    for (const [glb, options] of [[await makeKtx2Glb(broken), { codec }], [await makeKtx2Glb(), {}]] as const) {
      const { card, chunks } = await convert(glb, format, options);
      expect(card.unreadableTextures).toEqual(["colour"]);
      expect(card.lost).toContain("baseColorTexture");
      expect(card.notes).toContainEqual(expect.stringMatching(/cannot be read here: the textures "colour"/));
      if (format === "obj" || format === "fbx" || format === "usdz") expect(card.kept).toContain("normalTexture");
      expect((await collectBytes(chunks)).length).toBeGreaterThan(500);
    }
    const model = await readGlb(await makeKtx2Glb());
    expect((await describeConversion(model, "glb")).kept).toContain("baseColorTexture");
    expect((await describeConversion(model, "glb")).unreadableTextures).toEqual([]);
  });

  it.each(["obj", "ply", "3mf", "fbx", "usdz"] as const)("comes to %s without a PNG that is broken, and says so", async (format) => {
    const png = encodePng(PIXELS);
    const maker = new GlbMaker();
    const color = maker.document.createTexture("torn").setImage(png.fill(0xee, 45, png.length - 16)).setMimeType("image/png");
    maker.show(maker.box("box", maker.document.createMaterial("paint").setBaseColorTexture(color)));
    const { card, chunks } = await convert(await maker.bytes(), format, { codec });
    expect([card.unreadableTextures, card.lost.includes("baseColorTexture")]).toEqual([["torn"], true]);
    expect((await collectBytes(chunks)).length).toBeGreaterThan(500);
  });

  it("decodes a picture once, also where it is looked at before it is written", async () => {
    const maker = new GlbMaker();
    maker.document.createExtension(EXTTextureWebP).setRequired(true);
    const webp = maker.document.createTexture("picture").setImage(await codec.encode(PIXELS, "image/webp")).setMimeType("image/webp");
    maker.show(maker.box("box", maker.document.createMaterial("paint").setBaseColorTexture(webp)));
    let decoded = 0;
    const heard: ImageCodec = { ...codec, decode: (bytes, type) => (decoded++, codec.decode(bytes, type)) };
    const { card, chunks } = await convert(await maker.bytes(), "obj", { codec: heard });
    await collectBytes(chunks);
    expect([decoded, card.kept.includes("baseColorTexture")]).toEqual([1, true]);
  });
});

describe("a material by specular colour and glossiness", () => {
  const read = async (specular: [number, number, number], diffuse: [number, number, number, number], withPicture = false) => {
    const maker = new GlbMaker();
    const gloss = maker.document.createExtension(KHRMaterialsPBRSpecularGlossiness).createPBRSpecularGlossiness().setDiffuseFactor(diffuse).setSpecularFactor(specular).setGlossinessFactor(0.75);
    if (withPicture) gloss.setSpecularGlossinessTexture(maker.document.createTexture("both").setImage(encodePng(PIXELS)).setMimeType("image/png"));
    maker.show(maker.box("box", maker.document.createMaterial("old").setExtension("KHR_materials_pbrSpecularGlossiness", gloss)));
    return readGlb(await maker.bytes());
  };

  it("becomes one of metal and roughness, and the card says so", async () => {
    const gold = await read([1, 0.766, 0.336], [0, 0, 0, 1]);
    expect(gold.materials[0]).toMatchObject({ metallic: expect.closeTo(1, 6), roughness: 0.25, baseColor: [expect.closeTo(1, 5), expect.closeTo(0.766, 5), expect.closeTo(0.336, 5), 1] });
    const plastic = await read([0.04, 0.04, 0.04], [0.5, 0.25, 0.1, 0.5]);
    expect(plastic.materials[0]).toMatchObject({ metallic: 0, roughness: 0.25, baseColor: [expect.closeTo(0.5, 5), expect.closeTo(0.25, 5), expect.closeTo(0.1, 5), 0.5] });
    expect((await read([1, 1, 1], [0.5, 0.5, 0.5, 1], true)).materials[0]).toMatchObject({ metallic: 0, baseColor: [0.5, 0.5, 0.5, 1] });
    expect((await describeConversion(gold, "obj")).notes).toContainEqual(expect.stringContaining("specular colour and glossiness"));
  });
});

describe("a file of several scenes", () => {
  it("is exported as it is first shown, and the card says that there are others", async () => {
    const maker = new GlbMaker();
    maker.show(maker.box());
    maker.document.createScene("other").addChild(maker.document.createNode("two").setMesh(maker.box()).setTranslation([9, 0, 0]));
    const glb = await maker.bytes();
    const { card } = await convert(glb, "stl", { unit: "m" });
    expect([card.triangles, card.dimensions.width]).toEqual([12, 1]);
    expect(card.notes).toContainEqual(expect.stringContaining("several scenes"));
    expect((await convert(glb, "glb")).card.notes.join()).not.toContain("several scenes");
  });

  it("has no word of scenes where there is one", async () => {
    const maker = new GlbMaker();
    maker.show(maker.box());
    expect((await convert(await maker.bytes(), "ply", { codec: pngCodec })).card.notes.join()).not.toContain("scene");
  });
});

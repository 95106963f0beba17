import { EXTTextureWebP, KHRMaterialsClearcoat, KHRMaterialsEmissiveStrength, KHRMaterialsPBRSpecularGlossiness, KHRTextureTransform } from "@gltf-transform/extensions";
import { codec } from "./codec.ts";
import { makeEightJoints } from "./make-eight-joints.ts";
import type { GlbMaker } from "./make-glb.ts";
import { makeMovingMaker } from "./make-moving-glb.ts";
import { PIXELS } from "./make-rich-glb.ts";

/** Adds to what a maker has a cube with pictures as PNG, JPEG and WebP, moved on it, a sparse attribute, colours, and materials with extensions. */
async function addPictures(maker: GlbMaker): Promise<void> {
  const { document } = maker;
  const texture = async (name: string, type: "image/png" | "image/jpeg" | "image/webp") => document.createTexture(name).setMimeType(type).setImage(await codec.encode(PIXELS, type));
  document.createExtension(EXTTextureWebP).setRequired(true);
  const material = document.createMaterial("pictures").setBaseColorTexture(await texture("base", "image/png")).setNormalTexture(await texture("bumps", "image/webp"));
  material.setMetallicRoughnessTexture(await texture("surface", "image/jpeg")).setAlphaMode("MASK").setEmissiveFactor([1, 0, 0]);
  const transform = document.createExtension(KHRTextureTransform).createTransform().setOffset([0.5, 0.25]).setRotation(0.3).setScale([2, 3]);
  material.getBaseColorTextureInfo()!.setExtension("KHR_texture_transform", transform);
  material.setExtension("KHR_materials_clearcoat", document.createExtension(KHRMaterialsClearcoat).createClearcoat().setClearcoatFactor(1));
  material.setExtension("KHR_materials_emissive_strength", document.createExtension(KHRMaterialsEmissiveStrength).createEmissiveStrength().setEmissiveStrength(3));
  const mesh = maker.box("pictures", material);
  const [primitive] = mesh.listPrimitives();
  primitive!.setAttribute("COLOR_0", maker.accessor("VEC3", new Float32Array(72).fill(0.5)));
  primitive!.getAttribute("NORMAL")!.setSparse(true);
  maker.show(mesh, "pictures").setTranslation([4, 0, 0]).setRotation([0, 0.6, 0, 0.8]);
  const gloss = document.createExtension(KHRMaterialsPBRSpecularGlossiness).createPBRSpecularGlossiness().setGlossinessFactor(0.75).setSpecularFactor([1, 0.8, 0.3]);
  const shiny = document.createMaterial("shiny").setExtension("KHR_materials_pbrSpecularGlossiness", gloss);
  maker.show(maker.box("shiny", shiny), "shiny").setTranslation([0, 4, 0]);
}

/** What moves and shines, with pictures of every kind: skins, morph targets, animations, lamps, cameras, extensions. */
export async function makeFullGlb(): Promise<Uint8Array> {
  const maker = makeMovingMaker();
  await addPictures(maker);
  return maker.bytes();
}

/** A skin of eight joints a vertex, beside a cube with pictures. */
export async function makeFullSkin(): Promise<Uint8Array> {
  const maker = makeEightJoints();
  await addPictures(maker);
  return maker.bytes();
}

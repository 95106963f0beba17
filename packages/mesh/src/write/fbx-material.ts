import type { TextureFile, TextureFiles } from "../images/texture-files.ts";
import type { Material, Model, TextureUse, Wrap } from "../model.ts";
import { uvSetOf } from "../texture-uses.ts";
import { emissiveStrength } from "./emissive-strength.ts";
import { uvSetName } from "./fbx-geometry.ts";
import { double, int, long, node, raw, text, type FbxNode } from "./fbx-nodes.ts";
import { amount, choice, color, named, properties70, real, word, yes } from "./fbx-properties.ts";
import { toSrgb } from "./srgb.ts";
import { tintPictures } from "./tint-pictures.ts";

/** There is no mirrored one. */
const WRAPS: Readonly<Record<Wrap, number>> = { repeat: 0, mirror: 0, clamp: 1 };
const FULL_SHININESS = 100;
const DIELECTRIC = 0.25;

/** Which picture lies on what of a material, by the name of the property that it stands for. */
export interface TextureSlot {
  property: string;
  use: TextureUse;
  file: TextureFile;
}

/** The pictures of a material, and what is left to be said in numbers. */
export interface Surface {
  rest: Material;
  slots: TextureSlot[];
}

/** Where readers look for the pictures of a metallic-roughness material: roughness as it is in `ShininessExponent`, metalness in `ReflectionFactor`, opacity in `TransparencyFactor`, and in the colour's own picture, where Blender looks. */
export async function findSurface(material: Material, { textures }: Pick<Model, "textures">, files: TextureFiles): Promise<Surface> {
  const { rest, base, glow, normals } = await tintPictures(material, files, material.alphaMode === "opaque" ? "none" : "within");
  const { baseColorTexture, metallicRoughnessTexture, normalTexture, emissiveTexture, alphaMode, roughness, metallic } = rest;
  const [, , , alpha] = material.baseColor;
  const slots: TextureSlot[] = [];
  const add = async (property: string, use: TextureUse | null, file: (index: number) => Promise<TextureFile> | TextureFile | null) => {
    const made = use && (await file(use.texture));
    if (use && made) slots.push({ property, use, file: made });
  };
  const hasAlpha = alphaMode !== "opaque" && baseColorTexture !== null && (textures[baseColorTexture.texture]?.type !== "image/jpeg" || (files.canMake && alpha !== 1));
  await add("DiffuseColor", baseColorTexture, () => base);
  if (hasAlpha) await add("TransparencyFactor", baseColorTexture, (index) => files.channel(index, "alpha", alpha));
  await add("NormalMap", normalTexture, () => normals);
  await add("EmissiveColor", emissiveTexture, () => glow);
  await add("ShininessExponent", metallicRoughnessTexture, (index) => files.channel(index, "green", roughness));
  await add("ReflectionFactor", metallicRoughnessTexture, (index) => files.channel(index, "blue", metallic));
  return { rest, slots };
}

/** Phong, as the format has it: roughness r is a shininess of 100 (1 − r)², which Blender and ufbx turn back. */
export function makeMaterial(id: number, name: string, { baseColor, emissive, roughness, metallic, normalTexture, alphaMode }: Material): FbxNode {
  const strength = emissiveStrength({ emissive });
  const opacity = alphaMode === "opaque" ? 1 : baseColor[3];
  const shininess = FULL_SHININESS * (1 - roughness) ** 2;
  return node("Material", [long(id), named(name, "Material"), text("")], [
    node("Version", [int(102)]),
    node("ShadingModel", [text("phong")]),
    node("MultiLayer", [int(0)]),
    properties70(
      color("DiffuseColor", baseColor.slice(0, 3).map(toSrgb)),
      amount("DiffuseFactor", 1),
      color("EmissiveColor", emissive.map((value) => toSrgb(value / strength))),
      amount("EmissiveFactor", strength),
      color("SpecularColor", [0.5, 0.5, 0.5]),
      amount("SpecularFactor", DIELECTRIC),
      amount("Shininess", shininess),
      amount("ShininessExponent", shininess),
      amount("ReflectionFactor", metallic),
      amount("TransparencyFactor", 1 - opacity),
      real("Opacity", opacity),
      real("BumpFactor", normalTexture?.scale ?? 1),
    ),
  ]); // prettier-ignore
}

/** A picture, in the file itself. */
export function makeVideo(id: number, { path, bytes }: TextureFile): FbxNode {
  return node("Video", [long(id), named(path, "Video"), text("Clip")], [
    node("Type", [text("Clip")]),
    properties70(word("Path", path)),
    node("UseMipMap", [int(0)]),
    node("Filename", [text(path)]),
    node("RelativeFilename", [text(path)]),
    node("Content", [raw(bytes)]),
  ]); // prettier-ignore
}

/** How a picture lies on a material. */
export function makeTexture(id: number, { property, use, file: { path } }: TextureSlot): FbxNode {
  return node("Texture", [long(id), named(path, "Texture"), text("")], [
    node("Type", [text("TextureVideoClip")]),
    node("Version", [int(202)]),
    node("TextureName", [named(path, "Texture")]),
    properties70(word("UVSet", uvSetName(uvSetOf(use))), yes("UseMaterial"), choice("WrapModeU", WRAPS[use.wrapS]), choice("WrapModeV", WRAPS[use.wrapT])),
    node("Media", [named(path, "Video")]),
    node("FileName", [text(path)]),
    node("RelativeFilename", [text(path)]),
    node("ModelUVTranslation", [double(0), double(0)]),
    node("ModelUVScaling", [double(1), double(1)]),
    node("Texture_Alpha_Source", [text(property === "TransparencyFactor" ? "Alpha_Black" : "None")]),
    node("Cropping", [int(0), int(0), int(0), int(0)]),
  ]); // prettier-ignore
}

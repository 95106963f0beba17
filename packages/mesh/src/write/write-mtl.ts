import type { TextureFiles } from "../images/texture-files.ts";
import type { Material, Model } from "../model.ts";
import { toSrgb } from "./srgb.ts";
import { decimal } from "./text-chunks.ts";
import { tintPictures, type TintedPictures } from "./tint-pictures.ts";

/** For readers that do not know the PBR extension: what a surface that is no metal reflects, 4 % of the light, as a screen has it. */
const SPECULAR = decimal(toSrgb(0.04), 3);
const MOST_SHININESS = 1000;

/**
 * The materials as MTL (Wavefront, "Advanced Visualizer", appendix B2), with the PBR extension that its readers have agreed on: `Pr` roughness, `Pm`
 * metalness, `Ke` emission, `norm`. Colours are those of a screen (sRGB): the format is older than any other idea of a colour.
 *
 * - A normal texture is named twice: as `norm`, and as `map_Bump`, which is where Blender looks for it, and where it takes it for flat without `-bm`.
 * - `-clamp` is left out: common readers take an option that they do not know for a part of the file's name.
 * - Roughness, metalness and what is see-through are pictures of their own. These, the base colour and the glow have their factors worked in, and 1
 *   beside them: some readers take the picture in place of the number, others multiply the two.
 */
export async function writeMtl({ materials }: Pick<Model, "materials">, names: readonly string[], files: TextureFiles): Promise<string> {
  const texts: string[] = [];
  for (const [at, material] of materials.entries()) {
    const tinted = await tintPictures(material, files, "apart");
    texts.push([`newmtl ${names[at]}`, ...plainLines(tinted.rest), ...(await textureLines(tinted, files)), ""].join("\n"));
  }
  return texts.join("\n");
}

function plainLines({ baseColor, metallic, roughness, emissive, alphaMode, baseColorTexture, metallicRoughnessTexture }: Material): string[] {
  const [red, green, blue, alpha] = baseColor;
  const isTextured = metallicRoughnessTexture !== null;
  return [
    `Kd ${color([red, green, blue])}`,
    `Ks ${SPECULAR} ${SPECULAR} ${SPECULAR}`,
    `Ns ${decimal((1 - roughness) ** 2 * MOST_SHININESS, 3)}`,
    `Ke ${color(emissive)}`,
    `d ${decimal(alphaMode === "opaque" || baseColorTexture ? 1 : alpha)}`,
    "illum 2",
    `Pr ${decimal(isTextured ? 1 : roughness)}`,
    `Pm ${decimal(isTextured ? 1 : metallic)}`,
  ];
}

async function textureLines({ rest, base, glow, normals }: TintedPictures, files: TextureFiles): Promise<string[]> {
  const { baseColor, baseColorTexture, metallicRoughnessTexture, normalTexture, alphaMode, roughness, metallic } = rest;
  const lines: string[] = [];
  if (base) lines.push(`map_Kd ${base.path}`);
  if (baseColorTexture && alphaMode !== "opaque") lines.push(`map_d ${(await files.channel(baseColorTexture.texture, "alpha", baseColor[3])).path}`);
  if (metallicRoughnessTexture) {
    const { texture } = metallicRoughnessTexture;
    lines.push(`map_Pr ${(await files.channel(texture, "green", roughness)).path}`, `map_Pm ${(await files.channel(texture, "blue", metallic)).path}`);
  }
  if (normalTexture && normals) lines.push(`norm ${normals.path}`, `map_Bump -bm ${decimal(normalTexture.scale)} ${normals.path}`);
  if (glow) lines.push(`map_Ke ${glow.path}`);
  return lines;
}

const color = (linear: readonly number[]) => linear.map((value) => decimal(toSrgb(value))).join(" ");

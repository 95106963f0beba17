import type { TextureFile, TextureFiles } from "../images/texture-files.ts";
import type { Material, Model } from "../model.ts";
import { emissiveStrength } from "./emissive-strength.ts";
import type { Aspect } from "./format.ts";
import type { Fate } from "./judge-by-table.ts";
import type { ResolvedWriteOptions } from "./write-options.ts";

/** The pictures of a material with its colours and the scale of its normals worked in, and what is left to be said in numbers. */
export interface TintedPictures {
  /** White where the picture has the colour; without a picture of a glow that its factor puts out. */
  rest: Material;
  base: TextureFile | null;
  glow: TextureFile | null;
  normals: TextureFile | null;
}

/** Of the picture of the base colour: `none` for what nothing is seen through, `within` with the factor worked in, `apart` as it is, where a picture of its own says it. */
type PictureAlpha = "none" | "within" | "apart";

/**
 * For formats of which some readers multiply a picture with the number beside it, and others take the picture alone: both see the same. What glows
 * brighter than white says in `rest` how much. Without a codec, numbers and pictures stay as they are.
 *
 * @throws MeshError `unreadable_image`
 */
export async function tintPictures(material: Material, files: TextureFiles, pictureAlpha: PictureAlpha): Promise<TintedPictures> {
  const { baseColor, baseColorTexture, normalTexture, emissive } = material;
  const [red, green, blue, alpha] = baseColor;
  const emissiveTexture = glows(material) ? material.emissiveTexture : null;
  const strength = emissiveStrength(material);
  const [glowRed, glowGreen, glowBlue] = emissive.map((value) => value / strength) as [number, number, number];
  return {
    rest: {
      ...material,
      emissiveTexture,
      ...(baseColorTexture && files.canMake && { baseColor: [1, 1, 1, pictureAlpha === "within" ? 1 : alpha] as const }),
      ...(emissiveTexture && files.canMake && { emissive: [strength, strength, strength] as const }),
      ...(normalTexture && files.canMake && { normalTexture: { ...normalTexture, scale: 1 } }),
    },
    base: baseColorTexture && (await files.tinted(baseColorTexture.texture, [red, green, blue, pictureAlpha === "within" ? alpha : 1], pictureAlpha === "none")),
    glow: emissiveTexture && (await files.tinted(emissiveTexture.texture, [glowRed, glowGreen, glowBlue, 1])),
    normals: normalTexture && (await files.normals(normalTexture.texture, normalTexture.scale)),
  };
}

/** What is not kept where nothing can work numbers into pictures. */
export function judgeTints({ materials }: Pick<Model, "materials">, { codec }: Pick<ResolvedWriteOptions, "codec">): Partial<Record<Aspect, Fate>> {
  if (codec) return {};
  const isTinted = ({ baseColor, baseColorTexture }: Material) => baseColorTexture !== null && baseColor.slice(0, 3).some((value) => value !== 1);
  const isGlowTinted = (material: Material) => material.emissiveTexture !== null && glows(material) && material.emissive.some((value) => value !== 1);
  return {
    ...(materials.some(isTinted) ? { baseColor: "changed" } : {}),
    ...(materials.some(isGlowTinted) ? { emissive: "changed" } : {}),
    ...(materials.some(({ normalTexture }) => normalTexture && normalTexture.scale !== 1) ? { normalTexture: "changed" } : {}),
  };
}

/** A factor of 0 puts out what its picture shows (glTF 2.0, 3.9.3). */
const glows = ({ emissive }: Material): boolean => emissive.some((value) => value > 0);

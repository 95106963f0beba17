import type { PBRSpecularGlossiness } from "@gltf-transform/extensions";
import type { Material } from "../model.ts";

/** Of the light that meets it, what a surface that is no metal reflects. */
const DIELECTRIC = 0.04;

/**
 * What comes nearest by metal and roughness (KHR_materials_pbrSpecularGlossiness, Appendix B of glTF 2.0): as much metal as makes a surface reflect so
 * much and scatter so much, by how bright both look. The picture of both, which changes from place to place, is left aside: then nothing is metal.
 */
export function fromSpecularGlossiness(gloss: PBRSpecularGlossiness): Pick<Material, "baseColor" | "metallic" | "roughness"> {
  const [red, green, blue, alpha] = gloss.getDiffuseFactor();
  const roughness = 1 - gloss.getGlossinessFactor();
  if (gloss.getSpecularGlossinessTexture()) return { baseColor: [red, green, blue, alpha], metallic: 0, roughness };
  const specular = gloss.getSpecularFactor();
  const left = 1 - Math.max(...specular);
  const metallic = metalOf(brightnessOf([red, green, blue]), brightnessOf(specular), left);
  const share = metallic ** 2;
  const color = [red, green, blue].map((diffuse, at) => {
    const scattered = metallic < 1 ? (diffuse * left) / (1 - DIELECTRIC) / (1 - metallic) : 0;
    const reflected = metallic > 0 ? (specular[at]! - DIELECTRIC * (1 - metallic)) / metallic : 0;
    return Math.min(1, Math.max(0, scattered + (reflected - scattered) * share));
  });
  return { baseColor: [color[0]!, color[1]!, color[2]!, alpha], metallic, roughness };
}

/** The greater root of a quadratic equation: what is scattered and what is reflected come from one colour. */
function metalOf(diffuse: number, specular: number, left: number): number {
  if (specular <= DIELECTRIC) return 0;
  const b = (diffuse * left) / (1 - DIELECTRIC) + specular - 2 * DIELECTRIC;
  const c = DIELECTRIC - specular;
  return Math.min(1, Math.max(0, (Math.sqrt(Math.max(0, b * b - 4 * DIELECTRIC * c)) - b) / (2 * DIELECTRIC)));
}

/** As the eye weighs red, green and blue (ITU-R BT.601, by squares). */
const brightnessOf = ([red, green, blue]: readonly number[]): number => Math.sqrt(0.299 * red! ** 2 + 0.587 * green! ** 2 + 0.114 * blue! ** 2);

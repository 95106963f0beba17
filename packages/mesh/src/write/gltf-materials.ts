import type { ImageType, Material, Model, TextureUse, Wrap } from "../model.ts";
import { uvSetOf } from "../texture-uses.ts";
import { emissiveStrength } from "./emissive-strength.ts";

/** By the names of WebGL, which glTF has taken over (glTF 2.0, 5.26). */
const WRAPS: Readonly<Record<Wrap, number>> = { repeat: 10497, mirror: 33648, clamp: 33071 };
const LINEAR = 9729;
const LINEAR_MIPMAP_LINEAR = 9987;
/** Pictures that glTF itself does not know, and what makes it know them. */
const IMAGE_EXTENSIONS: Readonly<Partial<Record<ImageType, string>>> = { "image/webp": "EXT_texture_webp", "image/ktx2": "KHR_texture_basisu" };
const STRENGTH = "KHR_materials_emissive_strength";
/** The only extension of a material that says all by its name. */
export const UNLIT = "KHR_materials_unlit";

/** Materials, textures and samplers as glTF has them, and the extensions that they bring. */
export interface GltfMaterials {
  materials: object[];
  textures: object[];
  samplers: object[];
  used: Set<string>;
  required: Set<string>;
}

interface TextureInfo {
  index: number;
  texCoord?: number;
}

export function gltfMaterials({ materials, textures }: Pick<Model, "materials" | "textures">): GltfMaterials {
  const result: GltfMaterials = { materials: [], textures: [], samplers: [], used: new Set(), required: new Set() };
  const known = new Map<string, number>();
  const indexOf = (list: object[], item: object) => {
    const key = JSON.stringify(item);
    const index = known.get(key) ?? list.push(item) - 1;
    known.set(key, index);
    return index;
  };
  const info = (use: TextureUse): TextureInfo => {
    const { texture, wrapS, wrapT } = use;
    const texCoord = uvSetOf(use) > 0 ? { texCoord: uvSetOf(use) } : {};
    const sampler = indexOf(result.samplers, { magFilter: LINEAR, minFilter: LINEAR_MIPMAP_LINEAR, wrapS: WRAPS[wrapS], wrapT: WRAPS[wrapT] });
    const { name, type } = textures[texture]!;
    const extension = IMAGE_EXTENSIONS[type];
    if (extension === undefined) return { index: indexOf(result.textures, { name, sampler, source: texture }), ...texCoord };
    result.used.add(extension);
    // There is no other picture beside it, so that the model cannot be shown without.
    result.required.add(extension);
    return { index: indexOf(result.textures, { name, sampler, extensions: { [extension]: { source: texture } } }), ...texCoord };
  };
  for (const material of materials) result.materials.push(gltfMaterial(material, info, result.used));
  return result;
}

function gltfMaterial(material: Material, info: (use: TextureUse) => TextureInfo, used: Set<string>): object {
  const { name, baseColor, metallic, roughness, emissive, baseColorTexture, metallicRoughnessTexture, normalTexture, occlusionTexture, emissiveTexture, alphaMode, alphaCutoff, isDoubleSided } = material;
  // A factor is 1 at most; what shines brighter has a strength beside it.
  const strength = emissiveStrength({ emissive });
  const extensions: Record<string, object> = {};
  if (strength > 1) extensions[STRENGTH] = { emissiveStrength: strength };
  if (material.extensions.includes(UNLIT)) extensions[UNLIT] = {};
  Object.keys(extensions).forEach((extension) => used.add(extension));
  return {
    name,
    pbrMetallicRoughness: {
      baseColorFactor: baseColor,
      metallicFactor: metallic,
      roughnessFactor: roughness,
      ...(baseColorTexture && { baseColorTexture: info(baseColorTexture) }),
      ...(metallicRoughnessTexture && { metallicRoughnessTexture: info(metallicRoughnessTexture) }),
    },
    ...(normalTexture && { normalTexture: { ...info(normalTexture), scale: normalTexture.scale } }),
    ...(occlusionTexture && { occlusionTexture: { ...info(occlusionTexture), strength: occlusionTexture.strength } }),
    ...(emissiveTexture && { emissiveTexture: info(emissiveTexture) }),
    ...(strength > 1 || emissive.some((value) => value > 0) ? { emissiveFactor: emissive.map((value) => value / strength) } : {}),
    ...(alphaMode === "opaque" ? {} : { alphaMode: alphaMode.toUpperCase() }),
    ...(alphaMode === "mask" ? { alphaCutoff } : {}),
    ...(isDoubleSided ? { doubleSided: true } : {}),
    ...(Object.keys(extensions).length > 0 ? { extensions } : {}),
  };
}

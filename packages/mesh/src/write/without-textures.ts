import type { Material, Model } from "../model.ts";

const NONE = { baseColorTexture: null, metallicRoughnessTexture: null, normalTexture: null, occlusionTexture: null, emissiveTexture: null } as const;

/**
 * The model in the plain colours of its materials. Coordinates stay, for whoever brings pictures of their own. What a factor only scaled is not there
 * without its picture: nothing glows whole, or is metal all over, that did so in places.
 */
export function withoutTextures(model: Model): Model {
  const bare = (material: Material): Material => ({
    ...material,
    ...NONE,
    ...(material.emissiveTexture && { emissive: [0, 0, 0] as const }),
    ...(material.metallicRoughnessTexture && { metallic: 0 }),
  });
  return { ...model, textures: [], materials: model.materials.map(bare) };
}

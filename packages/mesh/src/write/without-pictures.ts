import type { Material, Model, TextureUse } from "../model.ts";
import { usesOf, uvSetOf } from "../texture-uses.ts";

/** A material with only some of its pictures. What a factor only scaled is not there without its picture: nothing glows whole, or is metal all over, that did so in places. */
export function withPictures(material: Material, isKept: (use: TextureUse) => boolean): Material {
  const use = <Use extends TextureUse>(texture: Use | null): Use | null => (texture && isKept(texture) ? texture : null);
  const [surface, glow] = [use(material.metallicRoughnessTexture), use(material.emissiveTexture)];
  return {
    ...material,
    baseColorTexture: use(material.baseColorTexture),
    metallicRoughnessTexture: surface,
    normalTexture: use(material.normalTexture),
    occlusionTexture: use(material.occlusionTexture),
    emissiveTexture: glow,
    ...(material.metallicRoughnessTexture && !surface && { metallic: 0 }),
    ...(material.emissiveTexture && !glow && { emissive: [0, 0, 0] as const }),
  };
}

/** The model without pictures that lie by other coordinates than the first of their part: by those they would be in the wrong place, in a format that has one set of them. */
export function withoutStrayPictures(model: Model): Model {
  const isStray = (use: TextureUse) => uvSetOf(use) > 0;
  const hasStray = (material: Material) => usesOf(material).some(isStray);
  if (!model.materials.some(hasStray)) return model;
  return { ...model, materials: model.materials.map((material) => (hasStray(material) ? withPictures(material, (use) => !isStray(use)) : material)) };
}

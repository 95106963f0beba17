import type { Material, Part, TextureUse } from "./model.ts";

/** All pictures of a material. */
export function usesOf({ baseColorTexture, metallicRoughnessTexture, normalTexture, occlusionTexture, emissiveTexture }: Material): TextureUse[] {
  return [baseColorTexture, metallicRoughnessTexture, normalTexture, occlusionTexture, emissiveTexture].filter((use) => use !== null);
}

export const uvSetOf = ({ uvSet = 0 }: TextureUse): number => uvSet;

/** By which coordinates a picture lies on a part; null where it has none for it. */
export function uvsOf({ uvs, moreUvs }: Pick<Part, "uvs" | "moreUvs">, use: TextureUse): Float32Array | null {
  const set = uvSetOf(use);
  return set === 0 ? uvs : (moreUvs?.[set - 1] ?? null);
}

/** The coordinates beside the first that pictures of the material lie by, in the order of their sets: none is of use without its picture. */
export function furtherUvsOf({ moreUvs = [] }: Pick<Part, "moreUvs">, material: Material): readonly (Float32Array | null)[] {
  return moreUvs.slice(0, Math.max(0, ...usesOf(material).map(uvSetOf)));
}

import { isObject, type GltfJson, type GltfObject } from "./gltf-file.ts";

/** What says how pictures are read, and nothing where there are none. */
const OF_PICTURES: ReadonlySet<string> = new Set(["EXT_texture_avif", "EXT_texture_webp", "KHR_texture_basisu", "KHR_texture_transform", "MSFT_texture_dds"]);

/** Leaves the pictures out, and what a factor only scaled with them: as `withoutTextures` does with a model. */
export function stripPictures(gltf: GltfJson): void {
  for (const material of gltf.materials ?? []) {
    const { pbrMetallicRoughness: surface } = material;
    if (isObject(surface) && surface.metallicRoughnessTexture !== undefined) surface.metallicFactor = 0;
    if (material.emissiveTexture !== undefined) delete material.emissiveFactor;
    stripTextures(material);
  }
  for (const list of ["textures", "images", "samplers"]) delete gltf[list];
  for (const list of ["extensionsUsed", "extensionsRequired"] as const) {
    const left = gltf[list]?.filter((name) => !OF_PICTURES.has(name)) ?? [];
    if (left.length > 0) gltf[list] = left;
    else delete gltf[list];
  }
}

function stripTextures(object: GltfObject): void {
  for (const [key, value] of Object.entries(object)) {
    if (key === "extras" || !isObject(value)) continue;
    if (/texture$/i.test(key) && typeof value.index === "number") delete object[key];
    else stripTextures(value);
  }
}

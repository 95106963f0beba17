import type { Material as GltfMaterial, Root, Texture as GltfTexture, TextureInfo } from "@gltf-transform/core";
import type { EmissiveStrength, PBRSpecularGlossiness } from "@gltf-transform/extensions";
import { readImageSize } from "../checks/read-image-size.ts";
import { readKtx2Size } from "../checks/read-ktx2-size.ts";
import { fromSpecularGlossiness } from "./from-specular-glossiness.ts";
import { findUvPlaces, type UvPlaces } from "./uv-places.ts";
import type { Material, Texture, TextureUse, Wrap } from "../model.ts";

/** By the names of WebGL, which glTF has taken over (glTF 2.0, 5.26). */
const WRAPS: Readonly<Record<number, Wrap>> = { 10497: "repeat", 33648: "mirror", 33071: "clamp" };
/** Told by fields of their own. */
const KNOWN = new Set(["KHR_materials_emissive_strength", "KHR_materials_pbrSpecularGlossiness"]);
const DEFAULT_NAME = "Material";

const PLAIN: Material = {
  name: DEFAULT_NAME,
  baseColor: [1, 1, 1, 1],
  metallic: 1,
  roughness: 1,
  emissive: [0, 0, 0],
  baseColorTexture: null,
  metallicRoughnessTexture: null,
  normalTexture: null,
  occlusionTexture: null,
  emissiveTexture: null,
  alphaMode: "opaque",
  alphaCutoff: 0.5,
  isDoubleSided: false,
  extensions: [],
};

/** The materials and textures that parts use, each once, in the order in which they are first used. */
export class MaterialTable {
  readonly materials: Material[] = [];
  readonly textures: Texture[] = [];
  /** Whether one of them is told by specular colour and glossiness, and so only nearly. */
  hasSpecularGlossiness = false;
  readonly #materials = new Map<GltfMaterial | null, number>();
  readonly #textures = new Map<GltfTexture, number | null>();
  readonly #uvPlaces = new Map<GltfMaterial | null, UvPlaces>();
  readonly #names: ReadonlyMap<GltfMaterial, string>;

  constructor(root: Root) {
    this.#names = new Map(root.listMaterials().map((material, at) => [material, material.getName() || `${DEFAULT_NAME} ${at + 1}`]));
  }

  indexOf(material: GltfMaterial | null): number {
    const known = this.#materials.get(material);
    if (known !== undefined) return known;
    const index = this.materials.push(material === null ? PLAIN : this.#read(material)) - 1;
    this.#materials.set(material, index);
    return index;
  }

  /** Where its pictures lie: by the indices of these places as by {@link TextureUse.uvSet}. */
  uvPlacesOf(material: GltfMaterial | null): UvPlaces {
    const known = this.#uvPlaces.get(material) ?? findUvPlaces(material);
    this.#uvPlaces.set(material, known);
    return known;
  }

  #read(material: GltfMaterial): Material {
    const gloss = material.getExtension<PBRSpecularGlossiness>("KHR_materials_pbrSpecularGlossiness");
    if (gloss) this.hasSpecularGlossiness = true;
    const strength = material.getExtension<EmissiveStrength>("KHR_materials_emissive_strength")?.getEmissiveStrength() ?? 1;
    const { indices } = this.uvPlacesOf(material);
    const use = (texture: GltfTexture | null, info: TextureInfo | null) => {
      const used = this.#use(texture, info);
      const uvSet = (info && indices.get(info)) ?? 0;
      return used && uvSet > 0 ? { ...used, uvSet } : used;
    };
    const normal = use(material.getNormalTexture(), material.getNormalTextureInfo());
    const occlusion = use(material.getOcclusionTexture(), material.getOcclusionTextureInfo());
    const [red, green, blue] = material.getEmissiveFactor().map((value) => value * strength) as [number, number, number];
    const lower = material.getAlphaMode().toLowerCase();
    return {
      name: this.#names.get(material) ?? DEFAULT_NAME,
      ...(gloss ? fromSpecularGlossiness(gloss) : { baseColor: material.getBaseColorFactor(), metallic: material.getMetallicFactor(), roughness: material.getRoughnessFactor() }),
      emissive: [red, green, blue],
      baseColorTexture: gloss ? this.#use(gloss.getDiffuseTexture(), gloss.getDiffuseTextureInfo()) : this.#use(material.getBaseColorTexture(), material.getBaseColorTextureInfo()),
      metallicRoughnessTexture: gloss ? null : use(material.getMetallicRoughnessTexture(), material.getMetallicRoughnessTextureInfo()),
      normalTexture: normal && { ...normal, scale: material.getNormalScale() },
      occlusionTexture: occlusion && { ...occlusion, strength: material.getOcclusionStrength() },
      emissiveTexture: use(material.getEmissiveTexture(), material.getEmissiveTextureInfo()),
      alphaMode: lower === "mask" || lower === "blend" ? lower : "opaque",
      alphaCutoff: material.getAlphaCutoff(),
      isDoubleSided: material.getDoubleSided(),
      extensions: material.listExtensions().map(({ extensionName }) => extensionName).filter((name) => !KNOWN.has(name)),
    };
  }

  #use(texture: GltfTexture | null, info: TextureInfo | null): TextureUse | null {
    const index = texture === null ? null : this.#indexOfTexture(texture);
    if (index === null || info === null) return null;
    return { texture: index, wrapS: WRAPS[info.getWrapS()] ?? "repeat", wrapT: WRAPS[info.getWrapT()] ?? "repeat" };
  }

  /** Null for a picture that is not there. */
  #indexOfTexture(texture: GltfTexture): number | null {
    const known = this.#textures.get(texture);
    if (known !== undefined) return known;
    const bytes = texture.getImage();
    const size = bytes && (readImageSize(bytes) ?? readKtx2Size(bytes));
    const index = bytes && size ? this.textures.push({ name: texture.getName() || `texture ${this.textures.length + 1}`, ...size, bytes }) - 1 : null;
    this.#textures.set(texture, index);
    return index;
  }
}

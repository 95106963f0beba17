import type { ExtensionProperty, Material as GltfMaterial, Primitive, TextureInfo } from "@gltf-transform/core";
import type { PBRSpecularGlossiness, Transform } from "@gltf-transform/extensions";
import { readAll } from "./place-vertices.ts";

/** Where a picture lies on the surface: by which set of coordinates, moved, turned and scaled. */
export interface UvPlace {
  set: number;
  offset: readonly [number, number];
  rotation: number;
  scale: readonly [number, number];
}

/** Where the pictures of a material lie. */
export interface UvPlaces {
  /** Each once; first that of the base colour, or else of the first picture that the material has. */
  places: readonly [UvPlace, ...UvPlace[]];
  /** Of a picture: the index of its place. */
  indices: ReadonlyMap<TextureInfo, number>;
}

const PLAIN: UvPlace = { set: 0, offset: [0, 0], rotation: 0, scale: [1, 1] };

export function findUvPlaces(material: GltfMaterial | null): UvPlaces {
  const places: UvPlace[] = [];
  const indices = new Map<TextureInfo, number>();
  for (const info of material ? infosOf(material) : []) {
    const place = placeOf(info);
    const known = places.findIndex((other) => isSamePlace(material!, other, place));
    indices.set(info, known >= 0 ? known : places.push(place) - 1);
  }
  const [first = PLAIN, ...others] = places;
  return { places: [first, ...others], indices };
}

export function isMovedAlike({ set: _set, ...moved }: UvPlace, { set: _otherSet, ...otherMoved }: UvPlace): boolean {
  return JSON.stringify(moved) === JSON.stringify(otherMoved);
}

function infosOf(material: GltfMaterial): TextureInfo[] {
  const gloss = material.getExtension<PBRSpecularGlossiness>("KHR_materials_pbrSpecularGlossiness");
  const infos = [
    ...(gloss ? [gloss.getDiffuseTextureInfo()] : [material.getBaseColorTextureInfo(), material.getMetallicRoughnessTextureInfo()]),
    material.getNormalTextureInfo(),
    material.getOcclusionTextureInfo(),
    material.getEmissiveTextureInfo(),
  ];
  return infos.filter((info) => info !== null);
}

/** By the numbers: exporters like to write the same coordinates twice. */
function isSamePlace(material: GltfMaterial, place: UvPlace, other: UvPlace): boolean {
  if (!isMovedAlike(place, other)) return false;
  if (place.set === other.set) return true;
  const primitives = material.listParents().filter((parent): parent is Primitive => parent.propertyType === "Primitive");
  const of = (primitive: Primitive, which: number) => primitive.getAttribute(`TEXCOORD_${which}`) ?? primitive.getAttribute("TEXCOORD_0");
  return primitives.every((primitive) => {
    const [one, another] = [of(primitive, place.set), of(primitive, other.set)];
    if (one === another) return true;
    const [values, others] = [one && readAll(one, 2), another && readAll(another, 2)];
    return values !== null && others !== null && values.length === others.length && values.every((value, at) => value === others[at]);
  });
}

function placeOf(info: TextureInfo): UvPlace {
  const transform = info.getExtension<Transform & ExtensionProperty>("KHR_texture_transform");
  return { set: transform?.getTexCoord() ?? info.getTexCoord(), offset: transform?.getOffset() ?? [0, 0], rotation: transform?.getRotation() ?? 0, scale: transform?.getScale() ?? [1, 1] };
}

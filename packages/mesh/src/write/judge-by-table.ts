import type { Model } from "../model.ts";
import type { Aspect, Format } from "./format.ts";

/** A judge for formats that treat every model alike: what is in neither list is lost, where the model has it. */
export function judgeByTable({ kept, changed = [] }: { kept: readonly Aspect[]; changed?: readonly Aspect[] }): Format["judge"] {
  return (model) => {
    const aspects = aspectsOf(model);
    return {
      kept: aspects.filter((aspect) => kept.includes(aspect)),
      changed: aspects.filter((aspect) => changed.includes(aspect)),
      lost: aspects.filter((aspect) => !kept.includes(aspect) && !changed.includes(aspect)),
    };
  };
}

/** What a model has, in the order in which it is told. */
export function aspectsOf({ parts, materials, dropped }: Model): Aspect[] {
  const some = (has: (material: Model["materials"][number]) => unknown) => materials.some((material) => Boolean(has(material)));
  const has: [Aspect, boolean][] = [
    ["triangles", parts.length > 0],
    ["size", parts.length > 0],
    ["parts", parts.length > 1],
    ["names", true],
    ["normals", parts.some(({ normals }) => normals)],
    ["uvs", parts.some(({ uvs }) => uvs)],
    ["vertexColors", parts.some(({ colors }) => colors)],
    ["baseColor", materials.length > 0],
    ["baseColorTexture", some(({ baseColorTexture }) => baseColorTexture)],
    ["metallicRoughness", some(({ metallic, roughness, metallicRoughnessTexture }) => metallicRoughnessTexture ?? (metallic !== 0 || roughness !== 1))],
    ["normalTexture", some(({ normalTexture }) => normalTexture)],
    ["occlusion", some(({ occlusionTexture }) => occlusionTexture)],
    ["emissive", some(({ emissive, emissiveTexture }) => emissiveTexture ?? emissive.some((value) => value > 0))],
    ["alpha", some(({ alphaMode }) => alphaMode !== "opaque")],
    ["doubleSided", some(({ isDoubleSided }) => isDoubleSided)],
    ["materialExtensions", some(({ extensions }) => extensions.length > 0)],
    ["animations", dropped.has("animations")],
    ["lights", dropped.has("lights")],
    ["points", dropped.has("points") || dropped.has("lines")],
  ];
  return has.flatMap(([aspect, isThere]) => (isThere ? [aspect] : []));
}

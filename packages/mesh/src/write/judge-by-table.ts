import type { Model } from "../model.ts";
import type { Aspect, Format } from "./format.ts";
import { judgeReadable } from "./judge-readable.ts";
import { cleanName, uniqueNames } from "./unique-names.ts";
import { withoutStrayPictures } from "./without-pictures.ts";
import type { ResolvedWriteOptions } from "./write-options.ts";

export type Fate = "kept" | "changed" | "lost";

export interface JudgeTable {
  kept: readonly Aspect[];
  changed?: readonly Aspect[];
  /** How the names are cleaned, and whether parts and materials each have names of their own: they count as changed where that does anything to one of them. */
  names?: { form: Parameters<typeof cleanName>[1]; isUnique: boolean };
  /** As {@link Format.hasUvSets}: without, pictures that lie by another one are judged as lost. */
  hasUvSets?: boolean;
  /** What depends on the model or the options, over the lists. */
  unless?: (model: Model, options: ResolvedWriteOptions) => Partial<Record<Aspect, Fate>>;
}

/** A judge by lists: what is in neither of them is lost, where the model has it. */
export function judgeByTable({ kept, changed = [], names, hasUvSets = false, unless }: JudgeTable): Format["judge"] {
  const judge: Format["judge"] = (model, options) => {
    const special = { ...(names && areNamesChanged(model, names) ? { names: "changed" as const } : {}), ...unless?.(model, options) };
    const fateOf = (aspect: Aspect): Fate => special[aspect] ?? (kept.includes(aspect) ? "kept" : changed.includes(aspect) ? "changed" : "lost");
    const aspects = aspectsOf(model);
    const having = (fate: Fate) => aspects.filter((aspect) => fateOf(aspect) === fate);
    return { kept: having("kept"), changed: having("changed"), lost: having("lost") };
  };
  return hasUvSets ? judge : (model, options) => judgeReadable({ judge }, withoutStrayPictures(model))(model, options);
}

/** Of a file that goes along as it is: all that it has. */
export const judgeWhole: Format["judge"] = (model) => ({ kept: aspectsOf(model), changed: [], lost: [] });

function areNamesChanged({ parts, materials }: Model, { form, isUnique }: NonNullable<JudgeTable["names"]>): boolean {
  return [parts, materials].some((list) => {
    const given = list.map(({ name }) => name);
    const written = isUnique ? uniqueNames(given, form) : given.map((name) => cleanName(name, form));
    return written.some((name, at) => name !== given[at]);
  });
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
    ["emissive", some(({ emissive }) => emissive.some((value) => value > 0))],
    ["alpha", some(({ alphaMode }) => alphaMode !== "opaque")],
    ["doubleSided", some(({ isDoubleSided }) => isDoubleSided)],
    ["materialExtensions", some(({ extensions }) => extensions.length > 0)],
    ["animations", dropped.has("animations")],
    ["lights", dropped.has("lights")],
    ["points", dropped.has("points") || dropped.has("lines")],
  ];
  return has.flatMap(([aspect, isThere]) => (isThere ? [aspect] : []));
}

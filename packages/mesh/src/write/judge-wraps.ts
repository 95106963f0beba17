import type { Material, Model, Wrap } from "../model.ts";
import type { Aspect } from "./format.ts";
import type { Fate } from "./judge-by-table.ts";

const PICTURES = [["baseColorTexture", "baseColorTexture"], ["normalTexture", "normalTexture"], ["emissive", "emissiveTexture"]] as const satisfies readonly (readonly [Aspect, keyof Material])[];

/** What is shown otherwise beyond the edges of its picture, in a format that has only some ways to go on there. */
export function judgeWraps({ materials }: Pick<Model, "materials">, known: readonly Wrap[]): Partial<Record<Aspect, Fate>> {
  const isOther = (material: Material, field: (typeof PICTURES)[number][1]) => {
    const use = material[field];
    return use !== null && !(known.includes(use.wrapS) && known.includes(use.wrapT));
  };
  return Object.fromEntries(PICTURES.filter(([, field]) => materials.some((material) => isOther(material, field))).map(([aspect]) => [aspect, "changed" as const]));
}

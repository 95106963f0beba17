import type { Material, Model, TextureUse, Wrap } from "../model.ts";
import { uvSetOf } from "../texture-uses.ts";
import type { Aspect } from "./format.ts";
import type { Fate } from "./judge-by-table.ts";

const PICTURES = [["baseColorTexture", "baseColorTexture"], ["normalTexture", "normalTexture"], ["emissive", "emissiveTexture"]] as const satisfies readonly (readonly [Aspect, keyof Material])[];

/** What is shown in another place by readers of the format that take the first coordinates for all pictures. */
export const judgeUvSets = (model: Pick<Model, "materials">): Partial<Record<Aspect, Fate>> => changedWhere(model, (use) => uvSetOf(use) > 0);

/** What is shown otherwise beyond the edges of its picture, in a format that has only some ways to go on there. */
export const judgeWraps = (model: Pick<Model, "materials">, known: readonly Wrap[]): Partial<Record<Aspect, Fate>> => changedWhere(model, ({ wrapS, wrapT }) => !(known.includes(wrapS) && known.includes(wrapT)));

function changedWhere({ materials }: Pick<Model, "materials">, isChanged: (use: TextureUse) => boolean): Partial<Record<Aspect, Fate>> {
  const isOther = (material: Material, field: (typeof PICTURES)[number][1]) => {
    const use = material[field];
    return use !== null && isChanged(use);
  };
  return Object.fromEntries(PICTURES.filter(([, field]) => materials.some((material) => isOther(material, field))).map(([aspect]) => [aspect, "changed" as const]));
}

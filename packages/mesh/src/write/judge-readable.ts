import type { Aspect, Format } from "./format.ts";
import type { Model } from "../model.ts";

/** The judge of a format for a model of which only some textures are written: what the others alone had is lost, and what they had a share in is changed. */
export function judgeReadable({ judge }: Pick<Format, "judge">, readable: Model): Format["judge"] {
  return (model, options) => {
    const whole = judge(model, options);
    const [before, after] = [model, readable].map(({ materials }) => materials) as [Model["materials"], Model["materials"]];
    if (before.every((material, at) => material === after[at])) return whole;
    const rest = judge(readable, options);
    const isLess = (aspect: Aspect) => PICTURES.some(([name, field]) => name === aspect && before.some((material, at) => material[field] !== after[at]?.[field]));
    const isIn = (list: readonly Aspect[]) => (aspect: Aspect) => list.includes(aspect);
    const there = [...rest.kept, ...rest.changed];
    const shown = [...whole.kept, ...whole.changed].filter(isIn(there));
    const changed = shown.filter((aspect) => isLess(aspect) || !rest.kept.includes(aspect));
    return { kept: shown.filter((aspect) => !changed.includes(aspect)), changed, lost: [...whole.lost, ...[...whole.kept, ...whole.changed].filter((aspect) => !there.includes(aspect))] };
  };
}

const PICTURES = [["baseColorTexture", "baseColorTexture"], ["metallicRoughness", "metallicRoughnessTexture"], ["normalTexture", "normalTexture"], ["occlusion", "occlusionTexture"], ["emissive", "emissiveTexture"]] as const;

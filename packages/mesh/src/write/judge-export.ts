import type { Model } from "../model.ts";
import type { Aspect, Format, Kept } from "./format.ts";
import { withoutTextures } from "./without-textures.ts";
import type { ResolvedWriteOptions } from "./write-options.ts";

/** What of the model the file will have, and what not, with textures left out where they are not to go along. */
export function judgeExport(model: Model, { judge }: Format, options: ResolvedWriteOptions): Kept {
  const whole = judge(model, options);
  if (options.textures) return whole;
  const bare = judge(withoutTextures(model), options);
  const aspects = [...whole.kept, ...whole.changed, ...whole.lost];
  const isIn = (list: readonly Aspect[]) => (aspect: Aspect) => list.includes(aspect);
  return { kept: aspects.filter(isIn(bare.kept)), changed: aspects.filter(isIn(bare.changed)), lost: aspects.filter((aspect) => !isIn(bare.kept)(aspect) && !isIn(bare.changed)(aspect)) };
}

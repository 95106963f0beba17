import type { Model } from "../model.ts";
import type { Motion } from "../motion.ts";
import type { ResolvedWriteOptions } from "./write-options.ts";

/** What moves a model as it is written: nothing of one that is mended, whose vertices are others then. */
export const motionOf = ({ motion }: Pick<Model, "motion">, { repair }: Pick<ResolvedWriteOptions, "repair">): Motion | null => (repair === true ? null : (motion ?? null));

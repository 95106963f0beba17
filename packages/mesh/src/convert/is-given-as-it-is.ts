import type { FormatName } from "../write/format.ts";

/** Formats of which a service's own file is better than one that is made of its GLB: it comes from the source and not from what became of it. */
const BETTER_FROM_A_SERVICE: ReadonlySet<FormatName> = new Set(["fbx", "usdz"]);
/** Who makes the models here makes their GLBs. */
const OURS = "local";

/**
 * Whether a file that came with a model is what a user gets who asks for nothing else than the format. A GLB is; any other one only where a service made
 * it (`by`) and has more to make it of. An OBJ without its colours beside it, for one, is not.
 */
export const isGivenAsItIs = ({ format, by }: { format: FormatName; by: string }): boolean => format === "glb" || (by !== OURS && BETTER_FROM_A_SERVICE.has(format));

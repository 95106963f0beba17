import type { SourceType } from "@model-3d/contract";

/** Every type of source, in the order of the tabs. */
export const SOURCE_TABS: readonly SourceType[] = ["product", "collection"];

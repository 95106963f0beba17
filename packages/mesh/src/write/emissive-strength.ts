import type { Material } from "../model.ts";

/** How much brighter than white what glows is, and 1 where it is not: colours go to 1, and what is beyond is a number beside them. */
export const emissiveStrength = ({ emissive }: Pick<Material, "emissive">): number => Math.max(1, ...emissive);

import type { LengthUnit } from "@model-3d/contract";

/** As the contract has them; its own list would bring its schemas into the page. */
export const LENGTH_UNITS = ["mm", "cm", "m", "in"] as const satisfies readonly LengthUnit[];

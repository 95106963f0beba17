/** What a generation can cost. */
export const isCost = (cost: unknown): boolean => typeof cost === "number" && Number.isInteger(cost) && cost >= 0;

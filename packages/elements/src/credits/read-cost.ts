/** Credits in an attribute; none of an empty one, as a template without a value writes it. */
export const readCost = (text: string | null): number | undefined => (text === null || text.trim() === "" ? undefined : Number(text));

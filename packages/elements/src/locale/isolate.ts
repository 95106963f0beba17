/** Keeps a name of unknown direction together inside a text that runs from right to left, and the text together around it. */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** A share as it is read in every direction; without it the sign would change sides after Arabic letters. */
export const isolatePercent = (percent: number): string => isolate(`${percent}%`);

import type { Outline } from "./outline.ts";
import type { View } from "./view-cameras.ts";

/** The outlines of one object's photos, by their labels. */
export type Outlines = { front: Outline; back: Outline } & Partial<Record<Exclude<View, "front" | "back">, Outline>>;

/** What shows depth and height: the outlines from the right and the left that there are. */
export function sidesOf({ side, left }: Outlines): Outline[] {
  return [side, left].filter((outline) => outline !== undefined);
}

/** What shows width and depth: the outlines from above and from below that there are. */
export function topsOf({ top, bottom }: Outlines): Outline[] {
  return [top, bottom].filter((outline) => outline !== undefined);
}

/** Whether the cameras of level photos, so far as they are known, look down at the thing, or up. */
export function isPitched(outlines: Outlines): boolean {
  return [outlines.front, outlines.back, ...sidesOf(outlines)].some(({ lens }) => lens !== undefined && lens.pitch !== 0);
}

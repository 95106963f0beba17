import { longestSide, type Bounds } from "../model.ts";
import type { Unit } from "../write/write-options.ts";
import type { CardNote } from "./note-card.ts";

/** Of a model that lies so far from the origin that its coordinates cannot tell its details; in the unit of its card. */
export interface FarOff {
  /** Of its farthest coordinate. */
  distance: number;
  /** Between one coordinate and the next that there is at that distance. */
  step: number;
}

/** Bits behind the first of a 32-bit number (IEEE 754). */
const BITS = 23;
/** A step is to be no more than so much of the longest side. */
const MOST = 1 / 2000;

const numbers = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** Null where the coordinates are fine enough. @param bounds In metres. @param perMetre How many units of the card are one metre of the model. */
export function farOffOf(bounds: Bounds, perMetre: number): FarOff | null {
  const longest = longestSide(bounds);
  const farthest = Math.max(...[...bounds.min, ...bounds.max].map(Math.abs));
  const step = 2 ** (Math.floor(Math.log2(farthest)) - BITS);
  return longest > 0 && step > MOST * longest ? { distance: farthest * perMetre, step: step * perMetre } : null;
}

export function noteFarOff({ distance, step }: FarOff, unit: Unit): CardNote {
  const message = `It lies ${numbers.format(distance)} ${unit} from the origin, where coordinates go by steps of ${numbers.format(step)} ${unit}: finer details are lost. Move it to the origin to have them.`;
  return { code: "far_off", values: { distance, step, unit }, message };
}

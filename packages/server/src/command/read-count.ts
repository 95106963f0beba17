import type { CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";

/** A whole number of a flag within bounds, or what stands in for it. */
export function readCount(call: CommandCall, name: string, { otherwise, min = 1, max }: { otherwise: number; min?: number; max: number }): number {
  const text = call.flag(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (typeof text !== "string" || !/^\d+$/.test(text) || value < min || value > max) throw new CommandMistake(`--${name} must be a whole number from ${min} to ${max}, not ${String(text)}.`);
  return value;
}

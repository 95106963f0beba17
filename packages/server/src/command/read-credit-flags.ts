import { MAX_CREDITS } from "../credits/check-amount.ts";
import type { CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";

/** A text that has to be given. */
export function readText(call: CommandCall, name: string): string {
  const text = call.flag(name);
  if (typeof text !== "string" || text.trim() === "") throw new CommandMistake(`--${name} is missing.`);
  return text;
}

/** A whole number of credits. */
export function readCredits(text: string | true | undefined, name: string, least = 1): number {
  if (typeof text !== "string" || !/^\d{1,10}$/.test(text) || Number(text) < least || Number(text) > MAX_CREDITS) {
    throw new CommandMistake(`${name} must be a whole number of credits from ${least} to ${MAX_CREDITS}, not ${String(text ?? "nothing")}.`);
  }
  return Number(text);
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** A time in ISO 8601, in UTC where it names no zone, wherever this machine is: `2026-03-01`. */
export function readTime(call: CommandCall, name: string): Date | undefined {
  const text = call.flag(name);
  if (text === undefined) return undefined;
  const [, day, time = "00:00", zone = "Z"] = TIME.exec(String(text)) ?? [];
  const at = new Date(`${day}T${time}${zone}`);
  // The 31st of February would be a day of March.
  if (Number.isNaN(at.getTime()) || new Date(`${day}T00:00Z`).toISOString().slice(0, 10) !== day) throw new CommandMistake(`--${name} must be a time such as 2026-03-01 or 2026-03-01T12:00:00Z, in UTC where it names no zone, not ${String(text)}.`);
  return at;
}

import type { CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";

/** One of several words of a flag. */
export function readWord<Word extends string>(call: CommandCall, name: string, words: readonly Word[]): Word | null {
  const text = call.flag(name);
  if (text === undefined) return null;
  const word = words.find((one) => one === text);
  if (word === undefined) throw new CommandMistake(`--${name} must be one of ${words.join(", ")}, not ${String(text)}.`);
  return word;
}

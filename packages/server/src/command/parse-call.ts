import { parseArgs } from "node:util";
import type { Command } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { nearestWord } from "./nearest-word.ts";
import { flagsOf } from "./write-help.ts";

export interface ParsedCall {
  values: Readonly<Record<string, string | true | undefined>>;
  positionals: string[];
}

/** Flags and positionals of a command's line. @throws CommandMistake, for a flag that there is not with the one that was probably meant. */
export function parseCall(command: Command, line: readonly string[]): ParsedCall {
  const flags = flagsOf(command);
  const args = joinNegatives(line, flags);
  const options = Object.fromEntries(Object.entries(flags).map(([name, { value }]) => [name, value ? { type: "string" as const } : { type: "boolean" as const }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === "option" && !(token.name in flags));
  if (unknown?.kind === "option") throw new CommandMistake(refuseFlag(command, unknown.rawName, nearestWord(unknown.name, Object.keys(flags))));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
    return { values: values as ParsedCall["values"], positionals };
  } catch (error) {
    const [, name] = /^Option '--([\w-]+)/.exec(error instanceof Error ? error.message : "") ?? [];
    const value = name === undefined ? undefined : flags[name]?.value;
    throw new CommandMistake(value ? `--${name} takes a value: <${value}>.` : error instanceof Error ? error.message : String(error));
  }
}

/** A number below 0 behind a flag that takes a value is its value, and not a flag: what is wrong with it the command says. */
function joinNegatives(args: readonly string[], flags: ReturnType<typeof flagsOf>): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const before = joined.at(-1) ?? "";
    if (/^-[\d.]/.test(word) && before.startsWith("--") && flags[before.slice(2)]?.value) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function refuseFlag(command: Command, given: string, meant: string | null): string {
  const rest = meant ? `Did you mean --${meant}?` : `It takes ${Object.keys(flagsOf(command)).map((name) => `--${name}`).join(", ")}.`;
  return `model-3d ${command.name} has no ${given}. ${rest}`;
}

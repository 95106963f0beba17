import type { OpenedDatabase } from "./open-command-database.ts";

/** A flag of a command. With a `value` it takes one, which is how the help shows it. */
export interface CommandFlag {
  readonly value?: string;
  readonly help: string;
}

/** What a command is called with, after its form was checked. */
export interface CommandCall {
  /** As many as the command names. */
  readonly positionals: readonly string[];
  /** The value of a flag, `true` for one without; `undefined` when it was not given. */
  flag(name: string): string | true | undefined;
  /** Writes a line of the result. */
  print(line: string): void;
  /** Opens the database that the command line or the environment names; it is closed when the command ends. */
  openDatabase(): Promise<OpenedDatabase>;
}

/** One command of `model-3d`. A new one is a file of its own and a row of `COMMANDS`. */
export interface Command {
  /** Its words: `webhooks list`. */
  readonly name: string;
  readonly summary: string;
  /** Names of what has to follow, in order: `id`. */
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, CommandFlag>>;
  /** False for one that works on files alone: it takes no `--database`. */
  readonly needsDatabase?: false;
  /** @throws CommandMistake for what the caller has to write otherwise; any Error whose message is one line for what went wrong. */
  run(call: CommandCall): Promise<void>;
}

/** The command line is at fault: the message says how it should be, and the exit code is 2. */
export class CommandMistake extends Error {
  override readonly name = "CommandMistake";
}

/** A whole number of a flag within bounds, or what stands in for it. */
export function readCount(call: CommandCall, name: string, { otherwise, max }: { otherwise: number; max: number }): number {
  const text = call.flag(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (typeof text !== "string" || !/^\d+$/.test(text) || value < 1 || value > max) throw new CommandMistake(`--${name} must be a whole number from 1 to ${max}, not ${String(text)}.`);
  return value;
}

/** One of several words of a flag. */
export function readWord<Word extends string>(call: CommandCall, name: string, words: readonly Word[]): Word | null {
  const text = call.flag(name);
  if (text === undefined) return null;
  const word = words.find((one) => one === text);
  if (word === undefined) throw new CommandMistake(`--${name} must be one of ${words.join(", ")}, not ${String(text)}.`);
  return word;
}

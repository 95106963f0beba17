import type { CommandDatabaseOptions, OpenedDatabase } from "./open-command-database.ts";

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
  /** The process' own variables, and those of the folder's `.env.local` and `.env` where it has none; one that is empty is left out. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** In which the command was called. */
  readonly folder: string;
  /** As `process.version` has it. */
  readonly nodeVersion: string;
  /** The clock of this machine. */
  now(): Date;
  /** Writes a line at once, before the answer is there; with `--json` nothing is written. */
  show(line: string): void;
  /** Asks whoever sits there; left out where nobody does. */
  ask?(question: string): Promise<string>;
  /** Aborted when the program is told to end. */
  readonly stopped?: AbortSignal;
  /** Keeps the program, after it has said its answer, until this is settled. */
  stay(until: Promise<unknown>): void;
  /** Opens the database that the command line or the environment names, or else the folder's own, or `where`; it is closed when the command ends. */
  openDatabase(where?: string, options?: CommandDatabaseOptions): Promise<OpenedDatabase>;
}

/** One command of `model-3d`. A new one is a file of its own and a row of `COMMANDS`. */
export interface Command<Answer extends object = object> {
  /** Its words: `webhooks list`. */
  readonly name: string;
  readonly summary: string;
  /** A call that shows what it is for, without the `model-3d` before it. */
  readonly example: string;
  /** What is another afterwards, as the help says it after "Changes:". */
  readonly changes: string;
  /** What an exit code of 1 says of this command, where that is more than that it could not be done. */
  readonly broken?: string;
  /** Names of what has to follow, in order: `id`. */
  readonly positionals: readonly string[];
  /** Its own; `--json`, `--help`, `--database` and `--env` are every command's. */
  readonly flags: Readonly<Record<string, CommandFlag>>;
  /** False for one that works on files alone: it takes no `--database` and no `--env`. */
  readonly needsDatabase?: false;
  /** Each field of its answer, which is what `--json` prints: always all of them. */
  readonly answer: { readonly [Field in keyof Answer]-?: string };
  /** @throws CommandMistake for what the caller has to write otherwise; any Error whose message is one line for what went wrong. */
  run(call: CommandCall): Promise<Answer>;
  /** The answer for people, line by line. */
  say(answer: Answer, call: CommandCall): Iterable<string>;
  /** Why the exit code is 1 although there is an answer, in one line; null where all is well. */
  fault?(answer: Answer): string | null;
}

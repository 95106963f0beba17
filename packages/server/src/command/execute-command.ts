import { COMMANDS } from "./commands.ts";
import type { CommandCall } from "./command.ts";
import { CommandFailure, CommandMistake, type CommandErrorCode } from "./command-failure.ts";
import { commandsOfGroup, findCommand } from "./find-command.ts";
import { openCommandDatabase, type OpenedDatabase } from "./open-command-database.ts";
import { findOwnDatabase } from "./own-folders.ts";
import { parseCall } from "./parse-call.ts";
import { readEnvironment } from "./read-environment.ts";
import { DatabaseError } from "../db/database-error.ts";
import { VERSION } from "../version.ts";
import { writeCommandHelp, writeHelp } from "./write-help.ts";

export interface CommandSurroundings {
  environment: Readonly<Record<string, string | undefined>>;
  print(line: string): void;
  complain(line: string): void;
  /** Default the process' own. */
  folder?: string;
  nodeVersion?: string;
  now?(): Date;
  /** Left out where nobody sits who could answer. */
  ask?(question: string): Promise<string>;
  /** Ends a command that goes on until it is stopped. */
  stopped?: AbortSignal;
}

/** Whatever came from outside must not move the terminal's cursor. */
const CONTROL = /[\p{Cc}\p{Cf}]+/gu;
const HELP = new Set(["--help", "-h", "help"]);

/**
 * Runs one command line.
 *
 * @returns the exit code: 0, 1 for what went wrong, 2 for a command line that is wrong. The reason is complained of in one line; with `--json` as
 * `{ "error": { "code", "message" } }`.
 */
export async function executeCommand(args: readonly string[], surroundings: CommandSurroundings): Promise<0 | 1 | 2> {
  try {
    await run(args, surroundings);
    return 0;
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).replace(CONTROL, " ").trim();
    const isMistake = error instanceof CommandMistake;
    if (args.includes("--json")) surroundings.complain(JSON.stringify({ error: { code: codeOf(error), message } }));
    else surroundings.complain(isMistake ? `${message}\nTry model-3d ${nameOf(args)}--help.` : message);
    return isMistake ? 2 : 1;
  }
}

/** The command of a line that is wrong, whose own help has its flags; nothing where it has none. */
function nameOf(args: readonly string[]): string {
  const command = COMMANDS.find(({ name }) => name.split(" ").every((word, index) => args[index] === word));
  return command ? `${command.name} ` : "";
}

function codeOf(error: unknown): CommandErrorCode {
  if (error instanceof CommandFailure) return error.code;
  return error instanceof DatabaseError ? "database" : "failed";
}

async function run(args: readonly string[], { environment: own, print, folder = process.cwd(), nodeVersion = process.version, now = () => new Date(), ask, stopped }: CommandSurroundings): Promise<void> {
  const help = helpFor(args);
  if (help !== null) return print(help);
  if (args[0] === "--version") return print(VERSION);
  const command = findCommand(COMMANDS, args);
  const { values, positionals } = parseCall(command, args.slice(command.name.split(" ").length));
  if (values.help) return print(writeCommandHelp(command));
  if (positionals.length !== command.positionals.length) throw new CommandMistake(`model-3d ${command.name} takes ${command.positionals.length === 0 ? "nothing but flags" : command.positionals.map((name) => `<${name}>`).join(" ")}.`);
  const environment = readEnvironment(own, { folder, named: typeof values.env === "string" ? values.env : undefined });
  const opened: OpenedDatabase[] = [];
  const staying: Promise<unknown>[] = [];
  const say = (line: string) => print(line.split("\n").map((part) => part.replace(CONTROL, " ")).join("\n"));
  const call: CommandCall = {
    ...{ positionals, environment, folder, nodeVersion, now, ...(ask && !values.json ? { ask } : {}), ...(stopped ? { stopped } : {}) },
    show: (line) => void (values.json || say(line)),
    stay: (until) => void staying.push(until),
    flag: (name) => values[name],
    async openDatabase(where, options) {
      const database = await openCommandDatabase(where ?? (typeof values.database === "string" ? values.database : (environment.DATABASE_URL ?? findOwnDatabase(folder))), options);
      opened.push(database);
      return database;
    },
  };
  try {
    const answer = await command.run(call);
    if (values.json) print(JSON.stringify(answer));
    else for (const line of command.say(answer, call)) say(line);
    await Promise.all(staying);
    const fault = command.fault?.(answer) ?? null;
    if (fault !== null) throw new CommandFailure("broken", fault);
  } finally {
    for (const database of opened) await database.close();
  }
}

/** `model-3d`, `model-3d help`, `model-3d help webhooks list`, `model-3d webhooks --help`; a command's own `--help` is a flag of it. */
function helpFor(args: readonly string[]): string | null {
  const [first, second] = args;
  if (first === undefined || args.every((word) => word === "--json")) return writeHelp(COMMANDS);
  if (HELP.has(first)) {
    if (second === undefined) return writeHelp(COMMANDS);
    const group = commandsOfGroup(COMMANDS, second);
    return group.length > 0 && args[2] === undefined ? writeHelp(group) : writeCommandHelp(findCommand(COMMANDS, args.slice(1)));
  }
  const group = second !== undefined && HELP.has(second) ? commandsOfGroup(COMMANDS, first) : [];
  return group.length > 0 ? writeHelp(group) : null;
}

import { parseArgs } from "node:util";
import { COMMANDS } from "./commands.ts";
import { CommandMistake, type Command } from "./command.ts";
import { openCommandDatabase, type OpenedDatabase } from "./open-command-database.ts";
import { flagsOf, writeCommandHelp, writeHelp } from "./write-help.ts";

export interface CommandSurroundings {
  environment: Readonly<Record<string, string | undefined>>;
  print(line: string): void;
  complain(line: string): void;
}

/** Whatever came from outside must not move the terminal's cursor. */
const CONTROL = /[\p{Cc}\p{Cf}]+/gu;

/**
 * Runs one command line.
 *
 * @returns the exit code: 0, 1 for what went wrong, 2 for a command line that is wrong; the reason is complained of in one line.
 */
export async function executeCommand(args: readonly string[], surroundings: CommandSurroundings): Promise<0 | 1 | 2> {
  try {
    await run(args, surroundings);
    return 0;
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).replace(CONTROL, " ").trim();
    surroundings.complain(error instanceof CommandMistake ? `${message}\nTry model-3d --help.` : message);
    return error instanceof CommandMistake ? 2 : 1;
  }
}

async function run(args: readonly string[], { environment, print }: CommandSurroundings): Promise<void> {
  if (args.length === 0 || args[0] === "--help" || args[0] === "-h") return print(writeHelp(COMMANDS));
  const command = findCommand(args);
  const { values, positionals } = parse(command, args.slice(command.name.split(" ").length));
  if (values.help) return print(writeCommandHelp(command));
  if (positionals.length !== command.positionals.length) throw new CommandMistake(`model-3d ${command.name} takes ${command.positionals.length === 0 ? "nothing but flags" : command.positionals.map((name) => `<${name}>`).join(" ")}.`);
  const opened: OpenedDatabase[] = [];
  try {
    await command.run({
      positionals,
      flag: (name) => values[name],
      print: (line) => print(line.split("\n").map((part) => part.replace(CONTROL, " ")).join("\n")),
      async openDatabase() {
        const database = await openCommandDatabase(typeof values.database === "string" ? values.database : environment.DATABASE_URL);
        opened.push(database);
        return database;
      },
    });
  } finally {
    for (const database of opened) await database.close();
  }
}

function findCommand(args: readonly string[]): Command {
  const command = COMMANDS.find(({ name }) => name.split(" ").every((word, index) => args[index] === word));
  if (command) return command;
  const words = args.slice(0, 2).filter((word) => !word.startsWith("-"));
  throw new CommandMistake(`There is no command "${words.join(" ")}". There are: ${COMMANDS.map(({ name }) => name).join(", ")}.`);
}

function parse(command: Command, args: readonly string[]): { values: Record<string, string | true | undefined>; positionals: string[] } {
  const flags = Object.entries(flagsOf(command));
  const options = Object.fromEntries(flags.map(([name, { value }]) => [name, value ? { type: "string" as const } : { type: "boolean" as const }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
    return { values: values as Record<string, string | true | undefined>, positionals };
  } catch (error) {
    throw new CommandMistake(error instanceof Error ? error.message : String(error));
  }
}

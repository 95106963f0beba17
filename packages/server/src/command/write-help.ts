import type { Command, CommandFlag } from "./command.ts";

const DATABASE: Readonly<Record<string, CommandFlag>> = {
  database: { value: "url|folder", help: "a Postgres URL, or the folder of an embedded database that nobody has open (default: DATABASE_URL)" },
};
const HELP: Readonly<Record<string, CommandFlag>> = { help: { help: "this text" } };

/** All flags of a command, its own first. */
export const flagsOf = ({ flags, needsDatabase }: Pick<Command, "flags" | "needsDatabase">): Readonly<Record<string, CommandFlag>> => ({ ...flags, ...(needsDatabase === false ? {} : DATABASE), ...HELP });

const table = (rows: readonly (readonly [string, string])[]) => {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join("\n");
};
const callOf = ({ name, positionals }: Command) => [name, ...positionals.map((positional) => `<${positional}>`)].join(" ");

export function writeHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => [callOf(command), command.summary] as const);
  return `model-3d: looks after a model-3d server's database, and makes files of GLBs

${table(rows)}

Each of them has --help.`;
}

export function writeCommandHelp(command: Command): string {
  const flags = Object.entries(flagsOf(command)).map(([name, { value, help }]) => [`--${name}${value ? ` <${value}>` : ""}`, help] as const);
  return `model-3d ${callOf(command)}: ${command.summary}

${table(flags)}`;
}

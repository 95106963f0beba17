import type { Command, CommandFlag } from "./command.ts";

const DATABASE: Readonly<Record<string, CommandFlag>> = {
  database: { value: "url|folder", help: "a Postgres URL, or the folder of an embedded database that nobody has open (default: DATABASE_URL, or else .model-3d/database where it is there)" },
  env: { value: "file", help: "variables that are not in the environment (default .env.local, then .env)" },
};
const COMMON: Readonly<Record<string, CommandFlag>> = { json: { help: "the answer as one JSON document, and errors as JSON with a code" }, help: { help: "this text" } };

/** All flags of a command, its own first. */
export const flagsOf = ({ flags, needsDatabase }: Pick<Command, "flags" | "needsDatabase">): Readonly<Record<string, CommandFlag>> => ({ ...flags, ...(needsDatabase === false ? {} : DATABASE), ...COMMON });

/** What each exit code of a command says. */
export const exitCodesOf = ({ broken }: Pick<Command, "broken">): readonly (readonly [string, string])[] => [
  ["0", "done"],
  ["1", broken ?? "it could not be done; one line on stderr says why"],
  ["2", "the command line is wrong; nothing was done"],
];

export const callOf = ({ name, positionals }: Pick<Command, "name" | "positionals">): string => [name, ...positionals.map((positional) => `<${positional}>`)].join(" ");

const table = (rows: readonly (readonly [string, string])[]) => {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join("\n");
};

export function writeHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => [callOf(command), command.summary] as const);
  return `model-3d: looks after a model-3d server's database, and makes files of GLBs

${table(rows)}

Each of them has --help, with an example, and --json.`;
}

export function writeCommandHelp(command: Command): string {
  const flags = Object.entries(flagsOf(command)).map(([name, { value, help }]) => [`--${name}${value ? ` <${value}>` : ""}`, help] as const);
  return `model-3d ${callOf(command)}: ${command.summary}

Example:
  model-3d ${command.example}

Changes: ${command.changes}

Flags:
${table(flags)}

With --json it prints:
${table(Object.entries(command.answer as Readonly<Record<string, string>>))}

Exit codes:
${table(exitCodesOf(command))}`;
}

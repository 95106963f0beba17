import type { Command } from "../../packages/server/src/command/command.ts";
import { COMMAND_ERROR_CODES } from "../../packages/server/src/command/command-failure.ts";
import { COMMANDS } from "../../packages/server/src/command/commands.ts";
import { DOCTOR_FINDINGS } from "../../packages/server/src/command/doctor/doctor-finding.ts";
import { callOf, exitCodesOf, flagsOf } from "../../packages/server/src/command/write-help.ts";

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll(/<(?=[a-z])/g, "&lt;");
const code = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`, ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
const anchorOf = ({ name }: Command) => `#model-3d-${name.replaceAll(" ", "-")}`;

function renderCommand(command: Command): string {
  const flags = Object.entries(flagsOf(command)).map(([name, { value, help }]) => [code(`--${name}${value ? ` <${value}>` : ""}`), cell(help)]);
  const answer = Object.entries(command.answer as Readonly<Record<string, string>>).map(([name, what]) => [code(name), cell(what)]);
  return [
    `### model-3d ${command.name}`,
    `${cell(command.summary[0]?.toUpperCase() ?? "")}${cell(command.summary.slice(1))}.`,
    `\`\`\`sh\nnpx model-3d ${command.example}\n\`\`\``,
    `Changes: ${cell(command.changes)}.`,
    table(["flag", ""], flags),
    table(["field of its JSON", ""], answer),
    `Exit codes: ${exitCodesOf(command).map(([exit, what]) => `${exit}, ${cell(what)}`).join(". ")}.`,
  ].join("\n\n");
}

/** Every command with its flags and its answer, every finding of the doctor, every code of an error. */
export function renderCommandReference(): string {
  return [
    "## Commands",
    table(["command", "what it does"], COMMANDS.map((command) => [`[${code(callOf(command))}](${anchorOf(command)})`, cell(command.summary)])),
    ...COMMANDS.map(renderCommand),
    "## Findings of the doctor",
    table(["finding", "", "why it matters"], Object.entries(DOCTOR_FINDINGS).map(([name, { level, why }]) => [code(name), level, cell(why)])),
    "## Codes of errors",
    table(["code", ""], Object.entries(COMMAND_ERROR_CODES).map(([name, what]) => [code(name), cell(what)])),
  ].join("\n\n");
}

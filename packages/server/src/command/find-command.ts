import type { Command } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { nearestWord } from "./nearest-word.ts";

const MAX_WORDS = 2;

/** The command that a line begins with. @throws CommandMistake with what was probably meant. */
export function findCommand(commands: readonly Command[], args: readonly string[]): Command {
  const command = commands.find(({ name }) => name.split(" ").every((word, index) => args[index] === word));
  if (command) return command;
  const words = args.slice(0, MAX_WORDS).filter((word) => !word.startsWith("-"));
  const problem = words.length === 0 ? "Say first which command." : `There is no command "${words.join(" ")}".`;
  const group = commandsOfGroup(commands, words[0]);
  const names = commands.map(({ name }) => name);
  const meant = nearestCommand(words, group.length > 0 ? group.map(({ name }) => name) : names);
  if (meant) throw new CommandMistake(`${problem} Did you mean "${meant}"?`);
  throw new CommandMistake(`${problem} There are: ${(group.length > 0 ? group.map(({ name }) => name) : names).join(", ")}.`);
}

/** Those whose first word is this one, where they have a second: `webhooks`. */
export const commandsOfGroup = (commands: readonly Command[], word: string | undefined): Command[] => commands.filter(({ name }) => name.startsWith(`${word} `));

function nearestCommand(words: readonly string[], names: readonly string[]): string | null {
  const whole = nearestWord(words.join(" "), names);
  // One word more may be what the command is told: `replai 42`.
  return whole ?? nearestWord(words[0] ?? "", [...new Set(names.flatMap((name) => [name, name.split(" ")[0] ?? ""]))].filter((name) => !name.includes(" ") && name !== words[0]));
}

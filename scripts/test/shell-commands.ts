/** The commands of a block of shell, each as its words: without what is set before it, comments, prompts and what is redirected. */
export function shellCommands(text: string): string[][] {
  return text.replaceAll("\\\n", " ").split("\n").flatMap((line) => split(line)).map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word)))).filter((words) => words.length > 0 && !/^[A-Z_]+=/.test(words[0] ?? ""));
}

/** Words may be quoted; `&&`, `|` and `;` end a command, and `#` what is read of the line. */
function split(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [, quoted, plain] of line.matchAll(/"([^"]*)"|'[^']*'|([^\s"']+)/g)) {
    if (plain?.startsWith("#")) break;
    if (plain === "&&" || plain === "|" || plain === ";") commands.push([]);
    else commands.at(-1)?.push((quoted ?? plain ?? "").replace(/;$/, ""));
  }
  return commands.filter((words) => words.length > 0);
}

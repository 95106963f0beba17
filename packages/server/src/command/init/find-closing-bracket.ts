import { passOver } from "./pass-over.ts";

/** @param open where a bracket opens. @returns where it is closed; the text's length where it is not. Strings and comments are passed over. */
export function findClosingBracket(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const end = passOver(text, at);
    if (end > at) at = end;
    else if ("([{".includes(text[at] ?? "")) depth += 1;
    else if (")]}".includes(text[at] ?? "")) depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

import { passOver } from "./pass-over.ts";

const OPENING = "([{";
const CLOSING = ")]}";

/**
 * Where a statement of JavaScript or TypeScript ends: behind its `;`, or behind the line in which its brackets are closed and nothing goes on.
 * Strings, templates and comments are passed over; a regular expression with a bracket in it is not known for one.
 */
export function findStatementEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? "";
    const end = passOver(text, at);
    if (end > at) at = end;
    else if (OPENING.includes(character)) depth += 1;
    else if (CLOSING.includes(character)) depth -= 1;
    else if (character === ";" && depth === 0) return at + 1;
    else if (character === "\n" && depth === 0 && !/^\s*[.?:+&|]/.test(text.slice(at + 1)) && !/[=,(.]\s*$/.test(text.slice(start, at))) return at;
    if (depth < 0) return at;
  }
  return text.length;
}

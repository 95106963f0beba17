/**
 * The last character of the comment, string or template that begins here; `at` itself where none does.
 * A regular expression is not known for one.
 */
export function passOver(text: string, at: number): number {
  const [character = "", next] = [text[at], text[at + 1]];
  if (character === "/" && (next === "/" || next === "*")) return endOfComment(text, at) - 1;
  return `"'\``.includes(character) && character !== "" ? endOfString(text, at) : at;
}

function endOfComment(text: string, at: number): number {
  const end = text[at + 1] === "/" ? text.indexOf("\n", at) : text.indexOf("*/", at) + 2;
  return end <= at + 1 ? text.length : end;
}

function endOfString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text[end] === text[at]) return end;
  }
  return text.length;
}

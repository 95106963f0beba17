import { findClosingBracket } from "./find-closing-bracket.ts";

const EXPORT = /(?:^export\s+default\b|^module\.exports\s*=)\s*/m;
const MAX_STEPS = 10;

/** A config of the host's with our line in the object that it exports; null where its form is not understood, or it names other packages there. */
export function addToNextConfig(text: string): string | null {
  if (/serverExternalPackages[^\]]*@model-3d\/server/.test(text)) return text;
  const start = EXPORT.exec(text);
  if (!start || text.includes("serverExternalPackages")) return null;
  const open = findObject(text, start.index + start[0].length, MAX_STEPS);
  return open === null ? null : `${text.slice(0, open + 1)}\n  serverExternalPackages: ["@model-3d/server"],${text.slice(open + 1)}`;
}

/** Where the object begins that this expression is: itself, by a name, or as what is given to a function that adds to it. */
function findObject(text: string, from: number, steps: number): number | null {
  if (steps === 0) return null;
  const at = from + (/^(?:\s|\/\*[^]*?\*\/|\/\/.*\n)*/.exec(text.slice(from))?.[0].length ?? 0);
  if (text[at] === "{") return at;
  if (text[at] === "(") return /^\s*(?:=>|:)/.test(text.slice(findClosingBracket(text, at) + 1)) ? null : findObject(text, at + 1, steps - 1);
  const [name] = /^[\w$.]+/.exec(text.slice(at)) ?? [];
  if (name === undefined || name === "async" || name === "function") return null;
  let end = at + name.length;
  if (/^\s*=>/.test(text.slice(end))) return null;
  let argument: number | null = null;
  // Of `wrap(options)(config)` the last call is given the config.
  while (text[end] === "(") [argument, end] = [end + 1, findClosingBracket(text, end) + 1];
  if (argument !== null) return findObject(text, argument, steps - 1);
  const declaration = new RegExp(`^(?:export\\s+)?(?:const|let|var)\\s+${name.replace(/[$.]/g, "\\$&")}\\s*(?::[^=]+)?=(?!=)`, "m").exec(text);
  return declaration ? findObject(text, declaration.index + declaration[0].length, steps - 1) : null;
}

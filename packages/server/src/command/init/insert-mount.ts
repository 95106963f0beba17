import { findStatementEnd } from "./find-statement-end.ts";
import { guessSignIn } from "./guess-sign-in.ts";

const CREATION = /^([ \t]*)(?:export\s+)?(?:const|let|var)\s+(\w+)(?:\s*:\s*[\w.]+)?\s*=\s*express\s*\(/m;
const IMPORTS = /^(?:import\b(?!\s*[.(])|(?:const|let|var)\s+[\w{}\s,:]+=\s*require\s*\()/gm;
/** What has to stay before everything else: the line for the shell, words to the tools, `"use strict"`. */
const PROLOGUE = /^(?:#!.*\n)?(?:\s*(?:\/\/.*|\/\*[^]*?\*\/|(?:"use [a-z]+"|'use [a-z]+');?)[^\S\n]*\n)*/;
const BLOCK_COMMENTS = /^[ \t]*\/\*[^]*?\*\//gm;

export interface MountInsertion {
  text: string;
  /** Whether a body parser comes before the router, since the log-in does only after it. */
  isBehindParser: boolean;
  /** What comes behind the router and may be the log-in, as it is written. */
  perhapsSignIn: string | null;
}

/**
 * The text of a file that makes an Express app, with the router mounted in it: after the log-in, and before body parsers where that is possible.
 * @returns null where it makes no app in a way that is understood; the text as it is where the router is mounted already.
 */
export function insertMount(text: string, { importLine, call }: { importLine: string; call: string }): MountInsertion | null {
  const code = text.replace(BLOCK_COMMENTS, (comment) => comment.replace(/[^\n]/g, " "));
  const creation = CREATION.exec(code);
  if (!creation) return null;
  if (code.includes(`${call}(`)) return { text, isBehindParser: false, perhapsSignIn: null };
  const [, indent = "", app = "app"] = creation;
  const created = findStatementEnd(text, creation.index + creation[0].length - 1);
  const uses = usesOf(code, app, created);
  const guesses = uses.map(({ source }) => guessSignIn(source, code));
  const signIn = guesses.lastIndexOf("yes");
  const at = uses[signIn]?.end ?? created;
  const mounted = insertAfter(text, at, `${indent}${call}(${app});`);
  return {
    text: insertImport(mounted, code, creation.index, importLine),
    isBehindParser: uses.slice(0, signIn + 1).some(({ source }) => /express\.(json|urlencoded)|bodyParser/.test(source)),
    perhapsSignIn: uses.find((_use, index) => index > signIn && guesses[index] === "perhaps")?.source.trim().replace(/;?$/, "") ?? null,
  };
}

/** The app's `use` statements, up to its first route. */
function usesOf(text: string, app: string, from: number): { source: string; end: number }[] {
  const uses: { source: string; end: number }[] = [];
  for (const found of text.slice(from).matchAll(new RegExp(`^[ \\t]*${app}\\.(\\w+)\\s*\\(`, "gm"))) {
    if (["get", "post", "put", "patch", "delete", "all", "listen", "route"].includes(found[1] ?? "") && !/^[ \t]*\w+\.get\(\s*["'`]\w[^"'`/]*["'`]\s*\)/.test(text.slice(from + found.index))) break;
    const start = from + found.index;
    const end = findStatementEnd(text, start);
    if (found[1] === "use" || found[1] === "set") uses.push({ source: text.slice(start, end), end });
  }
  return uses;
}

function insertAfter(text: string, at: number, line: string): string {
  const end = text.indexOf("\n", at);
  return end < 0 ? `${text}\n${line}\n` : `${text.slice(0, end)}\n${line}${text.slice(end)}`;
}

/** Behind the last import before the app is made: a `require` further down would come after the router's use. */
function insertImport(text: string, code: string, before: number, line: string): string {
  const last = [...code.slice(0, before).matchAll(IMPORTS)].at(-1);
  if (last) return insertAfter(text, findStatementEnd(code, last.index) - 1, line);
  const start = PROLOGUE.exec(text)?.[0].length ?? 0;
  return `${text.slice(0, start)}${line}\n${text.slice(start)}`;
}

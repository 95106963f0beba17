import { findStatementEnd } from "./find-statement-end.ts";

const CREATION = /^([ \t]*)(?:export\s+)?(?:const|let|var)\s+(\w+)(?:\s*:\s*[\w.]+)?\s*=\s*express\s*\(/m;
/** What says who is asking has to come before the router; so may what only writes headers or a log. */
const MAY_COME_BEFORE = /session|passport|cookie|auth|clerk|supabase|helmet|cors\b|morgan|pino|logger|compression/i;
const IMPORTS = /^(?:import\b[^;]*?(?:from\s*)?["'][^"']+["'];?[^\S\n]*|(?:const|let|var)\s+[\w{}\s,:]+=\s*require\([^)]*\)(?:\.\w+)?;?[^\S\n]*)$/gm;

export interface MountInsertion {
  text: string;
  /** Whether a body parser comes before the router, since the log-in does only after it. */
  isBehindParser: boolean;
}

/**
 * The text of a file that makes an Express app, with the router mounted in it: after the log-in, and before body parsers where that is possible.
 * @returns null where it makes no app in a way that is understood; the text as it is where the router is mounted already.
 */
export function insertMount(text: string, { importLine, call }: { importLine: string; call: string }): MountInsertion | null {
  const creation = CREATION.exec(text);
  if (!creation) return null;
  if (text.includes(`${call}(`)) return { text, isBehindParser: false };
  const [, indent = "", app = "app"] = creation;
  const created = findStatementEnd(text, creation.index + creation[0].length - 1);
  const uses = usesOf(text, app, created);
  const signIn = uses.findLastIndex(({ source }) => MAY_COME_BEFORE.test(source) && !/^\s*\w+\.use\(\s*["'`]/.test(source));
  const at = uses[signIn]?.end ?? created;
  const mounted = insertAfter(text, at, `${indent}${call}(${app});`);
  return { text: insertImport(mounted, importLine), isBehindParser: uses.slice(0, signIn + 1).some(({ source }) => /express\.(json|urlencoded)|bodyParser/.test(source)) };
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

function insertImport(text: string, line: string): string {
  const last = [...text.matchAll(IMPORTS)].at(-1);
  if (last) return insertAfter(text, last.index + last[0].length - 1, line);
  const start = /^#!.*\n/.exec(text)?.[0].length ?? 0;
  return `${text.slice(0, start)}${line}\n${text.slice(start)}`;
}

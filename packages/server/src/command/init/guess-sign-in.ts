/** What says who is asking has to come before the router; so may what only writes headers or a log. */
const MAY_COME_BEFORE = /session|passport|cookie|auth|clerk|supabase|helmet|cors\b|morgan|pino|logger|compression|user|log-?in\b|sign-?in|identi|jwt|token|bearer|account/i;
/** `request.user = …`, `req.userId = …`. */
const SETS_USER = /\b_?req(?:uest)?\.(?:user|userId|session|auth|account|customer|member)\s*(?:\?\?|\|\|)?=(?!=)/;
/** Routers and what answers at the end, whatever else their names say. */
const ANSWERS = /rout(?:e|er|es)\b|err|not-?found|404/i;
const OTHER_WORK = /^express\b|parse|urlencoded|json|static|limit|compress|log/i;

/** `yes` and `no` are certain by what is written; `perhaps` is a function from elsewhere, of which only the name is known. */
export type SignInGuess = "yes" | "perhaps" | "no";

/**
 * Whether the router has to come behind a `use` statement of an app, or may.
 * @param text the whole file: what is given to `use` by its name is looked up there.
 */
export function guessSignIn(source: string, text: string): SignInGuess {
  const [, argument = ""] = /^\s*\w+\.use\(\s*((?:async\s*)?\(?\s*["'`\w.]*)/.exec(source) ?? [];
  if (argument === "" || /^["'`]/.test(argument)) return "no";
  if (SETS_USER.test(source)) return "yes";
  if (ANSWERS.test(argument)) return "no";
  const definition = definitionOf(argument, text);
  if (SETS_USER.test(definition ?? "") || MAY_COME_BEFORE.test(source)) return "yes";
  return /^[\w.]+$/.test(argument) && argument !== "function" && definition === null && !OTHER_WORK.test(argument) ? "perhaps" : "no";
}

/** A function of this file, to the bracket at the beginning of a line that closes it; null where it is from elsewhere. */
function definitionOf(name: string, text: string): string | null {
  if (!/^\w+$/.test(name)) return null;
  return new RegExp(`^([ \\t]*)(?:export\\s+)?(?:(?:async\\s+)?function\\s+${name}\\b|(?:const|let|var)\\s+${name}\\s*=\\s*(?:async\\s*)?(?:function\\b|\\(|\\w+\\s*=>))[^]*?^\\1\\}`, "m").exec(text)?.[0] ?? null;
}

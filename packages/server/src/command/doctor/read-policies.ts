/** A Content-Security-Policy as its directives, in lower case; the first of a name counts (CSP 3, 2.2.1). */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** Which directive stands in where one is missing (CSP 3, 6.8.3). */
const FALLBACKS: Readonly<Record<string, readonly string[]>> = {
  "worker-src": ["worker-src", "child-src", "script-src", "default-src"],
  "script-src": ["script-src-elem", "script-src", "default-src"],
  "style-src": ["style-src-elem", "style-src", "default-src"],
  "img-src": ["img-src", "default-src"],
  "connect-src": ["connect-src", "default-src"],
};

/** The policies of a page: each header, each part between commas, and each `<meta>`. All of them hold at once. */
export function readPolicies(headers: Headers, html: string): Policy[] {
  const metas = [...html.matchAll(/<meta\s[^>]*>/gi)].map(([tag]) => tag).filter((tag) => /http-equiv\s*=\s*["']?content-security-policy["'\s/>]/i.test(tag));
  const texts = [...(headers.get("content-security-policy") ?? "").split(","), ...metas.map((tag) => /\scontent\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(tag)).map((found) => (found?.[1] ?? found?.[2] ?? "").replaceAll("&#39;", "'").replaceAll("&quot;", '"'))];
  return texts.filter((text) => text.trim() !== "").map(parsePolicy);
}

function parsePolicy(text: string): Policy {
  const policy = new Map<string, readonly string[]>();
  for (const part of text.split(";")) {
    const [name, ...sources] = part.trim().split(/\s+/);
    if (name && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), sources);
  }
  return policy;
}

/** The sources that a policy allows for a directive; null where it says nothing, and everything is allowed. */
export function sourcesFor(policy: Policy, directive: string): readonly string[] | null {
  const name = (FALLBACKS[directive] ?? [directive]).find((one) => policy.has(one));
  return name === undefined ? null : (policy.get(name) ?? []);
}

/** Whether a list of sources lets an address of the page's own origin, or a whole scheme such as `blob:`, pass. */
export function allows(sources: readonly string[], wanted: { origin: string; page: string } | `${string}:`): boolean {
  const words = sources.map((source) => source.toLowerCase());
  // A star stands for the schemes of the network only.
  if (typeof wanted === "string") return words.includes(wanted);
  const { protocol, host, hostname } = new URL(wanted.origin);
  return words.some((word) => {
    if (word === "*") return true;
    if (word === "'self'") return wanted.origin === wanted.page;
    if (word === protocol || (word === "http:" && protocol === "https:")) return true;
    const [, scheme, name = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/]+)/.exec(word) ?? [];
    if (scheme !== undefined && `${scheme}:` !== protocol && !(scheme === "http" && protocol === "https:")) return false;
    return name.startsWith("*.") ? hostname.endsWith(name.slice(1)) : name === host || name === hostname || name === `${hostname}:*`;
  });
}

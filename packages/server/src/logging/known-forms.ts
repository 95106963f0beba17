/** What is shorter would be found in half of all words. */
const MIN_CHARACTERS = 8;

export interface KnownForms {
  add(...secrets: readonly (string | null | undefined)[]): void;
  hide(text: string): string;
}

/** Hides texts that are known, as they are and as they look in addresses, JSON, headers and dumps. */
export function hideKnownForms(replacement: string): KnownForms {
  const forms = new Set<string>();
  let pattern: RegExp | null = null;
  return {
    add(...secrets) {
      for (const secret of secrets) for (const form of secret ? formsOf(secret) : []) if (form.length >= MIN_CHARACTERS) forms.add(form);
      const longestFirst = [...forms].sort((a, b) => b.length - a.length).map(escapeForRegExp);
      pattern = longestFirst.length > 0 ? new RegExp(longestFirst.join("|"), "g") : null;
    },
    hide: (text) => (pattern === null ? text : text.replace(pattern, replacement)),
  };
}

function formsOf(secret: string): string[] {
  if (secret.length < MIN_CHARACTERS) return [];
  const bytes = Buffer.from(secret);
  const inJson = insideJson(secret);
  const inAddress = [encodeURIComponent(secret.toWellFormed()), encodeURI(secret.toWellFormed()), new URLSearchParams({ "": secret }).toString().slice(1), pathOf(secret)];
  const lowerHex = inAddress.map((form) => form.replace(/%[\dA-F]{2}/g, (byte) => byte.toLowerCase()));
  return [secret, inJson, insideJson(inJson), ...inAddress, ...lowerHex, bytes.toString("base64"), bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url"), bytes.toString("hex"), bytes.toString("hex").toUpperCase()];
}

const insideJson = (text: string) => JSON.stringify(text).slice(1, -1);

function pathOf(secret: string): string {
  return URL.parse(`https://x/${secret}`)?.href.slice("https://x/".length) ?? secret;
}

const escapeForRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

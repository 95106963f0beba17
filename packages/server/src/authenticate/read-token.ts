import type { Request } from "express";

/** Longer than any that Supabase makes, custom claims included; a header cannot be much longer anyway. */
const MAX_TOKEN_CHARACTERS = 16_384;
/** `@supabase/ssr` cuts a session that one cookie cannot hold into `name.0`, `name.1` … */
const MAX_COOKIE_PARTS = 8;
const ENCODED = "base64-";

/** The token of `Authorization: Bearer`, else that of the cookie where the host names one. A header of another kind, such as that of a proxy's log-in, is none. */
export function readToken(request: Request, cookie: string | null): string | null {
  const [, bearer] = /^bearer +(\S+) *$/i.exec(request.get("authorization") ?? "") ?? [];
  const token = bearer ?? (cookie === null ? null : readSession(request.get("cookie") ?? "", cookie));
  return token !== null && token.length <= MAX_TOKEN_CHARACTERS ? token : null;
}

function readSession(header: string, name: string): string | null {
  const cookies = readCookies(header);
  const parts: string[] = [];
  while (parts.length < MAX_COOKIE_PARTS) {
    const part = cookies.get(`${name}.${parts.length}`);
    if (part === undefined) break;
    parts.push(part);
  }
  const value = cookies.get(name) ?? parts.join("");
  return value === "" ? null : tokenOf(value);
}

function readCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !cookies.has(name)) cookies.set(name, decode(pair.slice(equals + 1).trim()));
  }
  return cookies;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A cookie holds the token itself, or the session around it: as JSON, or as JSON in base64url behind a mark. */
function tokenOf(value: string): string | null {
  const text = value.startsWith(ENCODED) ? Buffer.from(value.slice(ENCODED.length), "base64url").toString("utf8") : value;
  if (!/^[{[]/.test(text)) return text;
  try {
    const session = JSON.parse(text) as { access_token?: unknown } | [unknown];
    const token = Array.isArray(session) ? session[0] : session.access_token;
    return typeof token === "string" ? token : null;
  } catch {
    return null;
  }
}

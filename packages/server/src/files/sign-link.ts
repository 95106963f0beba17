import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError } from "../http/api-error.ts";

/** Links for the same file that are issued within one such step are equal, so that browsers and CDNs can keep what they point to. */
export const LINK_STEP_MS = 15 * 60 * 1000;
const MIN_SECRET_CHARACTERS = 16;
const MAX_QUERY_CHARACTERS = 1000;
const EXPIRES = "expires";
const SIGNATURE = "signature";
const VERSION = "model-3d link v1";

export interface LinkToSign {
  /** Of the file, without a query: `/model-files/…`. */
  path: string;
  /** Rounded up to the next quarter of an hour. */
  expiresAt: Date;
  /** What the link stands for beyond its path and both sides know, such as the content's hash: the link dies with it. Not in the link. */
  scope?: string;
  /** Shown in the link and bound by the signature, such as how the file is to be saved. */
  params?: Readonly<Record<string, string>>;
}

export interface LinkToVerify {
  path: string;
  /** What came after the question mark. */
  query: string | URLSearchParams | Readonly<Record<string, string>>;
  scope?: string;
}

export interface VerifiedLink {
  expiresAt: Date;
  params: Readonly<Record<string, string>>;
}

/** Until when a link works that shall work until then: the next quarter of an hour. */
export function linkEnd(expiresAt: Date): Date {
  return new Date(Math.ceil(expiresAt.getTime() / LINK_STEP_MS) * LINK_STEP_MS);
}

/**
 * A query string that opens one path until a time: HMAC-SHA256 (RFC 2104) over path, expiry, scope and parameters, each told apart.
 * The HTTP method is not part of it, so GET and HEAD take the same link.
 *
 * @example
 * const url = `${path}?${signLink(secret, { path, expiresAt: new Date(now + HOUR_MS), scope: file.sha256 })}`;
 */
export function signLink(secret: string, { path, expiresAt, scope, params = {} }: LinkToSign): string {
  if (secret.length < MIN_SECRET_CHARACTERS) throw new RangeError(`A secret that signs links needs at least ${MIN_SECRET_CHARACTERS} characters.`);
  if (EXPIRES in params || SIGNATURE in params) throw new RangeError(`"${EXPIRES}" and "${SIGNATURE}" are taken by the link itself.`);
  const expires = linkEnd(expiresAt).getTime() / 1000;
  const query = new URLSearchParams(sortedEntries(params));
  query.set(EXPIRES, String(expires));
  query.set(SIGNATURE, sign(secret, { path, expires, scope, params: sortedEntries(params) }).toString("base64url"));
  return query.toString();
}

/**
 * Checks what `signLink` made, against any of the secrets. Throws `link_invalid`, and nothing else, for a link that has expired, was
 * changed, doubled or cut, was made for another file or scope, or with a secret that is no longer in use.
 */
export function verifyLink(secrets: readonly string[], { path, query, scope }: LinkToVerify, now: Date): VerifiedLink {
  const search = new URLSearchParams(query);
  if (search.toString().length > MAX_QUERY_CHARACTERS) throw new ApiError("link_invalid");
  const given = [...search];
  const names = given.map(([name]) => name);
  if (new Set(names).size !== names.length) throw new ApiError("link_invalid");
  const values = new Map(given);
  const expiresText = values.get(EXPIRES) ?? "";
  const signature = Buffer.from(values.get(SIGNATURE) ?? "", "utf8");
  const params = Object.fromEntries(given.filter(([name]) => name !== EXPIRES && name !== SIGNATURE));
  const expires = /^[1-9]\d{0,11}$/.test(expiresText) ? Number(expiresText) : 0;
  // Every secret is tried, so that the time taken does not tell which one fits.
  let genuine = false;
  for (const secret of secrets) {
    if (secret.length < MIN_SECRET_CHARACTERS) continue;
    const expected = Buffer.from(sign(secret, { path, expires, scope, params: sortedEntries(params) }).toString("base64url"), "utf8");
    if (expected.length === signature.length && timingSafeEqual(expected, signature)) genuine = true;
  }
  if (!genuine || expires * 1000 <= now.getTime()) throw new ApiError("link_invalid");
  return { expiresAt: new Date(expires * 1000), params };
}

interface SignedParts {
  path: string;
  expires: number;
  scope: string | undefined;
  params: [string, string][];
}

// As JSON, so that no two different lists of parts have the same text.
function sign(secret: string, { path, expires, scope, params }: SignedParts): Buffer {
  return createHmac("sha256", secret)
    .update(JSON.stringify([VERSION, path, expires, scope ?? null, params]))
    .digest();
}

function sortedEntries(params: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
}

import { SYSTEM_CLOCK, type Clock } from "../clock.ts";

/** What a token says, as Supabase or a hook of the project wrote it. */
export type SupabaseClaims = Readonly<Record<string, unknown>>;

export interface SupabaseAuthenticationOptions {
  /** Of the project: `https://abcdefgh.supabase.co`, or where your own Supabase is reached. */
  url: string;
  /** The project's legacy JWT secret, as long as tokens are signed by it (HS256). Default none: only the project's published keys (ES256, RS256) are taken. */
  jwtSecret?: string;
  /** Name of the cookie that holds the session (`sb-<project>-auth-token`) for requests without `Authorization: Bearer`, such as those of `EventSource` and of files. Default none is read. */
  cookie?: string;
  /** Who issues the tokens. Default `<url>/auth/v1`. */
  issuer?: string;
  /** Whom a token must be meant for. Default `authenticated`. */
  audience?: string;
  /** Database roles of tokens that are users; not `anon`, not `service_role`. Default `authenticated` alone. */
  roles?: readonly string[];
  /** Where the project publishes its keys. Default `<issuer>/.well-known/jwks.json`. */
  jwksUrl?: string;
  /** A last word on a token that holds, by its claims: `({ is_anonymous }) => is_anonymous !== true`. Default all are taken. */
  accept?: (claims: SupabaseClaims) => boolean;
  /** How far the clocks of Supabase and of this server may be apart, in ms. Default 5,000. */
  clockSkewMs?: number;
  /** For how long the keys are taken as known, in ms; a token by an unknown key asks sooner. Default 10 minutes. */
  keysLifeMs?: number;
  /** For how long known keys are still taken while they cannot be asked for, in ms. Default an hour. */
  keysStaleMs?: number;
  /** Told why a token was refused, in a word or a sentence without the token; for your log. Default nobody is. */
  onRefused?: (reason: string) => void;
  clock?: Clock;
}

export interface ResolvedSupabaseAuthenticationOptions extends Required<Omit<SupabaseAuthenticationOptions, "url" | "jwtSecret" | "cookie" | "jwksUrl">> {
  readonly jwtSecret: Uint8Array | null;
  readonly cookie: string | null;
  readonly jwksUrl: URL;
}

const MINUTE_MS = 60_000;
/** HS256 wants a key as long as its hash (RFC 7518, 3.2); what is shorter can be guessed. */
const MIN_SECRET_BYTES = 32;

export const SUPABASE_AUTHENTICATION_DEFAULTS = {
  audience: "authenticated",
  roles: ["authenticated"],
  accept: () => true,
  clockSkewMs: 5_000,
  keysLifeMs: 10 * MINUTE_MS,
  keysStaleMs: 60 * MINUTE_MS,
  onRefused: () => undefined,
  clock: SYSTEM_CLOCK,
} as const satisfies Partial<SupabaseAuthenticationOptions>;

function mustBe(condition: boolean, what: string): void {
  if (!condition) throw new TypeError(`authenticateBySupabase: ${what}`);
}

/** @throws TypeError with one sentence that names the option. */
export function resolveSupabaseAuthenticationOptions(options: SupabaseAuthenticationOptions): ResolvedSupabaseAuthenticationOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as SupabaseAuthenticationOptions;
  mustBe(isWebAddress(given.url), "`url` must be the address of the project, such as https://abcdefgh.supabase.co.");
  const issuer = given.issuer ?? `${given.url.replace(/\/+$/, "")}/auth/v1`;
  const jwksUrl = given.jwksUrl ?? `${issuer}/.well-known/jwks.json`;
  mustBe(isWebAddress(jwksUrl), "`jwksUrl` must be an address of http or https; say it when `issuer` is none.");
  const jwtSecret = given.jwtSecret === undefined ? null : new TextEncoder().encode(given.jwtSecret);
  mustBe(jwtSecret === null || jwtSecret.byteLength >= MIN_SECRET_BYTES, `\`jwtSecret\` must have at least ${MIN_SECRET_BYTES} characters, as Supabase's has.`);
  mustBe(given.cookie === undefined || /^[\w.-]+$/.test(given.cookie), "`cookie` must be the name of a cookie, such as sb-abcdefgh-auth-token.");
  const resolved = { ...SUPABASE_AUTHENTICATION_DEFAULTS, ...given, issuer, jwtSecret, cookie: given.cookie ?? null, jwksUrl: new URL(jwksUrl) };
  mustBe(resolved.audience !== "", "`audience` must not be empty.");
  mustBe(resolved.roles.length > 0 && !resolved.roles.includes("anon") && !resolved.roles.includes("service_role"), "`roles` must name roles of users: a token of anon or service_role belongs to nobody.");
  for (const name of ["clockSkewMs", "keysLifeMs", "keysStaleMs"] as const) mustBe(Number.isFinite(resolved[name]) && resolved[name] >= 0, `\`${name}\` must be 0 or more.`);
  return resolved;
}

function isWebAddress(text: unknown): text is string {
  return typeof text === "string" && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

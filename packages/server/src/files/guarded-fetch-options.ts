import { lookup } from "node:dns/promises";
import { buildConnector } from "undici";
import type { ResolveHost } from "./check-target.ts";

export interface GuardedFetchOptions {
  /** Exact origins, such as `http://127.0.0.1:3000`, that may be http, have another port and be this machine; for development. Default none. */
  allowedOrigins?: readonly string[];
  /** Default 3. */
  maxRedirects?: number;
  connectTimeoutMs?: number;
  /** From the request to the first byte of the answer. */
  firstByteTimeoutMs?: number;
  /** Longest silence within a body. */
  idleTimeoutMs?: number;
  /** From the call to the last byte, redirects included; a request can say another one. */
  totalTimeoutMs?: number;
  /** Over how long the speed of a body is measured where a request asks for a least one. */
  speedWindowMs?: number;
  /** Fetches at once in this process; the others wait. */
  maxConcurrent?: number;
  /** Default the system's resolver. */
  resolveHost?: ResolveHost;
  /** Default undici's; a test counts sockets here. It gets an IP address as `hostname`, never a name. */
  connector?: buildConnector.connector;
}

export type ResolvedGuardedFetchOptions = Required<GuardedFetchOptions>;

export const GUARDED_FETCH_DEFAULTS = {
  allowedOrigins: [],
  maxRedirects: 3,
  connectTimeoutMs: 5_000,
  firstByteTimeoutMs: 15_000,
  idleTimeoutMs: 10_000,
  totalTimeoutMs: 60_000,
  speedWindowMs: 15_000,
  maxConcurrent: 16,
  resolveHost: async (hostname: string) => (await lookup(hostname, { all: true, order: "ipv4first" })).map(({ address }) => address),
} as const satisfies GuardedFetchOptions;

/** Fills in the defaults. Throws a `RangeError` that names the option that cannot be used. */
export function resolveGuardedFetchOptions(options: GuardedFetchOptions = {}): ResolvedGuardedFetchOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as GuardedFetchOptions;
  const filled = { ...GUARDED_FETCH_DEFAULTS, ...given };
  for (const name of ["connectTimeoutMs", "firstByteTimeoutMs", "idleTimeoutMs", "totalTimeoutMs", "speedWindowMs", "maxConcurrent"] as const) {
    if (!(Number.isInteger(filled[name]) && filled[name] > 0)) throw new RangeError(`${name} must be a whole number above 0.`);
  }
  if (!(Number.isInteger(filled.maxRedirects) && filled.maxRedirects >= 0)) throw new RangeError("maxRedirects must be a whole number, 0 or more.");
  for (const origin of filled.allowedOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new RangeError(`allowedOrigins takes origins such as http://127.0.0.1:3000, not "${origin}".`);
  }
  return { connector: buildConnector({ timeout: filled.connectTimeoutMs, allowH2: false, maxCachedSessions: 0 }), ...filled };
}

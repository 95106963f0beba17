import { buffer } from "node:stream/consumers";
import type { JWTVerifyGetKey } from "jose";
import type { Clock } from "../clock.ts";
import { createGuardedFetch } from "../files/guarded-fetch.ts";

/** The keys could not be asked for: whether a token holds is not known. */
export class KeysAwayError extends Error {
  override readonly name = "KeysAwayError";
}

export interface KeySetOptions {
  jose: typeof import("jose");
  url: URL;
  clock: Clock;
  keysLifeMs: number;
  keysStaleMs: number;
}

const MAX_KEY_SET_BYTES = 64 * 1024;
const FETCH_TIMEOUT_MS = 5_000;
/** Tokens by made-up keys cause no more requests than this. */
const UNKNOWN_KEY_INTERVAL_MS = 30_000;
const RETRY_INTERVAL_MS = 2_000;

/**
 * The published keys of an issuer: asked for when they are needed, kept for a while, asked for again when a token names a key that is
 * not among them. The function throws jose's errors for a key that is not there, `KeysAwayError` when that cannot be said.
 */
export function openKeySet({ jose, url, clock, keysLifeMs, keysStaleMs }: KeySetOptions): JWTVerifyGetKey {
  const guardedFetch = createGuardedFetch({ allowedOrigins: [url.origin], connectTimeoutMs: FETCH_TIMEOUT_MS, totalTimeoutMs: FETCH_TIMEOUT_MS });
  let known: { find: JWTVerifyGetKey; at: number } | null = null;
  let lastTry: { at: number; failure: KeysAwayError | null } | null = null;
  let asking: Promise<void> | null = null;
  // A clock that was set back must not make anything last for ever.
  const since = (at: number) => Math.abs(clock.now().getTime() - at);

  async function ask(): Promise<void> {
    try {
      const { status, body } = await guardedFetch(url.href, { maxBytes: MAX_KEY_SET_BYTES, accept: "application/json" });
      const text = await buffer(body);
      if (status !== 200) throw new Error(`It answered with status ${status}.`);
      known = { find: jose.createLocalJWKSet(JSON.parse(text.toString("utf8"))), at: clock.now().getTime() };
      lastTry = { at: known.at, failure: null };
    } catch (error) {
      const failure = new KeysAwayError(`The keys that sign-ins are checked by could not be fetched from ${url.origin}${url.pathname}.`, { cause: error });
      lastTry = { at: clock.now().getTime(), failure };
      throw failure;
    }
  }
  const refresh = () => {
    if (lastTry?.failure && since(lastTry.at) < RETRY_INTERVAL_MS) return Promise.reject(lastTry.failure);
    return (asking ??= ask().finally(() => (asking = null)));
  };
  async function usable(): Promise<JWTVerifyGetKey> {
    if (known && since(known.at) < keysLifeMs) return known.find;
    const older = known;
    try {
      await refresh();
    } catch (error) {
      if (older && since(older.at) < keysLifeMs + keysStaleMs) return older.find;
      throw error;
    }
    if (known === null) throw new KeysAwayError("The keys that sign-ins are checked by are not known.");
    return known.find;
  }

  return async (header, token) => {
    const find = await usable();
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof jose.errors.JWKSNoMatchingKey)) throw error;
      if (lastTry && !lastTry.failure && since(lastTry.at) < UNKNOWN_KEY_INTERVAL_MS) throw error;
      await refresh();
      return (await usable())(header, token);
    }
  };
}

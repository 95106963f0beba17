import { createGuardedFetch, type GuardedFetch } from "./guarded-fetch.ts";
import { limitPerKey, type KeyedLimit } from "./limit-per-key.ts";
import type { ResolvedProxyOptions } from "./proxy-options.ts";

/** What one process passes files on with. Its connections are its own: slow readers keep neither photos nor the host's webhooks waiting. */
export interface FileProxy {
  readonly fetch: GuardedFetch;
  /** A place for one file of a user's. */
  readonly limit: KeyedLimit;
}

/** A gallery's worth of pictures; a browser asks for no more at once. */
const WAITING_PER_USER = 200;

export function createFileProxy({ concurrency, concurrencyPerUser }: ResolvedProxyOptions, allowedOrigins: readonly string[]): FileProxy {
  return {
    fetch: createGuardedFetch({ allowedOrigins, maxConcurrent: concurrency }),
    limit: limitPerKey({ total: concurrency, perKey: concurrencyPerUser, waitingPerKey: WAITING_PER_USER }),
  };
}

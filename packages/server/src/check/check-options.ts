import type { InvariantNumber } from "./findings.ts";

/** How far a check has come. */
export interface CheckProgress {
  invariant: InvariantNumber;
  title: string;
  /** Invariants that are done, of how many. */
  done: number;
  of: number;
  /** Of the comparison with the storage: rows and files seen so far. */
  rows?: number;
  files?: number;
}

export interface CheckOptions {
  /** Ends the check between two queries or two pages of files; what was repaired until then stays repaired. */
  signal?: AbortSignal;
  onProgress?(progress: CheckProgress): void;
  /** How many rows at most are shown of each invariant that is broken, 1–10,000; all are counted. Default 20. */
  limit?: number;
  /** Repairs what can be repaired without a decision of yours, then checks again. Default false. */
  repair?: boolean;
}

export const CHECK_DEFAULTS = { limit: 20, repair: false } as const satisfies Partial<CheckOptions>;
export const MAX_CHECK_LIMIT = 10_000;

export interface ResolvedCheckOptions {
  readonly signal: AbortSignal | null;
  readonly onProgress: (progress: CheckProgress) => void;
  readonly limit: number;
  readonly repair: boolean;
}

/** @throws RangeError that names the option. */
export function resolveCheckOptions(options: CheckOptions = {}): ResolvedCheckOptions {
  const { signal = null, onProgress = () => undefined, limit = CHECK_DEFAULTS.limit, repair = CHECK_DEFAULTS.repair } = options;
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_CHECK_LIMIT) throw new RangeError(`The option limit of check() is a whole number from 1 to ${MAX_CHECK_LIMIT}.`);
  return { signal, onProgress, limit, repair };
}

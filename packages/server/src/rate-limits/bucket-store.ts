import type { RateLimit } from "./rate-limit-options.ts";

export interface Bucket {
  /** When what it owes is paid back, in milliseconds of this process' clock. */
  spentUntil: number;
  /** Of what it owes, what other processes don't know of. */
  unsharedMs: number;
}

/** The buckets of one limit in this process. However many callers there are, only the latest ones are kept. */
export class BucketStore {
  readonly #buckets = new Map<string, Bucket>();
  readonly #limit: RateLimit;
  readonly #maxBuckets: number;

  constructor(limit: RateLimit, maxBuckets: number) {
    this.#limit = limit;
    this.#maxBuckets = maxBuckets;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** What a bucket owes at this moment; never more than a window, also when the clock has jumped back. */
  owed(holder: string, nowMs: number): number {
    const bucket = this.#buckets.get(holder);
    return bucket ? this.#clamp(bucket.spentUntil - nowMs) : 0;
  }

  /** Notes what a bucket owes, and how much of it is news to the others. */
  set(holder: string, owedMs: number, nowMs: number, newMs: number): void {
    const before = this.#buckets.get(holder);
    const unsharedMs = Math.min(owedMs, (before?.unsharedMs ?? 0) + newMs);
    // Whoever was heard of last stands last; the first one is the one to forget.
    this.#buckets.delete(holder);
    this.#buckets.set(holder, { spentUntil: nowMs + this.#clamp(owedMs), unsharedMs });
    if (this.#buckets.size <= this.#maxBuckets) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      break;
    }
  }

  /** Hands out what the others don't know yet of those that took more than a little, the most first. */
  takeUnshared(leastMs: number, most: number): { holder: string; spentMs: number }[] {
    const found = [...this.#buckets].filter(([, { unsharedMs }]) => unsharedMs >= leastMs).map(([holder, bucket]) => ({ holder, bucket }));
    const chosen = found.length > most ? found.sort((a, b) => b.bucket.unsharedMs - a.bucket.unsharedMs).slice(0, most) : found;
    return chosen.map(({ holder, bucket }) => {
      const spentMs = bucket.unsharedMs;
      bucket.unsharedMs = 0;
      return { holder, spentMs };
    });
  }

  /** Puts back what could not be shared. */
  putBack(holder: string, spentMs: number): void {
    const bucket = this.#buckets.get(holder);
    if (bucket) bucket.unsharedMs += spentMs;
  }

  /** Takes over what all processes together have let through; what came here since is on top of it. */
  adopt(holder: string, sharedMs: number, nowMs: number): void {
    const bucket = this.#buckets.get(holder);
    if (bucket) bucket.spentUntil = nowMs + this.#clamp(sharedMs + bucket.unsharedMs);
  }

  #clamp(ms: number): number {
    return Math.max(0, Math.min(this.#limit.windowMs, ms));
  }
}

import { limitConcurrency, type ConcurrencyLimit } from "./limit-concurrency.ts";

/** Runs work of which only so much is under way at once, over all and for each key; the rest waits its turn. */
export type KeyedLimit = <Result>(key: string, work: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

export interface KeyedLimits {
  /** Under way at once. */
  total: number;
  /** Of one key. */
  perKey: number;
  /** Of one key that wait; one more is turned away. */
  waitingPerKey: number;
}

/** What one more is turned away with. */
export class TooManyWaitingError extends Error {
  constructor() {
    super("Too many are waiting for their turn.");
    this.name = "TooManyWaitingError";
  }
}

/** Whoever asks for much waits behind their own, not before the others. */
export function limitPerKey({ total, perKey, waitingPerKey }: KeyedLimits): KeyedLimit {
  const limitAll = limitConcurrency(total);
  const queues = new Map<string, { limit: ConcurrencyLimit; inside: number }>();
  return async (key, work, signal) => {
    const queue = queues.get(key) ?? { limit: limitConcurrency(perKey), inside: 0 };
    if (queue.inside >= perKey + waitingPerKey) throw new TooManyWaitingError();
    queues.set(key, queue);
    queue.inside += 1;
    try {
      return await queue.limit(() => limitAll(work, signal), signal);
    } finally {
      queue.inside -= 1;
      if (queue.inside === 0) queues.delete(key);
    }
  };
}

type Work<Result> = () => Promise<Result>;

/** Runs work, of which only so much is under way at once; the rest waits its turn in order. Waiting ends when the signal aborts. */
export type ConcurrencyLimit = <Result>(work: Work<Result>, signal?: AbortSignal) => Promise<Result>;

export function limitConcurrency(limit: number): ConcurrencyLimit {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (running < limit) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        waiting.splice(waiting.indexOf(start), 1);
        reject(signal?.reason);
      };
      const start = () => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      waiting.push(start);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  // A place goes straight to the next one, so that nobody can slip in between.
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return async (work, signal) => {
    await enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}

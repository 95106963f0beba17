/** Where requests come in: counts those that are under way, so that a process ends after them and not in their middle. */
export interface RequestGate {
  /** Nobody is let in any more. */
  readonly isClosed: boolean;
  /** Those that were under way for too long are not waited for any more, and what they need is gone. */
  readonly isGivenUp: boolean;
  /** Counts a request until its work has ended. */
  count(work: Promise<unknown>): void;
  /** Lets nobody in any more, and waits for those under way, for so many milliseconds at most. */
  close(timeoutMs: number): Promise<void>;
}

export function createRequestGate(): RequestGate {
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;
  let isGivenUp = false;
  return {
    get isClosed() {
      return isClosed;
    },
    get isGivenUp() {
      return isGivenUp;
    },
    count(work) {
      underWay.add(work);
      const end = () => underWay.delete(work);
      work.then(end, end);
    },
    async close(timeoutMs) {
      isClosed = true;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
      await Promise.race([Promise.allSettled(underWay), patience]);
      clearTimeout(timer);
      isGivenUp = true;
    },
  };
}

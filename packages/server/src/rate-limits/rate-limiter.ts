import { createHash } from "node:crypto";
import type { ServiceContext } from "../service-context.ts";
import { BucketStore } from "./bucket-store.ts";
import { RATE_LIMIT_GROUPS, type RateLimit, type RateLimitGroup } from "./rate-limit-options.ts";
import { shareSpending, takeRequest, type Spending } from "./rate-limit-repository.ts";
import { costOf, describeBucket, weighRequest, type RateVerdict } from "./weigh-request.ts";

export interface RateAnswer extends RateVerdict {
  group: RateLimitGroup;
  limit: Readonly<RateLimit>;
}

/** Counts requests of users and addresses, over all processes on the same database. */
export interface RateLimiter {
  /**
   * Takes one request of a holder, if it has one left; `null` where there is no such limit. What costs much is counted in the database
   * before it is done; everything else here, at once, and told to the other processes a moment later.
   *
   * @param isCrowd the holder is many in one, who together have `CROWD_SIZE` times the limit
   * @throws what the database throws, where it is asked.
   */
  take(group: RateLimitGroup, holder: string, options?: { isCrowd?: boolean }): RateAnswer | null | Promise<RateAnswer>;
  /** What `take` would say as far as this process knows, taking nothing. */
  look(group: RateLimitGroup, holder: string): RateAnswer | null;
  /** Tells the other processes what they don't know yet; happens by itself, too. */
  share(): Promise<void>;
  close(): void;
}

/** Rare and dear: worth a statement that all processes agree upon. */
const COUNTED_TOGETHER: ReadonlySet<RateLimitGroup> = new Set(["writes", "uploads"]);
const SHARE_INTERVAL_MS = 1_000;
/** Who took less of a window than this part is not told of: most callers, and nobody's worry. */
const WORTH_SHARING = 0.05;
const MAX_SHARED = 1_000;
/** Of one in itself: enough for a shop whose proxy has not been named, and an end for whoever writes headers. */
const CROWD_SIZE = 20;
/** About 2 MB for each limit. */
const MAX_BUCKETS = 10_000;

type LimiterContext = Pick<ServiceContext, "database" | "clock" | "logger"> & { options: Pick<ServiceContext["options"], "rateLimits"> };

interface LimitState {
  limit: Readonly<RateLimit>;
  buckets: BucketStore;
}

/** Not the id or the address itself: a name of the same length for each, which tells nothing of whose it is. */
const nameOf = (group: RateLimitGroup, holder: string) => createHash("sha256").update(`${group} ${holder}`).digest("base64url");

export function createRateLimiter({ database, clock, logger, options }: LimiterContext, { maxBuckets = MAX_BUCKETS }: { maxBuckets?: number } = {}): RateLimiter {
  const states = new Map<RateLimitGroup, LimitState>();
  for (const group of RATE_LIMIT_GROUPS) {
    const limit = options.rateLimits[group];
    if (limit) states.set(group, { limit, buckets: new BucketStore(limit, maxBuckets) });
  }
  // An embedded database has one process: there is nobody to share with.
  const isShared = database.kind === "postgres";
  let timer: NodeJS.Timeout | null = null;
  let sharing: Promise<void> | null = null;
  let isTroubled = false;
  let isClosed = false;
  const nowMs = () => clock.now().getTime();

  const shareSoon = () => {
    if (!isShared || timer !== null || isClosed) return;
    timer = setTimeout(() => {
      timer = null;
      void share();
    }, SHARE_INTERVAL_MS);
    timer.unref();
  };

  const share = () => (sharing ??= shareOnce().finally(() => (sharing = null)));

  async function shareOnce(): Promise<void> {
    if (!isShared) return;
    const parts = [...states].filter(([group]) => !COUNTED_TOGETHER.has(group)).flatMap(([group, { limit, buckets }]) =>
      buckets.takeUnshared(limit.windowMs * WORTH_SHARING, MAX_SHARED).map(({ holder, spentMs }) => ({ holder, buckets, name: nameOf(group, holder), spentMs, windowMs: limit.windowMs })),
    );
    if (parts.length === 0) return;
    try {
      const owed = await database.asService((trx) => shareSpending(trx, parts.map(({ name, spentMs, windowMs }): Spending => ({ name, spentMs, windowMs }))));
      for (const { buckets, holder, name } of parts) buckets.adopt(holder, owed.get(name) ?? 0, nowMs());
      isTroubled = false;
    } catch (error) {
      for (const { buckets, holder, spentMs } of parts) buckets.putBack(holder, spentMs);
      if (!isTroubled) logger.warn({ err: error }, "Rate limits could not be shared with the other processes; until they can, each counts for itself");
      isTroubled = true;
      shareSoon();
    }
  }

  const takeTogether = async (group: RateLimitGroup, holder: string, { limit, buckets }: LimitState): Promise<RateAnswer> => {
    const { isAllowed, owedMs } = await database.asService((trx) => takeRequest(trx, nameOf(group, holder), limit));
    buckets.set(holder, owedMs, nowMs(), 0);
    return { group, limit, ...describeBucket(owedMs, limit, isAllowed) };
  };

  return {
    take(group, holder, { isCrowd = false } = {}) {
      const state = states.get(group);
      if (!state) return null;
      const { buckets } = state;
      const limit = isCrowd ? { ...state.limit, requests: state.limit.requests * CROWD_SIZE } : state.limit;
      const now = nowMs();
      const owed = buckets.owed(holder, now);
      const verdict = weighRequest(owed, limit);
      // What is known here can only be too little: a refusal needs no other word, and a flood of them no database.
      if (!verdict.isAllowed) return { group, limit, ...verdict };
      if (isShared && COUNTED_TOGETHER.has(group)) return takeTogether(group, holder, { limit, buckets });
      buckets.set(holder, owed + costOf(limit), now, costOf(limit));
      shareSoon();
      return { group, limit, ...verdict };
    },
    look(group, holder) {
      const state = states.get(group);
      if (!state) return null;
      const owed = state.buckets.owed(holder, nowMs());
      return { group, limit: state.limit, ...describeBucket(owed, state.limit, weighRequest(owed, state.limit).isAllowed) };
    },
    share,
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

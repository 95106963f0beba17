import { isDatabaseAway } from "../db/is-database-away.ts";
import type { ServiceContext } from "../service-context.ts";
import { forgetKey, type KeyOwner } from "./idempotency-repository.ts";

/** Frees the keys of requests that came to nothing, also those whose database went away under them. */
export interface KeyRelease {
  /**
   * Frees a key that the request took at that time, or may have taken. While the database is away that is done later, as soon as it is back:
   * otherwise whoever tries again would be told for minutes that the request is being worked on.
   *
   * @throws what else the database throws.
   */
  free(owner: KeyOwner, claimedAt: Date): Promise<void>;
  close(): void;
}

const RETRY_MS = 500;
/** A key that was claimed so long ago belongs to a process that died: the next request may take it over. */
export const IDEMPOTENCY_CLAIM_MS = 120_000;

export function createKeyRelease({ database, clock, logger }: Pick<ServiceContext, "database" | "clock" | "logger">): KeyRelease {
  const waiting = new Map<string, { owner: KeyOwner; claimedAt: Date }>();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const forget = (owner: KeyOwner, claimedAt: Date) => database.asService((trx) => forgetKey(trx, owner, claimedAt));

  const tryLater = () => {
    if (timer !== null || isClosed || waiting.size === 0) return;
    timer = setTimeout(() => void tryAgain(), RETRY_MS);
    timer.unref();
  };

  async function tryAgain(): Promise<void> {
    for (const [name, { owner, claimedAt }] of waiting) {
      try {
        if (clock.now().getTime() - claimedAt.getTime() < IDEMPOTENCY_CLAIM_MS) await forget(owner, claimedAt);
        waiting.delete(name);
      } catch (error) {
        if (isDatabaseAway(error)) break;
        waiting.delete(name);
        logger.error({ err: error }, "An Idempotency-Key could not be freed; until it is taken over, requests with it are refused");
      }
    }
    timer = null;
    tryLater();
  }

  return {
    async free(owner, claimedAt) {
      try {
        await forget(owner, claimedAt);
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        waiting.set(JSON.stringify([owner.userId, owner.route, owner.key, claimedAt]), { owner, claimedAt });
        tryLater();
      }
    },
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

import type { Logger } from "pino";
import type { Database } from "../db/open-database.ts";
import { createEventReading } from "./event-reading.ts";
import { MODEL_EVENTS_CHANNEL, selectNewestEvents } from "./event-repository.ts";
import { UserFeed, type EventReader } from "./user-feed.ts";

export interface EventSubscription {
  /** Gives the reader every event after this one, in order and without a gap; whatever came since the subscription was made is among them. */
  start(afterId: number): void;
  /** Gives a reader that wanted no more the rest. */
  goOn(): void;
  end(): void;
}

export interface EventHub {
  /** Makes a subscription, which gives nothing before it is started: the place to start from is looked for in between, and nothing is missed meanwhile. */
  subscribe(userId: string, reader: EventReader): EventSubscription;
  /** Ends every stream: the callbacks of `onClose` are called. */
  close(): Promise<void>;
  /** Who comes after the close is called back in a moment. */
  onClose(callback: () => void): () => void;
}

/** A notification can get lost with its connection: the hub looks by itself this often. */
const LOOK_INTERVAL_MS = 10_000;
/** Users whose newest events are looked at in one statement. */
const USERS_A_LOOK = 5_000;

/**
 * One LISTEN of the process serves all of its streams, and one read all streams of a user. The rows are the truth, read as the user; a
 * notification only says when to look.
 */
export async function openEventHub(database: Database, logger: Logger): Promise<EventHub> {
  const feeds = new Map<string, UserFeed>();
  const closers = new Set<() => void>();
  let isClosed = false;
  const read = createEventReading(database);

  const openFeed = (userId: string): UserFeed => {
    const feed = new UserFeed((afterId, limit) =>
      read({ userId, afterId, limit }).catch((error: unknown) => {
        logger.warn({ err: error }, "Events could not be read");
        throw error;
      }),
    );
    feeds.set(userId, feed);
    return feed;
  };
  const lookAt = async (userIds: readonly string[]) => {
    for (const { userId, newest } of await database.asService((trx) => selectNewestEvents(trx, userIds))) {
      const feed = feeds.get(userId);
      if (feed && newest > feed.newest) feed.wake();
    }
  };
  let looking: Promise<void> | null = null;
  const look = () => {
    looking ??= (async () => {
      const userIds = [...feeds.keys()];
      for (let start = 0; start < userIds.length; start += USERS_A_LOOK) await lookAt(userIds.slice(start, start + USERS_A_LOOK));
      for (const feed of feeds.values()) if (feed.isInterrupted) feed.wake();
    })()
      .catch((error: unknown) => logger.warn({ err: error }, "It could not be seen whether there are new events"))
      .finally(() => (looking = null));
  };
  const stopListening = await database.listen(MODEL_EVENTS_CHANNEL, (userId) => feeds.get(userId)?.wake(), look);
  const timer = setInterval(look, LOOK_INTERVAL_MS);
  timer.unref();

  return {
    subscribe(userId, reader) {
      const feed = feeds.get(userId) ?? openFeed(userId);
      const member = feed.add(reader);
      return {
        start: (afterId) => feed.start(member, afterId),
        goOn: () => feed.goOn(member),
        end() {
          feed.remove(member);
          if (feed.size === 0 && feeds.get(userId) === feed) feeds.delete(userId);
        },
      };
    },
    onClose(callback) {
      closers.add(callback);
      if (isClosed) queueMicrotask(() => void (closers.has(callback) && callback()));
      return () => closers.delete(callback);
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      for (const end of [...closers]) end();
      await looking;
      await stopListening();
    },
  };
}

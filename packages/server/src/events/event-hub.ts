import type { StreamEvent } from "@model-3d/contract";
import type { Logger } from "pino";
import type { Database } from "../db/open-database.ts";
import { MODEL_EVENTS_CHANNEL, readEventsAfter } from "./event-repository.ts";

export interface NumberedEvent {
  id: number;
  event: StreamEvent;
}

export interface EventHub {
  /** Calls back for every event of the user after `afterId`, in order and without a gap, until the returned function is called. */
  subscribe(userId: string, afterId: number, onEvent: (event: NumberedEvent) => void, onError: (error: unknown) => void): () => void;
  /** Ends every subscription; `onEnd` of each is called. */
  close(): Promise<void>;
  onClose(callback: () => void): () => void;
}

const READ_LIMIT = 200;
/** A notification can get lost with its connection: each subscriber looks by itself this often. */
const LOOK_INTERVAL_MS = 10_000;

interface Subscriber {
  wake(): void;
}

/** One LISTEN of the process serves all of its subscribers; the rows are the truth, a notification only says when to look. */
export async function openEventHub(database: Database, logger: Logger): Promise<EventHub> {
  const subscribers = new Map<string, Set<Subscriber>>();
  const closers = new Set<() => void>();
  const wakeUser = (userId: string) => subscribers.get(userId)?.forEach((subscriber) => subscriber.wake());
  const stopListening = await database.listen(MODEL_EVENTS_CHANNEL, wakeUser);
  const look = setInterval(() => subscribers.forEach((_set, userId) => wakeUser(userId)), LOOK_INTERVAL_MS);
  look.unref();

  return {
    subscribe(userId, afterId, onEvent, onError) {
      let last = afterId;
      let ended = false;
      let asked = false;
      let reading = false;
      const read = async () => {
        reading = true;
        while (asked && !ended) {
          asked = false;
          const events: NumberedEvent[] = await readEventsAfter(database, userId, last, READ_LIMIT);
          for (const event of events) {
            if (ended) return;
            last = event.id;
            onEvent(event);
          }
          if (events.length === READ_LIMIT) asked = true;
        }
      };
      const subscriber: Subscriber = {
        wake() {
          asked = true;
          if (reading) return;
          read()
            .catch((error: unknown) => {
              logger.warn({ err: error }, "Events could not be read");
              onError(error);
            })
            .finally(() => (reading = false));
        },
      };
      const set = subscribers.get(userId) ?? new Set();
      subscribers.set(userId, set.add(subscriber));
      subscriber.wake();
      return () => {
        ended = true;
        set.delete(subscriber);
        if (set.size === 0 && subscribers.get(userId) === set) subscribers.delete(userId);
      };
    },
    onClose(callback) {
      closers.add(callback);
      return () => closers.delete(callback);
    },
    async close() {
      clearInterval(look);
      for (const end of [...closers]) end();
      await stopListening();
    },
  };
}

import type { Database } from "../db/open-database.ts";
import { readEventsOfUsers, type EventsWanted, type StoredEvent } from "./event-repository.ts";

/** Messages under way at once, so that streams leave the connections of the pool to requests. */
const MAX_MESSAGES = 2;
/** Users whose events are asked for in one message. */
const USERS_A_MESSAGE = 50;

interface Waiting {
  wanted: EventsWanted;
  resolve(events: StoredEvent[]): void;
  reject(error: unknown): void;
}

/** Reads users' events, each as its user. Those that are asked for while others are being read go together, in the order in which they were asked for. */
export function createEventReading(database: Database): (wanted: EventsWanted) => Promise<StoredEvent[]> {
  const waiting: Waiting[] = [];
  let underWay = 0;

  const readNext = async () => {
    const some = waiting.splice(0, USERS_A_MESSAGE);
    try {
      const found = await readEventsOfUsers(database, some.map(({ wanted }) => wanted));
      some.forEach(({ resolve }, index) => resolve(found[index] ?? []));
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  };
  const work = async () => {
    underWay += 1;
    while (waiting.length > 0) await readNext();
    underWay -= 1;
  };
  return (wanted) =>
    new Promise((resolve, reject) => {
      waiting.push({ wanted, resolve, reject });
      if (underWay < MAX_MESSAGES) void work();
    });
}

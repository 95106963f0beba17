import type { HostEvent, HostEventPayload, HostEventType } from "@model-3d/contract";
import type { Logger } from "pino";
import type { Database } from "../db/open-database.ts";
import { HOST_EVENTS_CHANNEL, selectDatabaseTime, selectHostEventsSince } from "./host-event-repository.ts";

/** An event of this type as a listener gets it; `"*"` for those of any type. */
export type HeardHostEvent<T extends HostEventType | "*" = "*"> = (T extends HostEventType ? Extract<HostEvent, { type: T }> & { timestamp: string } : HostEventPayload) & { id: string };
export type HostEventListener<T extends HostEventType | "*" = "*"> = (event: HeardHostEvent<T>) => void | Promise<void>;

export interface HostEventHub {
  /** Calls back for every event of the type that is committed from now on (one from a moment ago may come too), until the returned function is called. */
  on<T extends HostEventType | "*">(type: T, listener: HostEventListener<T>): () => void;
  close(): Promise<void>;
}

/** A notification can get lost with its connection: where somebody listens, the hub looks by itself this often. */
const LOOK_INTERVAL_MS = 10_000;
const READ_LIMIT = 200;
/** An event is dated by the begin of its transaction and seen after its end: so far behind the newest event the hub still looks. */
const LATENESS_MS = 60_000;

/**
 * Calls the listeners of this process with what was committed anywhere. The rows are the truth: a notification says when to look, and
 * what has been seen is remembered for as long as it is looked for.
 */
export async function openHostEventHub(database: Database, logger: Logger): Promise<HostEventHub> {
  const listeners = new Set<{ type: HostEventType | "*"; call: (event: HeardHostEvent) => void | Promise<void> }>();
  const seen = new Map<string, number>();
  const told = new Set<string>();
  let since = (await database.asService(selectDatabaseTime)).getTime();
  let asked = false;
  let reading: Promise<void> | null = null;
  let closed = false;

  const remember = (id: string, createdMs: number) => {
    seen.set(id, createdMs);
    told.delete(id);
    since = Math.max(since, createdMs - LATENESS_MS);
  };
  const forget = () => {
    for (const [id, createdMs] of seen) if (createdMs < since) seen.delete(id);
  };
  const tell = (event: HeardHostEvent) => {
    for (const { type, call } of [...listeners]) {
      if (type !== "*" && type !== event.type) continue;
      const fail = (error: unknown) => logger.error({ err: error, event: event.id, type: event.type }, "A listener for events failed");
      try {
        Promise.resolve(call(structuredClone(event))).catch(fail);
      } catch (error) {
        fail(error);
      }
    }
  };
  const read = async () => {
    while (asked && !closed) {
      asked = false;
      const looked = { since: new Date(since), told: [...told], known: [...seen.keys()], limit: READ_LIMIT };
      const events = await database.asService((trx) => selectHostEventsSince(trx, looked));
      for (const { id, payload, createdAt } of events) {
        if (closed) return;
        remember(id, createdAt.getTime());
        tell({ ...payload, id });
      }
      if (events.length === READ_LIMIT) asked = true;
      // Those that are not there any more were pruned, or deleted with their user.
      else for (const id of looked.told) told.delete(id);
      forget();
    }
  };
  const wake = () => {
    asked = true;
    if (closed || listeners.size === 0) return;
    reading ??= read()
      .catch((error: unknown) => logger.warn({ err: error }, "Events for listeners could not be read"))
      .finally(() => {
        reading = null;
        if (asked) wake();
      });
  };
  const hear = (notification: string) => {
    const [id = "", createdMs] = notification.split(" ");
    if (seen.has(id)) return;
    if (listeners.size > 0) {
      told.add(id);
      return wake();
    }
    // Happened before anybody listened.
    remember(id, Number(createdMs));
    forget();
  };
  const stopListening = await database.listen(HOST_EVENTS_CHANNEL, hear, wake);
  const look = setInterval(wake, LOOK_INTERVAL_MS);
  look.unref();

  return {
    on(type, listener) {
      const entry = { type, call: listener as (event: never) => void | Promise<void> as HostEventListener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    async close() {
      closed = true;
      clearInterval(look);
      listeners.clear();
      await reading;
      await stopListening();
    },
  };
}

import type { StreamEvent, StreamEventType } from "@model-3d/contract";
import type { Knex } from "knex";
import { hasOutbox, tellAfter } from "../db/outbox.ts";
import type { Database } from "../db/open-database.ts";

/** The channel on which new events are told; the payload is the user's id. */
export const MODEL_EVENTS_CHANNEL = "model_3d_events";

/** An event with its number in its user's stream: 1, 2, 3 … without a gap. */
export interface StoredEvent {
  id: number;
  event: StreamEvent;
}

/**
 * Writes an event and tells the listeners, both when the transaction commits. The user's stream row is locked until then, so
 * events become visible in the order of their numbers and a reader never misses one. It is the last lock that a transaction takes.
 * @returns the event's number.
 */
export async function appendEvent(trx: Knex.Transaction, userId: string, event: StreamEvent): Promise<number> {
  const { type, ...data } = event;
  tellAfter(trx, MODEL_EVENTS_CHANNEL, userId);
  const notified = hasOutbox(trx) ? "" : `, pg_notify('${MODEL_EVENTS_CHANNEL}', (select user_id::text from stream))`;
  const { rows } = await trx.raw<{ rows: [{ id: number }] }>(
    `with stream as (
       insert into model_event_streams as stream (user_id, last_event_id) values (:userId, 1)
       on conflict (user_id) do update set last_event_id = stream.last_event_id + 1
       returning user_id, last_event_id
     ), event as (
       insert into model_events (user_id, event_id, type, data) select user_id, last_event_id, :type, :data::jsonb from stream returning event_id
     )
     select event_id::float8 as id${notified} from event`,
    { userId, type, data: JSON.stringify(data) },
  );
  return rows[0].id;
}

interface EventRow {
  id: number;
  type: StreamEventType;
  data: object;
}

export interface EventsWanted {
  userId: string;
  /** The number of the last event that is not wanted. */
  afterId: number;
  limit: number;
}

/** The events after a number, oldest first. */
export async function readEventsAfter(database: Database, wanted: EventsWanted): Promise<StoredEvent[]> {
  const [events] = await readEventsOfUsers(database, [wanted]);
  return events ?? [];
}

/** What each of several users' streams has after a number, each read as its user; one round trip. */
export async function readEventsOfUsers(database: Database, wanted: readonly EventsWanted[]): Promise<StoredEvent[][]> {
  const queries = wanted.map(({ userId, afterId, limit }) => ({
    userId,
    query: database.knex.raw("select event_id::float8 as id, type, data from model_events where user_id = ? and event_id > ? order by event_id limit ?", [userId, afterId, limit]),
  }));
  const found = await database.readAsUsers<EventRow>(queries);
  return found.map((rows) => rows.map(({ id, type, data }) => ({ id, event: { type, ...data } as StreamEvent })));
}

/** The number of the user's newest event, 0 before the first (it stays when events are pruned), and of the oldest that is kept, null when none is. */
export async function selectStreamEnds(database: Database, userId: string): Promise<{ newest: number; oldest: number | null }> {
  const query = database.knex.raw(
    `select coalesce((select last_event_id from model_event_streams where user_id = :userId), 0)::float8 as newest,
       (select min(event_id) from model_events where user_id = :userId)::float8 as oldest`,
    { userId },
  );
  const [row] = await database.readAsUser<{ newest: number; oldest: number | null }>(userId, query);
  return row ?? { newest: 0, oldest: null };
}

/** The numbers of the newest events of many users; those who never had one are left out. */
export async function selectNewestEvents(trx: Knex.Transaction, userIds: readonly string[]): Promise<{ userId: string; newest: number }[]> {
  const { rows } = await trx.raw<{ rows: { userId: string; newest: number }[] }>(
    `select user_id as "userId", last_event_id::float8 as newest from model_event_streams where user_id = any(?)`,
    [[...userIds]],
  );
  return rows;
}

/** Forgets events of all users that are older. @returns how many. */
export async function pruneEvents(trx: Knex.Transaction, before: Date): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("delete from model_events where created_at < ?", [before]);
  return rowCount;
}

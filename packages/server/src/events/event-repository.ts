import type { StreamEvent, StreamEventType } from "@model-3d/contract";
import type { Knex } from "knex";
import type { Database } from "../db/open-database.ts";

/** The channel on which new events are told; the payload is the user's id. */
export const MODEL_EVENTS_CHANNEL = "model_3d_events";

/** An event with its number in its user's stream: 1, 2, 3 … without a gap. */
export interface StoredEvent {
  id: number;
  event: StreamEvent;
  createdAt: Date;
}

/**
 * Writes an event and tells the listeners, both when the transaction commits. The user's stream row is locked until then, so
 * events become visible in the order of their numbers and a reader never misses one. It is the last lock that a transaction takes.
 * @returns the event's number.
 */
export async function appendEvent(trx: Knex.Transaction, userId: string, event: StreamEvent): Promise<number> {
  const { type, ...data } = event;
  const { rows } = await trx.raw<{ rows: [{ id: number }] }>(
    `with stream as (
       insert into model_event_streams as stream (user_id, last_event_id) values (:userId, 1)
       on conflict (user_id) do update set last_event_id = stream.last_event_id + 1
       returning user_id, last_event_id
     ), event as (
       insert into model_events (user_id, event_id, type, data) select user_id, last_event_id, :type, :data::jsonb from stream returning event_id
     )
     select event_id::float8 as id, pg_notify('${MODEL_EVENTS_CHANNEL}', :payload) from event`,
    { userId, type, data: JSON.stringify(data), payload: userId },
  );
  return rows[0].id;
}

interface EventRow {
  id: number;
  type: StreamEventType;
  data: object;
  created_at: string | Date;
}

/** The events after a number, oldest first. */
export async function readEventsAfter(database: Database, userId: string, afterId: number, limit: number): Promise<StoredEvent[]> {
  const query = database.knex.raw(
    "select event_id::float8 as id, type, data, created_at from model_events where user_id = ? and event_id > ? order by event_id limit ?",
    [userId, afterId, limit],
  );
  const rows = await database.readAsUser<EventRow>(userId, query);
  return rows.map(({ id, type, data, created_at }) => ({ id, event: { type, ...data } as StreamEvent, createdAt: new Date(created_at) }));
}

/** The number of the user's last event, 0 before the first. It stays when events are pruned. */
export async function lastEventId(database: Database, userId: string): Promise<number> {
  const query = database.knex.raw("select last_event_id::float8 as id from model_event_streams where user_id = ?", [userId]);
  const [row] = await database.readAsUser<{ id: number }>(userId, query);
  return row?.id ?? 0;
}

/** The number of the oldest event that is kept; null when none is. */
export async function oldestEventId(database: Database, userId: string): Promise<number | null> {
  const query = database.knex.raw("select min(event_id)::float8 as id from model_events where user_id = ?", [userId]);
  const [row] = await database.readAsUser<{ id: number | null }>(userId, query);
  return row?.id ?? null;
}

/** Forgets events of all users that are older. @returns how many. */
export async function pruneEvents(trx: Knex.Transaction, before: Date): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("delete from model_events where created_at < ?", [before]);
  return rowCount;
}

import type { HostEvent, HostEventPayload, HostEventType } from "@model-3d/contract";
import type { Knex } from "knex";
import { hasOutbox, tellAfter } from "../db/outbox.ts";

/** The channel on which new events are told. The payload is the event's id and its time in ms, with a space between. */
export const HOST_EVENTS_CHANNEL = "model_3d_host_events";

/** An event as it was written: what listeners get, and with its id in a header what endpoints get. */
export interface StoredHostEvent {
  id: string;
  payload: HostEventPayload;
  createdAt: Date;
}

/** Writes an event and tells the processes that listen, both when the transaction commits; one round trip, and no lock that another event would wait for. */
export async function insertHostEvent(trx: Knex.Transaction, { type, userId, data }: HostEvent): Promise<void> {
  const news = "id || ' ' || floor(extract(epoch from created_at) * 1000)";
  const { rows } = await trx.raw<{ rows: { news: string }[] }>(
    `with event as (insert into host_events (type, user_id, data) values (?, ?, ?::json) returning id, created_at)
     select ${hasOutbox(trx) ? news : `pg_notify('${HOST_EVENTS_CHANNEL}', ${news})`} as news from event`,
    [type, userId, JSON.stringify(data)],
  );
  for (const row of rows) tellAfter(trx, HOST_EVENTS_CHANNEL, row.news);
}

export interface HostEventRow {
  id: string;
  type: HostEventType;
  user_id: string | null;
  data: object;
  created_at: string | Date;
}

const COLUMNS = ["id", "type", "user_id", "data", "created_at"] as const;

/** The form in which an event is told; always the same text for the same row. */
export function toStoredHostEvent({ id, type, user_id, data, created_at }: HostEventRow): StoredHostEvent {
  const createdAt = new Date(created_at);
  return { id, payload: { type, timestamp: createdAt.toISOString(), userId: user_id, data } as HostEventPayload, createdAt };
}

/** Events since a time, and those named, without those that are known already; oldest first. */
export async function selectHostEventsSince(trx: Knex.Transaction, { since, told, known, limit }: { since: Date; told: string[]; known: string[]; limit: number }): Promise<StoredHostEvent[]> {
  const rows: HostEventRow[] = await trx("host_events")
    .select(COLUMNS)
    .where((either) => void either.where("created_at", ">=", since).orWhereRaw("id = any(?::uuid[])", [told]))
    .whereRaw("id <> all(?::uuid[])", [known])
    .orderBy([{ column: "created_at" }, { column: "number" }])
    .limit(limit);
  return rows.map(toStoredHostEvent);
}

/** The database's own time, by which events are dated. */
export async function selectDatabaseTime(trx: Knex.Transaction): Promise<Date> {
  const { rows } = await trx.raw<{ rows: [{ now: string | Date }] }>("select now() as now");
  return new Date(rows[0].now);
}

export interface HostEventFilter {
  /** Events of which some delivery is in this state. */
  state?: string;
  type?: string;
  /** Events older than this one. */
  before?: string;
  limit: number;
}

/** Newest first. */
export async function selectHostEvents(trx: Knex.Transaction, { state, type, before, limit }: HostEventFilter): Promise<StoredHostEvent[]> {
  const query = trx("host_events").select(COLUMNS).orderBy("number", "desc").limit(limit);
  if (type !== undefined) void query.where("type", type);
  if (before !== undefined) void query.whereRaw("number < (select number from host_events where id = ?)", [before]);
  if (state !== undefined) void query.whereRaw("exists (select from host_event_deliveries where event_id = host_events.id and state = ?)", [state]);
  const rows: HostEventRow[] = await query;
  return rows.map(toStoredHostEvent);
}

export async function selectHostEvent(trx: Knex.Transaction, id: string): Promise<StoredHostEvent | null> {
  const row: HostEventRow | undefined = await trx("host_events").select(COLUMNS).where("id", id).first();
  return row ? toStoredHostEvent(row) : null;
}

/** Has the workers give an event out anew; an endpoint that has it gets no second delivery by that. */
export async function reopenHostEvent(trx: Knex.Transaction, id: string): Promise<void> {
  await trx("host_events").where("id", id).update({ fanned_out_at: null });
}

/** Forgets events that are older, with what became of them. @returns how many. */
export async function pruneHostEvents(trx: Knex.Transaction, before: Date): Promise<number> {
  return trx("host_events").where("created_at", "<", before).delete();
}

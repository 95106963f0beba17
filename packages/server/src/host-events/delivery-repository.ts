import type { HostEventType } from "@model-3d/contract";
import type { Knex } from "knex";
import { toStoredHostEvent, type HostEventRow, type StoredHostEvent } from "./host-event-repository.ts";

export const DELIVERY_STATES = ["waiting", "delivered", "given_up", "disabled"] as const;
/** Waiting for its next try; taken with a 2xx; all tries used up; not sent because the endpoint wants nothing more. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What became of one event at one endpoint. */
export interface HostEventDelivery {
  eventId: string;
  endpoint: string;
  state: DeliveryState;
  /** Tries so far, one that is under way included. */
  attempts: number;
  nextTryAt: Date | null;
  deliveredAt: Date | null;
  lastStatus: number | null;
  lastError: string | null;
  /** The beginning of the last answer. */
  lastAnswer: string | null;
}

export interface ClaimedDelivery {
  event: StoredHostEvent;
  /** This try's number, from 1. */
  attempts: number;
}

/** Which event of which endpoint, and which try: a result that comes after another worker has taken over is not written. */
export interface DeliveryTry {
  eventId: string;
  endpoint: string;
  attempts: number;
}

export interface LastResult {
  lastStatus: number | null;
  lastError: string | null;
  lastAnswer: string | null;
}

/** Gives new events, oldest first, to the endpoints that want their type. @returns how many events; fewer than `limit` when there are no more. */
export async function fanOutEvents(trx: Knex.Transaction, { wanted, now, limit }: { wanted: readonly { url: string; type: HostEventType }[]; now: Date; limit: number }): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `with picked as materialized (
       select id, type from host_events where fanned_out_at is null order by number limit :limit for update skip locked
     ), added as (
       insert into host_event_deliveries (event_id, endpoint, state, next_try_at)
       select picked.id, wanted.url, case when stopped.url is null then 'waiting' else 'disabled' end, case when stopped.url is null then :now::timestamptz end
       from picked join jsonb_to_recordset(:wanted::jsonb) as wanted (url text, type text) on wanted.type = picked.type
       left join host_event_endpoints as stopped on stopped.url = wanted.url and stopped.disabled_at is not null
       on conflict do nothing
     )
     update host_events set fanned_out_at = :now where id in (select id from picked)`,
    { wanted: JSON.stringify(wanted), now, limit },
  );
  return rowCount;
}

/** Takes what is due at an endpoint; until `leaseUntil` it is nobody else's. */
export async function claimDeliveries(trx: Knex.Transaction, { endpoint, now, leaseUntil, limit }: { endpoint: string; now: Date; leaseUntil: Date; limit: number }): Promise<ClaimedDelivery[]> {
  const { rows } = await trx.raw<{ rows: (HostEventRow & { attempts: number; number: number })[] }>(
    `with due as materialized (
       select event_id, endpoint from host_event_deliveries
       where endpoint = :endpoint and state = 'waiting' and next_try_at <= :now
         and not exists (select from host_event_endpoints where url = :endpoint and (disabled_at is not null or paused_until > :now))
       order by next_try_at, created_at limit :limit for update skip locked
     ), taken as (
       update host_event_deliveries as delivery set attempts = delivery.attempts + 1, next_try_at = :leaseUntil
       from due where delivery.event_id = due.event_id and delivery.endpoint = due.endpoint
       returning delivery.event_id, delivery.attempts
     )
     select event.id, event.type, event.user_id, event.data, event.created_at, taken.attempts
     from taken join host_events as event on event.id = taken.event_id order by event.number`,
    { endpoint, now, leaseUntil, limit },
  );
  return rows.map(({ attempts, ...row }) => ({ event: toStoredHostEvent(row), attempts }));
}

const toColumns = ({ lastStatus, lastError, lastAnswer }: LastResult) => ({ last_status: lastStatus, last_error: lastError, last_answer: lastAnswer });
const whereTry = ({ eventId, endpoint, attempts }: DeliveryTry) => ({ event_id: eventId, endpoint, attempts, state: "waiting" });

/** Counts whichever try it was: the endpoint has the event. */
export async function markDelivered(trx: Knex.Transaction, { eventId, endpoint }: DeliveryTry, result: LastResult, now: Date): Promise<void> {
  const row = { state: "delivered", next_try_at: null, delivered_at: now, ...toColumns(result) };
  await trx("host_event_deliveries").where({ event_id: eventId, endpoint }).whereNot("state", "delivered").update(row);
}

export async function markForRetry(trx: Knex.Transaction, delivery: DeliveryTry, result: LastResult, nextTryAt: Date): Promise<void> {
  await trx("host_event_deliveries").where(whereTry(delivery)).update({ next_try_at: nextTryAt, ...toColumns(result) });
}

export async function markGivenUp(trx: Knex.Transaction, delivery: DeliveryTry, result: LastResult): Promise<void> {
  await trx("host_event_deliveries").where(whereTry(delivery)).update({ state: "given_up", next_try_at: null, ...toColumns(result) });
}

/** A try that was broken off does not count, and is due at once for whoever comes. */
export async function handBackDelivery(trx: Knex.Transaction, delivery: DeliveryTry, now: Date): Promise<void> {
  await trx("host_event_deliveries").where(whereTry(delivery)).update({ attempts: delivery.attempts - 1, next_try_at: now });
}

/** Sends nothing to the endpoint until then. */
export async function pauseEndpoint(trx: Knex.Transaction, endpoint: string, until: Date): Promise<void> {
  await trx.raw(
    `insert into host_event_endpoints as known (url, paused_until) values (?, ?)
     on conflict (url) do update set paused_until = greatest(known.paused_until, excluded.paused_until)`,
    [endpoint, until],
  );
}

/** Sends nothing to the endpoint any more; what waits for it is marked so. */
export async function disableEndpoint(trx: Knex.Transaction, { eventId, endpoint }: DeliveryTry, result: LastResult, now: Date): Promise<void> {
  await trx("host_event_endpoints").insert({ url: endpoint, disabled_at: now }).onConflict("url").merge(["disabled_at"]);
  await trx("host_event_deliveries").where({ event_id: eventId, endpoint }).update(toColumns(result));
  await trx("host_event_deliveries").where({ endpoint, state: "waiting" }).update({ state: "disabled", next_try_at: null });
}

/** @returns whether it was disabled or paused. */
export async function enableEndpoint(trx: Knex.Transaction, endpoint: string): Promise<boolean> {
  return (await trx("host_event_endpoints").where("url", endpoint).delete()) > 0;
}

/** Since when each of the disabled endpoints is. */
export async function selectDisabledEndpoints(trx: Knex.Transaction): Promise<Map<string, Date>> {
  const rows: { url: string; disabled_at: string | Date }[] = await trx("host_event_endpoints").whereNotNull("disabled_at").select("url", "disabled_at");
  return new Map(rows.map(({ url, disabled_at }) => [url, new Date(disabled_at)]));
}

/** Begins anew at the given endpoints, with all tries before it. */
export async function restartDeliveries(trx: Knex.Transaction, eventId: string, endpoints: readonly string[], now: Date): Promise<void> {
  if (endpoints.length === 0) return;
  const rows = endpoints.map((endpoint) => ({ event_id: eventId, endpoint, state: "waiting", attempts: 0, next_try_at: now, delivered_at: null }));
  await trx("host_event_deliveries").insert(rows).onConflict(["event_id", "endpoint"]).merge(["state", "attempts", "next_try_at", "delivered_at"]);
}

interface DeliveryRow {
  event_id: string;
  endpoint: string;
  state: DeliveryState;
  attempts: number;
  next_try_at: string | Date | null;
  delivered_at: string | Date | null;
  last_status: number | null;
  last_error: string | null;
  last_answer: string | null;
}

const toDate = (time: string | Date | null) => (time === null ? null : new Date(time));

export async function selectDeliveries(trx: Knex.Transaction, eventIds: readonly string[]): Promise<HostEventDelivery[]> {
  const rows: DeliveryRow[] = await trx("host_event_deliveries").whereIn("event_id", [...eventIds]).orderBy("endpoint");
  return rows.map((row) => ({
    eventId: row.event_id,
    endpoint: row.endpoint,
    state: row.state,
    attempts: row.attempts,
    nextTryAt: toDate(row.next_try_at),
    deliveredAt: toDate(row.delivered_at),
    lastStatus: row.last_status,
    lastError: row.last_error,
    lastAnswer: row.last_answer,
  }));
}

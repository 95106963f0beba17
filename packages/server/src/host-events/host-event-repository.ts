import type { HostEvent } from "@model-3d/contract";
import type { Knex } from "knex";

/** The channel on which new events are told. The payload is the event's id and its time in ms, with a space between. */
export const HOST_EVENTS_CHANNEL = "model_3d_host_events";

/** Writes an event and tells the processes that listen, both when the transaction commits; one round trip, and no lock that another event would wait for. */
export async function insertHostEvent(trx: Knex.Transaction, { type, userId, data }: HostEvent): Promise<void> {
  await trx.raw(
    `with event as (insert into host_events (type, user_id, data) values (?, ?, ?::json) returning id, created_at)
     select pg_notify('${HOST_EVENTS_CHANNEL}', id || ' ' || floor(extract(epoch from created_at) * 1000)) from event`,
    [type, userId, JSON.stringify(data)],
  );
}

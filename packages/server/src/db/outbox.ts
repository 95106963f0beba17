import type { Knex } from "knex";
import type { Wake } from "./event-bus.ts";

const outboxes = new WeakMap<Knex.Transaction, Wake[]>();

/** What this transaction has to tell goes into the returned list, for who began it to send once it has ended. */
export function openOutbox(trx: Knex.Transaction): readonly Wake[] {
  const wakes: Wake[] = [];
  outboxes.set(trx, wakes);
  return wakes;
}

/** @returns whether what is put into `tellAfter` is sent: where there is no bus, the statement has to notify by itself. */
export function hasOutbox(trx: Knex.Transaction): boolean {
  return outboxes.has(trx);
}

/** Has all processes told when the transaction has committed, where there is a bus. */
export function tellAfter(trx: Knex.Transaction, channel: string, payload: string): void {
  const wakes = outboxes.get(trx);
  if (wakes && !wakes.some((wake) => wake.channel === channel && wake.payload === payload)) wakes.push({ channel, payload });
}

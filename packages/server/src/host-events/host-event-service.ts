import type { HostEvent } from "@model-3d/contract";
import type { Knex } from "knex";
import { insertHostEvent } from "./host-event-repository.ts";

/**
 * Tells the host something as part of the transaction that did it: its listeners in every process and its webhook endpoints hear of it
 * when, and only when, the transaction commits.
 */
export async function publishHostEvent(trx: Knex.Transaction, event: HostEvent): Promise<void> {
  await insertHostEvent(trx, event);
}

import type { Knex } from "knex";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { findModel } from "../models/model-repository.ts";
import type { ProviderTask } from "../providers/provider-tasks.ts";

/** Tells the operator of a task that wants an eye, as part of the transaction. Where the model is gone its user may be so too, and the event is nobody's. */
export async function tellTrouble(trx: Knex.Transaction, { modelId, userId, provider }: ProviderTask, { type, taskIds, reason }: { type: "task.ambiguous" | "task.late"; taskIds: readonly string[]; reason: string }): Promise<void> {
  const model = await findModel(trx, modelId);
  await publishHostEvent(trx, { type, userId: model ? userId : null, data: { modelId, provider, taskIds: [...taskIds], reason } });
}

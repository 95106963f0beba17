import type { InterveneBatchAnswer, InterveneBatchRequest } from "@model-3d/contract";
import type { Request } from "express";
import { selectAnyBatch } from "../batches/batch-service.ts";
import { changeBatchIn, planChange } from "../batches/change-batch.ts";
import { notFound } from "../http/api-error.ts";
import { mayChange } from "../http/has-operator.ts";
import type { KnownOperator } from "../http/operator.ts";
import type { ServiceContext } from "../service-context.ts";
import { actAsOperator } from "./act-as-operator.ts";
import { readForOperator } from "./read-for-operator.ts";

interface Wish extends InterveneBatchRequest {
  batchId: string;
}

/**
 * Does with a batch what its user could, for the host, by the same rules; its user's pages are told as of any change. What an operator paused its
 * user cannot resume.
 *
 * @throws ApiError `not_permitted`, `not_found`, `batch_ended`; of a retry those of a start, too.
 */
export async function interveneBatch(context: ServiceContext, by: { operator: KnownOperator; request: Request }, { batchId, action, reason }: Wish): Promise<InterveneBatchAnswer> {
  mayChange(by.operator, "generations");
  const row = await readForOperator(context, (trx) => selectAnyBatch(trx, batchId));
  if (row === null) throw notFound();
  const change = await planChange(context, { userId: row.userId, batchId, by: "operator" }, action);
  return actAsOperator<InterveneBatchAnswer>(context, { ...by, right: "generations", action: `batch.${action}`, subject: batchId, reason }, async (trx) => {
    const { answer, items } = await changeBatchIn(trx, context, change);
    return { success: true, batchId, action, items, batch: answer.batch };
  });
}

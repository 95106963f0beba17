import type { AdminBatchAnswer, AdminBatchItem, BatchItemState } from "@model-3d/contract";
import { presentItem, selectAnyBatch, selectAnyItems, type AnyItemRow } from "../batches/batch-service.ts";
import { possibleChanges } from "../batches/change-batch.ts";
import { decodeCursor } from "../db/cursor.ts";
import { notFound } from "../http/api-error.ts";
import type { KnownOperator } from "../http/operator.ts";
import type { ServiceContext } from "../service-context.ts";
import { selectActionsOn } from "./action-repository.ts";
import { showAction } from "./act-as-operator.ts";
import { pageOf, type PageQuery } from "./admin-pages.ts";
import { showAdminBatch } from "./list-batches.ts";
import { readForOperator } from "./read-for-operator.ts";

interface ItemQuery extends PageQuery {
  batchId: string;
  status?: BatchItemState | undefined;
}

const POSITION_PART = /\d{1,6}/;
const MAX_ACTIONS = 50;

/** A batch of anybody's with a page of its items, and what operators did with it. @throws ApiError `not_found`; InvalidCursorError. */
export async function readAdminBatch(context: ServiceContext, operator: KnownOperator, { batchId, status, cursor, limit }: ItemQuery): Promise<AdminBatchAnswer> {
  const [after = null] = cursor === undefined ? [] : decodeCursor(cursor, [POSITION_PART]);
  const { row, items, actions } = await readForOperator(context, async (trx) => ({
    row: await selectAnyBatch(trx, batchId),
    items: await selectAnyItems(trx, batchId, { after, limit: limit + 1, status: status ?? null }),
    actions: await selectActionsOn(trx, batchId, MAX_ACTIONS),
  }));
  if (row === null) throw notFound();
  const { rows, nextCursor } = pageOf(items, limit, ({ position }) => [String(position)]);
  return {
    success: true,
    batch: showAdminBatch(context, row),
    can: operator.may.includes("generations") ? possibleChanges(row) : [],
    actions: actions.map(showAction),
    items: rows.map((item) => showItem(context, item)),
    nextCursor,
  };
}

function showItem({ secrets }: ServiceContext, item: AnyItemRow): AdminBatchItem {
  const { reason, ...shown } = presentItem({ ...item, finishedAt: item.finishedAt === null ? null : new Date(item.finishedAt) });
  return { ...shown, reason: reason && { ...reason, message: secrets.text(reason.message) }, provider: item.provider, attempts: item.attempts, updated_at: new Date(item.updatedAt).toISOString() };
}

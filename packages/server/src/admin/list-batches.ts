import { STUCK_AFTER_MS, type AdminBatch, type AdminBatchPage, type BatchState } from "@model-3d/contract";
import type { Knex } from "knex";
import { presentBatch, selectAllBatches, selectSilentBatches, type AnyBatchRow } from "../batches/batch-service.ts";
import { decodeCursor } from "../db/cursor.ts";
import type { ServiceContext } from "../service-context.ts";
import { MICROSECONDS, pageOf, UUID_PART, type PageQuery } from "./admin-pages.ts";
import { checkUserId } from "./check-user-id.ts";
import { readForOperator } from "./read-for-operator.ts";

export interface BatchQuery extends PageQuery {
  status?: BatchState | undefined;
  stuck?: "true" | undefined;
  userId?: string | undefined;
}

/** Whether the last one of a page ran: those come first. */
const RUNNING_PART = /[01]/;

const silentSince = (now: Date) => new Date(now.getTime() - STUCK_AFTER_MS);

export function showAdminBatch({ clock }: Pick<ServiceContext, "clock">, row: AnyBatchRow): AdminBatch {
  return { ...presentBatch(row), user_id: row.userId, is_stuck: row.status === "RUNNING" && row.updatedAt < silentSince(clock.now()), held: row.held };
}

/** Batches of all users, those that run first and of both the newest; those that are stuck by how long nothing of them has moved. @throws InvalidCursorError */
export async function listBatches(context: ServiceContext, query: BatchQuery): Promise<AdminBatchPage> {
  const { limit, cursor } = query;
  const userId = query.userId === undefined ? null : checkUserId(context, query.userId);
  const [isRunning = "", us = "", id = ""] = cursor === undefined ? [] : decodeCursor(cursor, [RUNNING_PART, MICROSECONDS, UUID_PART]);
  const after = cursor === undefined ? null : { us, id };
  const select = (trx: Knex.Transaction) =>
    query.stuck === "true"
      ? selectSilentBatches(trx, { silentSince: silentSince(context.clock.now()), userId, after, limit: limit + 1 })
      : selectAllBatches(trx, { status: query.status ?? null, userId, after: after && { ...after, isRunning: isRunning === "1" }, limit: limit + 1 });
  const { rows, nextCursor } = pageOf(await readForOperator(context, select), limit, (row) => [row.status === "RUNNING" ? "1" : "0", row.keyUs, row.id]);
  return { success: true, batches: rows.map((row) => showAdminBatch(context, row)), nextCursor };
}

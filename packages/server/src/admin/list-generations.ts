import { isFinalState, MODEL_STATES, STUCK_AFTER_MS, type AdminGeneration, type AdminGenerationPage, type ModelState, type SourceType } from "@model-3d/contract";
import { decodeCursor } from "../db/cursor.ts";
import type { ServiceContext } from "../service-context.ts";
import { MICROSECONDS, pageOf, UUID_PART, type PageQuery } from "./admin-pages.ts";
import { checkUserId } from "./check-user-id.ts";
import { selectGenerations, selectStuck, type GenerationRow } from "./generation-list-repository.ts";
import { readForOperator } from "./read-for-operator.ts";

export interface GenerationQuery extends PageQuery {
  status?: ModelState | undefined;
  stuck?: "true" | undefined;
  reason?: string | undefined;
  userId?: string | undefined;
  sourceType?: SourceType | undefined;
  sourceId?: string | undefined;
  since?: string | undefined;
}

const FAILED: readonly ModelState[] = ["FAILED", "EXPIRED"];

/** When a generation must have been heard of not to be stuck. */
const silentSince = (now: Date) => new Date(now.getTime() - STUCK_AFTER_MS);

export function showGeneration({ clock, secrets }: Pick<ServiceContext, "clock" | "secrets">, { key_us: _, task_error: error, ...row }: GenerationRow): AdminGeneration {
  const updatedAt = new Date(row.updated_at);
  return {
    ...row,
    task_error: error === null ? null : secrets.text(error),
    is_stuck: !isFinalState(row.status) && updatedAt < silentSince(clock.now()),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: updatedAt.toISOString(),
    finished_at: row.finished_at === null ? null : new Date(row.finished_at).toISOString(),
  };
}

/** Generations of all users, the newest first; those that are stuck by how long they have been silent. @throws InvalidCursorError */
export async function listGenerations(context: ServiceContext, query: GenerationQuery): Promise<AdminGenerationPage> {
  const { limit, cursor } = query;
  const userId = query.userId === undefined ? null : checkUserId(context, query.userId);
  const [us = "", id = ""] = cursor === undefined ? [] : decodeCursor(cursor, [MICROSECONDS, UUID_PART]);
  const position = cursor === undefined ? null : { us, id };
  const { rows, nextCursor } = pageOf(
    await readForOperator(context, (trx) =>
      query.stuck === "true"
        ? selectStuck(trx, { silentSince: silentSince(context.clock.now()), userId, after: position, limit: limit + 1 })
        : selectGenerations(trx, { statuses: statusesOf(query), reason: query.reason ?? null, userId, sourceType: query.sourceType ?? null, sourceId: query.sourceId ?? null, since: query.since === undefined ? null : new Date(query.since) }, { before: position, limit: limit + 1 }),
    ),
    limit,
    ({ key_us, id: last }) => [key_us, last],
  );
  return { success: true, generations: rows.map((row) => showGeneration(context, row)), nextCursor };
}

function statusesOf({ status, reason }: GenerationQuery): readonly ModelState[] {
  if (status !== undefined) return [status];
  return reason === undefined ? MODEL_STATES : FAILED;
}

import type { AdminArchive, AdminArchivePage, ArchiveState, DeleteArchiveAnswer } from "@model-3d/contract";
import type { Request } from "express";
import { removeArchiveIn, selectAllArchives, type AnyArchiveRow } from "../archives/archive-service.ts";
import { decodeCursor } from "../db/cursor.ts";
import { notFound } from "../http/api-error.ts";
import type { KnownOperator } from "../http/operator.ts";
import type { ServiceContext } from "../service-context.ts";
import { actAsOperator } from "./act-as-operator.ts";
import { MICROSECONDS, pageOf, UUID_PART, type PageQuery } from "./admin-pages.ts";
import { checkUserId } from "./check-user-id.ts";
import { readForOperator } from "./read-for-operator.ts";

export interface ArchiveQuery extends PageQuery {
  status?: ArchiveState | undefined;
  userId?: string | undefined;
}

/** Stored archives of all users, the newest first. @throws InvalidCursorError */
export async function listArchives(context: ServiceContext, { status, userId: given, cursor, limit }: ArchiveQuery): Promise<AdminArchivePage> {
  const userId = given === undefined ? null : checkUserId(context, given);
  const [us = "", id = ""] = cursor === undefined ? [] : decodeCursor(cursor, [MICROSECONDS, UUID_PART]);
  const found = await readForOperator(context, (trx) => selectAllArchives(trx, { status: status ?? null, userId, after: cursor === undefined ? null : { us, id }, limit: limit + 1 }));
  const { rows, nextCursor } = pageOf(found, limit, (row) => [row.keyUs, row.id]);
  return { success: true, archives: rows.map((row) => showArchive(context, row)), nextCursor };
}

/** Takes an archive away; what it was made of stays, and its user can have it packed again. @throws ApiError `not_permitted`, `not_found` */
export function deleteArchive(context: ServiceContext, by: { operator: KnownOperator; request: Request }, { archiveId, reason }: { archiveId: string; reason: string }): Promise<DeleteArchiveAnswer> {
  return actAsOperator(context, { ...by, right: "generations", action: "archive.delete", subject: archiveId, reason }, async (trx) => {
    if (!(await removeArchiveIn(trx, context, archiveId))) throw notFound();
    return { success: true as const, archiveId };
  });
}

function showArchive({ secrets }: ServiceContext, { id, userId, format, name, models, firstModelId, batchId, status, attempts, bytes, missing, reason, createdAt, finishedAt, expiresAt }: AnyArchiveRow): AdminArchive {
  return {
    id,
    user_id: userId,
    format,
    name: `${name}.zip`,
    models,
    missing,
    first_model_id: firstModelId,
    batch_id: batchId,
    status,
    attempts,
    bytes,
    reason: reason && secrets.text(reason),
    created_at: new Date(createdAt).toISOString(),
    finished_at: finishedAt === null ? null : new Date(finishedAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
  };
}

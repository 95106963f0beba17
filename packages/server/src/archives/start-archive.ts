import { createHash } from "node:crypto";
import type { ExportFormat } from "@model-3d/contract";
import type { Knex } from "knex";
import { listBatchModels } from "../batches/batch-service.ts";
import { isOfUse } from "../files/is-of-use.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { estimatePacking } from "./estimate-packing.ts";
import { findSelection } from "./find-selection.ts";
import * as rows from "./archive-repository.ts";
import { forgetArchive } from "./forget-archive.ts";
import { READ_MS } from "./choose-leaving.ts";
import { makeRoom } from "./make-room.ts";
import type { ArchiveRow } from "./archive-repository.ts";
import type { ArchivedModel } from "./write-archive.ts";

interface ArchiveRequest {
  userId: string;
  /** One of both. */
  batchId?: string | undefined;
  modelIds?: readonly string[] | undefined;
  format: ExportFormat;
  /** Called in the transaction that finds or writes it. */
  remember(trx: Knex.Transaction, row: ArchiveRow): Promise<void>;
}

/**
 * Starts an archive that is stored, or finds it: the same models in the same format are packed once, however often they are asked for. One that has
 * failed, is not kept any more, or lacks some of them, is made anew: what was missing may be there by now.
 *
 * @throws ApiError `not_found`, `format_unavailable`, `nothing_to_archive`, `too_many_exports`.
 */
export async function startArchive(context: ServiceContext, { userId, format, remember, ...wanted }: ArchiveRequest): Promise<ArchiveRow> {
  if (!context.options.exports.formats.includes(format)) throw new ApiError("format_unavailable");
  const { name, models } = await contentOf(context, userId, wanted);
  if (models.length === 0) throw new ApiError("nothing_to_archive");
  const contentHash = createHash("sha256").update(JSON.stringify([format, models])).digest("hex");
  return context.database.asService(async (trx) => {
    const now = context.clock.now();
    const expiresAt = new Date(now.getTime() + context.options.archives.keepMs);
    await rows.lockArchives(trx, userId);
    const same = await rows.lockSame(trx, { userId, contentHash });
    if (same && isWhole(same) && isOfUse(same, now)) {
      const kept = await rows.keepArchive(trx, same.id, expiresAt);
      await remember(trx, kept);
      return kept;
    }
    if (same) await forgetArchive(context, trx, same.id);
    await refuseTooMany(context, trx, userId);
    if (!(await makeRoom(context, trx, userId, { id: null, bytes: 0 }))) throw noRoom(context);
    const row = await rows.insertArchive(trx, { id: context.ids.uuid(), userId, format, name: `${name}-${format}`, models, contentHash, batchId: wanted.batchId ?? null, createdAt: now, expiresAt });
    await context.queue.send(trx, "run-archive", { archiveId: row.id });
    await remember(trx, row);
    return row;
  });
}

/** Of one that a former version has packed nobody knows. */
const isWhole = ({ status, missing }: ArchiveRow) => status !== "SUCCEEDED" || missing === 0;

async function contentOf(context: ServiceContext, userId: string, { batchId, modelIds = [] }: Pick<ArchiveRequest, "batchId" | "modelIds">): Promise<{ name: string; models: ArchivedModel[] }> {
  if (batchId !== undefined) {
    const { name, models } = await listBatchModels(context, userId, batchId);
    return { name: name ?? "batch", models };
  }
  return { name: "models", models: await findSelection(context, userId, modelIds) };
}

async function refuseTooMany({ options, clock }: ServiceContext, trx: Knex.Transaction, userId: string): Promise<void> {
  const { maxPerUser, timeoutMs } = options.archives;
  const underWay = await rows.listUnderWay(trx, userId);
  const count = underWay.length;
  if (count < maxPerUser) return;
  const retryAfter = estimatePacking(underWay, clock.now(), timeoutMs);
  throw new ApiError("too_many_exports", `${count} of your archives are being made, and no more than ${maxPerUser} may be at once. Wait until one is ready, then try again.`, { underWay: count, limit: maxPerUser, retryAfter });
}

/** All are being packed, or were read a moment ago. */
function noRoom({ options }: ServiceContext): ApiError {
  const limit = options.archives.maxKeptPerUser;
  return new ApiError("too_many_exports", `${limit} of your archives are kept, which is as many as may be, and all of them are being packed or read. Try again when you have what you are downloading.`, { underWay: limit, limit, retryAfter: READ_MS / 1_000 });
}

/** @throws ApiError `not_found`, also for one that is not kept any more. */
export async function findArchive(context: ServiceContext, userId: string, archiveId: string): Promise<ArchiveRow> {
  const row = await rows.findOwnArchive(context.database, userId, archiveId);
  if (!row || (row.status === "SUCCEEDED" && !isOfUse(row, context.clock.now()))) throw notFound();
  return row;
}

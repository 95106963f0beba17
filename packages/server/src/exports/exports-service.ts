import type { ExportFormat, ExportOptions, StartExportRequest } from "@model-3d/contract";
import type { Knex } from "knex";
import { giveUpFiles } from "../files/give-up-files.ts";
import { isOfUse } from "../files/is-of-use.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import type { KeptAnswer } from "../http/keep-idempotent.ts";
import { findOwnModel, lockModel, type ModelRow } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { estimateWait, type UnderWay } from "./estimate-wait.ts";
import * as rows from "./export-repository.ts";
import type { ExportRow } from "./export-row.ts";
import { hashSettings, settleOptions, type ExportSettings } from "./export-settings.ts";
import { nameProduct } from "./exports-options.ts";
import { planExport, type ExportPlan } from "./plan-export.ts";

/** An export with its model: a file of the model's own, or a row. */
export type FoundExport = { model: ModelRow; format: ExportFormat; productName: string; own: Exclude<ExportPlan, { how: "made" }> } | { model: ModelRow; made: ExportRow };

interface ExportRequest {
  userId: string;
  body: StartExportRequest;
  /** Nobody is told of it by itself. */
  isForArchive?: boolean;
  /** Remembers the answer under the request's key, in the transaction that does the work. */
  remember: (trx: Knex.Transaction, found: FoundExport) => ReturnType<KeptAnswer["remember"]>;
}

/**
 * Starts an export or finds it: the same model, format, name and options are made once, however many ask. One that has failed, or is not kept any more,
 * is made anew.
 *
 * @throws ApiError `not_found`, `not_succeeded`, `format_unavailable`, `too_many_exports`, `invalid_request`.
 */
export async function startExport(context: ServiceContext, { userId, body: { modelId, format, options = {}, name }, isForArchive = false, remember }: ExportRequest): Promise<FoundExport> {
  const model = await findOwnModel(context.database, userId, modelId.toLowerCase());
  if (!model) throw notFound();
  refuseUnavailable(context, model, format);
  const settings = settleOptions(format, options as ExportOptions, model.realSize);
  const productName = await nameProduct(context.options.exports, model, name);
  const plan = planExport(model, format, settings);
  if (plan.how === "made") return { model, made: await startMaking(context, model, { format, settings, productName, isForArchive, remember }) };
  const found = { model, format, productName, own: plan };
  await context.database.asService((trx) => remember(trx, found));
  context.metrics.count("exports", { format, result: plan.how });
  return found;
}

function refuseUnavailable(context: ServiceContext, { status, version, modelUrls }: ModelRow, format: ExportFormat): void {
  if (status !== "SUCCEEDED") throw new ApiError("not_succeeded", `Version ${version} is ${status.toLowerCase().replace("_", " ")}. Only a version that succeeded has files.`);
  if (!context.options.exports.formats.includes(format)) throw new ApiError("format_unavailable");
  if (modelUrls["glb"] === undefined) throw new ApiError("format_unavailable", "This model has no GLB, of which files of other formats are made. Make the model anew.");
}

interface Making {
  format: ExportFormat;
  settings: ExportSettings;
  productName: string;
  isForArchive: boolean;
  remember: ExportRequest["remember"];
}

async function startMaking(context: ServiceContext, model: ModelRow, { format, settings, productName, isForArchive, remember }: Making): Promise<ExportRow> {
  const { keepMs } = context.options.exports;
  const optionsHash = hashSettings(format, productName, settings);
  const result = await context.database.asService(async (trx) => {
    const now = context.clock.now();
    const expiresAt = new Date(now.getTime() + keepMs);
    await rows.lockStarts(trx, model.userId);
    // The model comes before its exports in the order of locks, and has to be there still.
    if (!(await lockModel(trx, model.id))) throw notFound();
    const same = await rows.lockSame(trx, { modelId: model.id, format, optionsHash });
    if (same && isOfUse(same, now)) {
      const kept = await rows.keepExport(trx, same.id, { expiresAt, isForArchive });
      await remember(trx, { model, made: kept });
      return { row: kept, isNew: false };
    }
    if (same) await forgetExport(context, trx, same.id);
    refuseTooMany(context, await rows.listUnderWay(trx, model.userId), now);
    const row = await rows.insertExport(trx, { id: context.ids.uuid(), modelId: model.id, userId: model.userId, format, options: settings, optionsHash, productName, isForArchive, expiresAt, createdAt: now });
    await remember(trx, { model, made: row });
    await context.queue.send(trx, "run-export", { exportId: row.id });
    return { row, isNew: true };
  });
  if (!result.isNew) context.metrics.count("exports", { format, result: "shared" });
  return result.row;
}

function refuseTooMany({ options }: Pick<ServiceContext, "options">, underWay: readonly UnderWay[], now: Date): void {
  const { maxPerUser, timeoutMs } = options.exports;
  const count = underWay.length;
  if (count < maxPerUser) return;
  const retryAfter = estimateWait(underWay, now, timeoutMs);
  throw new ApiError("too_many_exports", `${count} of your files are being made, and no more than ${maxPerUser} may be at once. Wait until one is ready, then try again.`, { underWay: count, limit: maxPerUser, retryAfter });
}

/** Takes an export away; its file goes with the next sweep. */
export async function forgetExport({ clock }: Pick<ServiceContext, "clock">, trx: Knex.Transaction, id: string): Promise<void> {
  const key = await rows.removeExport(trx, id);
  if (key !== null) await giveUpFiles(trx, [key], clock.now());
}

/** @throws ApiError `not_found`, also for one that is not kept any more. */
export async function findExport(context: ServiceContext, userId: string, exportId: string): Promise<FoundExport> {
  const made = await rows.findOwnExport(context.database, userId, exportId);
  const model = made && (await findOwnModel(context.database, userId, made.modelId));
  if (!made || !model || (made.status === "SUCCEEDED" && !isOfUse(made, context.clock.now()))) throw notFound();
  return { model, made };
}

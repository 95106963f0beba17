import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { HonestyCard } from "@model-3d/contract";
import { formatOf } from "@model-3d/mesh";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { ApiError } from "../http/api-error.ts";
import { joinSignals } from "../join-signals.ts";
import { lockModel } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { announceExport } from "./announce-export.ts";
import { ConversionRefused } from "./conversion/conversion-refused.ts";
import { ExportGone } from "./export-gone.ts";
import * as rows from "./export-repository.ts";
import type { ExportRow } from "./export-row.ts";
import { fetchSource } from "./fetch-source.ts";
import { storedName } from "./present-export.ts";
import { reportExport } from "./report-export.ts";

/**
 * Makes the file of one export, tells how far it is, and stores it. Can run again for one whose earlier run died: what that had written is swept,
 * and only one of them can finish it.
 *
 * @throws what may pass by itself (database away, storage full, the model's file not copied yet), so that the queue tries again.
 */
export async function makeExport(context: ServiceContext, exportId: string, signal: AbortSignal): Promise<void> {
  const row = await context.database.asService((trx) => rows.beginExport(trx, exportId));
  if (!row) return;
  const started = performance.now();
  const { format } = row;
  const end = (result: string) => {
    context.metrics.count("exports", { format, result });
    context.metrics.observe("export_making", (performance.now() - started) / 1000, { format, result });
  };
  try {
    await make(context, row, signal);
    end("made");
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ExportGone) return end("gone");
    if (!(error instanceof ConversionRefused)) throw error;
    end(error.failure.code);
    context.logger.warn({ exportId, modelId: row.modelId, format, reason: error.failure.code }, "A file could not be made");
    await failExport(context, exportId, error);
  }
}

/** Ends an export without a file, once; what the user is told is in the error. */
export async function failExport({ database, clock }: Pick<ServiceContext, "database" | "clock">, exportId: string, { failure, cause }: ConversionRefused): Promise<void> {
  await database.asService(async (trx) => {
    const lastError = cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 500) : null;
    const row = await rows.failExport(trx, exportId, { failure, lastError, at: clock.now() });
    if (row) await announceExport(trx, "export.failed", row);
  });
}

async function make(context: ServiceContext, row: ExportRow, signal: AbortSignal): Promise<void> {
  const report = reportExport(context, row.id);
  const { signal: stop, leave } = joinSignals(signal, report.signal);
  try {
    await makeReported(context, row, { report, stop });
  } finally {
    leave();
  }
}

async function makeReported(context: ServiceContext, row: ExportRow, { report, stop }: { report: ReturnType<typeof reportExport>; stop: AbortSignal }): Promise<void> {
  const { storage, options } = context;
  const source = await fetchSource(context, row.modelId, stop);
  const target = join(storage.temporaryDirectory, `${randomUUID()}.tmp`);
  try {
    const task = { kind: "convert", source: source.path, target, format: row.format, settings: row.options, limits: options.files.glbLimits, ...(row.productName !== "" && { name: row.productName }) } as const;
    const card = await context.converter.run(task, { signal: stop, onProgress: report.tell, isUrgent: true });
    await report.settled();
    await store(context, row, { target, card }, stop);
  } catch (error) {
    // Why it was stopped says more than that it was.
    if (report.signal.aborted) throw report.signal.reason;
    throw error;
  } finally {
    await report.end();
    await Promise.all([source.remove(), rm(target, { force: true })]);
  }
}

/** Writes the file and makes it the export's, or leaves nothing. */
async function store(context: ServiceContext, row: ExportRow, { target, card }: { target: string; card: HonestyCard }, signal: AbortSignal): Promise<void> {
  const { extension, mediaType } = formatOf(row.format);
  const { exports } = context.options;
  const { key } = await context.files
    .writeFile({ userId: row.userId, kind: "model_file", modelId: row.modelId, name: storedName(row.id, extension), contentType: mediaType, source: createReadStream(target), maxBytes: exports.maxFileBytes, signal })
    .catch((error: unknown) => {
      if (!(error instanceof ApiError && error.code === "payload_too_large")) throw error;
      throw new ConversionRefused({ code: "too_large", message: `${error.message} Take another format, or a model of fewer triangles.` }, { cause: error });
    });
  try {
    await context.database.asService(async (trx) => {
      if (!(await lockModel(trx, row.modelId))) throw new ExportGone();
      const at = context.clock.now();
      const finished = await rows.finishExport(trx, row.id, { fileKey: key, card, at, expiresAt: new Date(at.getTime() + exports.keepMs) });
      if (!finished) throw new ExportGone();
      await context.files.adoptFiles(trx, { modelId: row.modelId, keys: [key] });
      if (!finished.isForArchive) await publishHostEvent(trx, { type: "export.ready", userId: row.userId, data: { exportId: row.id, modelId: row.modelId, format: row.format } });
      await announceExport(trx, "export.ready", finished);
    });
  } catch (error) {
    await context.files.discardFiles([key]);
    throw error;
  }
}

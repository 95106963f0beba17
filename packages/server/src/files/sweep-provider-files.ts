import type { Knex } from "knex";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { COPY_MODEL_FILES, fileTrouble, type CopyContext } from "./copy-model-files.ts";
import * as rows from "./provider-file-repository.ts";
import type { ProviderFileRow } from "./provider-file-repository.ts";

/** A file that should have been tried this long ago has lost its job. */
const OVERDUE_MS = 30_000;
const BATCH_SIZE = 500;

/** Gives files that nobody tries any more another job, and warns, once for each, before they are lost. */
export async function sweepProviderFiles(context: CopyContext & { providers: { all: readonly { name: string; capabilities: { fileLifeMs: number | null } }[] } }, signal: AbortSignal): Promise<void> {
  await alertAtRisk(context);
  for (;;) {
    signal.throwIfAborted();
    const now = context.clock.now();
    const found = await context.database.asService(async (trx) => {
      const models = await rows.takeOverdueModels(trx, { overdueSince: new Date(now.getTime() - OVERDUE_MS), now, limit: BATCH_SIZE });
      for (const modelId of models) await context.queue.send(trx, COPY_MODEL_FILES, { modelId });
      return models.length;
    });
    if (found === 0) return;
  }
}

/** For how long services keep files, in milliseconds by name. */
function fileLivesOf(providers: readonly { name: string; capabilities: { fileLifeMs: number | null } }[]): Record<string, number> {
  return Object.fromEntries(providers.flatMap(({ name, capabilities }) => (capabilities.fileLifeMs === null ? [] : [[name, capabilities.fileLifeMs]])));
}

/** How many files wait for their copy, by service, and whether they will be lost soon. */
export const countWaiting = (trx: Knex.Transaction, { clock, providers }: Pick<Parameters<typeof sweepProviderFiles>[0], "clock" | "providers">): ReturnType<typeof rows.countWaitingFiles> => rows.countWaitingFiles(trx, { now: clock.now(), lives: fileLivesOf(providers.all) });

async function alertAtRisk({ database, clock, logger, metrics, providers }: Parameters<typeof sweepProviderFiles>[0]): Promise<void> {
  const lives = fileLivesOf(providers.all);
  const models = await database.asService(async (trx) => {
    const byModel = new Map<string, [ProviderFileRow, ...ProviderFileRow[]]>();
    for (const file of await rows.takeFilesAtRisk(trx, { now: clock.now(), lives })) byModel.set(file.modelId, [...(byModel.get(file.modelId) ?? []), file] as [ProviderFileRow, ...ProviderFileRow[]]);
    for (const files of byModel.values()) await publishHostEvent(trx, fileTrouble("files.at_risk", files, files[0].lastError));
    return [...byModel.values()];
  });
  for (const files of models) {
    const [{ modelId, provider, expiresAt, lastError }] = files;
    metrics.count("provider_files", { provider, result: "at_risk" }, files.length);
    logger.error({ modelId, provider, expiresAt, reason: lastError, names: files.map(({ name }) => name) }, "Files will be lost soon: they could not be copied and the service deletes them");
  }
}

import type { ServiceContext } from "../service-context.ts";
import * as rows from "./export-repository.ts";
import { forgetExport } from "./exports-service.ts";

const BATCH_SIZE = 200;
/** As long as all tries of one may take, and a while in the queue. */
const SILENT_RUNS = 3;
const SILENT_MS = 10 * 60_000;

/** Takes away what was not asked for in time, rows and files. @returns how many. */
export async function sweepExports(context: ServiceContext, signal: AbortSignal): Promise<number> {
  let swept = 0;
  for (;;) {
    signal.throwIfAborted();
    const ids = await context.database.asService(async (trx) => {
      const expired = await rows.lockExpired(trx, context.clock.now(), BATCH_SIZE);
      for (const id of expired) await forgetExport(context, trx, id);
      if (expired.length > 0) await context.queue.send(trx, "remove-files", {}, { singletonKey: "exports" });
      return expired;
    });
    swept += ids.length;
    if (ids.length < BATCH_SIZE) return swept;
  }
}

/** Gives those another job whose job was lost, such as with a queue that was brought back from a backup. @returns how many. */
export async function resumeSilent(context: ServiceContext): Promise<number> {
  const { timeoutMs } = context.options.exports;
  const before = new Date(context.clock.now().getTime() - SILENT_RUNS * timeoutMs - SILENT_MS);
  return context.database.asService(async (trx) => {
    const ids = await rows.touchSilent(trx, before, BATCH_SIZE);
    for (const exportId of ids) await context.queue.send(trx, "run-export", { exportId });
    return ids.length;
  });
}

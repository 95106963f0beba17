import type { ServiceContext } from "../service-context.ts";
import * as rows from "./archive-repository.ts";
import { forgetArchive } from "./forget-archive.ts";

const BATCH_SIZE = 200;
/** As long as all tries of one may take, and a while in the queue. */
const SILENT_RUNS = 3;
const SILENT_MS = 10 * 60_000;

/** Takes away what is past its time, rows and files, and gives those another job whose job was lost. */
export async function sweepArchives({ database, clock, queue, options }: ServiceContext, signal: AbortSignal): Promise<{ removed: number; resumed: number }> {
  let removed = 0;
  for (let found = BATCH_SIZE; found === BATCH_SIZE; removed += found) {
    signal.throwIfAborted();
    found = await database.asService(async (trx) => {
      const expired = await rows.lockExpired(trx, clock.now(), BATCH_SIZE);
      for (const id of expired) await forgetArchive({ clock }, trx, id);
      if (expired.length > 0) await queue.send(trx, "remove-files", {}, { singletonKey: "archives" });
      return expired.length;
    });
  }
  const before = new Date(clock.now().getTime() - SILENT_RUNS * options.archives.timeoutMs - SILENT_MS);
  const resumed = await database.asService(async (trx) => {
    const ids = await rows.touchSilent(trx, before, BATCH_SIZE);
    await queue.sendMany(trx, "run-archive", ids.map((archiveId) => ({ archiveId })));
    return ids.length;
  });
  return { removed, resumed };
}

import type { ServiceContext } from "../service-context.ts";
import { announceModel } from "./announce-model.ts";
import { activateModel, findFitVersion, hideUnfit } from "./model-repository.ts";
import { lockSource, raiseVersionCounter as raise, type SourceKey } from "./source-lock-repository.ts";

/**
 * Puts right which version of a source is shown: one that succeeded, the newest where none or several are active.
 * @returns whether one is shown now that was not, or one is not any more.
 */
export function repairActiveVersion({ database }: Pick<ServiceContext, "database">, source: SourceKey): Promise<boolean> {
  return database.asService(async (trx) => {
    await lockSource(trx, source);
    await hideUnfit(trx, source);
    const fit = await findFitVersion(trx, source);
    if (fit) await announceModel(trx, "model.activated", await activateModel(trx, fit));
    return true;
  });
}

/** Brings the counter of a source up to its newest version. @returns whether it was behind. */
export function raiseVersionCounter({ database }: Pick<ServiceContext, "database">, source: SourceKey): Promise<boolean> {
  return database.asService(async (trx) => {
    await lockSource(trx, source);
    return raise(trx, source);
  });
}

import type { RealSize } from "@model-3d/contract";
import { notFound } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { findOwnModel, findSucceeded, lockModel, type ModelRow } from "./model-repository.ts";
import { lockSource, storeRealSize } from "./source-lock-repository.ts";

/** Says how large the thing of a model's source really is, for all of its versions and those that are still to come; `null` forgets it. */
export async function setRealSize({ database, queue }: Pick<ServiceContext, "database" | "queue">, userId: string, modelId: string, size: RealSize | null): Promise<ModelRow> {
  const known = await findOwnModel(database, userId, modelId);
  if (!known) throw notFound();
  return database.asService(async (trx) => {
    await lockSource(trx, known);
    await storeRealSize(trx, known, size);
    const row = await lockModel(trx, modelId);
    if (!row || row.userId !== userId) throw notFound();
    // What stands in somebody's room has to have the size of the thing.
    await queue.sendMany(trx, "make-derivatives", (await findSucceeded(trx, known)).map((id) => ({ modelId: id })));
    return row;
  });
}

import type { ServiceContext } from "../service-context.ts";
import { selectWaitingAddress } from "./proxied-file-repository.ts";

/** Where a model's file lies as long as it has not been copied; of the user's own models, or with `null` of any, for whoever holds a link. */
export async function findWaitingAddress({ database }: ServiceContext, userId: string | null, modelId: string, name: string): Promise<string | null> {
  const [row] =
    userId === null
      ? await database.asService(async (trx): Promise<{ url: string }[]> => selectWaitingAddress(trx, modelId, name))
      : await database.readAsUser<{ url: string }>(userId, selectWaitingAddress(database.knex, modelId, name));
  return row?.url ?? null;
}

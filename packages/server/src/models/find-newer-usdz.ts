import type { ServiceContext } from "../service-context.ts";
import { findModel, findOwnModel } from "./model-repository.ts";
import { sizedUsdz } from "./sized-usdz.ts";

/** The name of what took the place of a USDZ of another size, for pages that were opened before; of the user's own models, or with `null` of any. */
export async function findNewerUsdz({ database }: Pick<ServiceContext, "database">, userId: string | null, modelId: string, name: string): Promise<string | null> {
  if (!sizedUsdz.isName(name)) return null;
  const model = userId === null ? await database.asService((trx) => findModel(trx, modelId)) : await findOwnModel(database, userId, modelId);
  const newer = model?.modelUrls[sizedUsdz.kind];
  return newer === undefined || newer === name ? null : newer;
}

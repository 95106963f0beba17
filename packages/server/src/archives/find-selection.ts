import { findModels } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import type { ArchivedModel } from "./write-archive.ts";

/** Of some ids, in their order and each once, the models that are the user's own and made. */
export async function findSelection(context: ServiceContext, userId: string, modelIds: readonly string[]): Promise<ArchivedModel[]> {
  const found = new Map((await findModels(context, userId, [...modelIds])).map((model) => [model.id, model]));
  const models = [...new Set(modelIds)].flatMap((id) => found.get(id) ?? []).filter(({ status }) => status === "SUCCEEDED");
  return models.map(({ id, sourceType, sourceId, version }) => ({ id, sourceType, sourceId, version }));
}

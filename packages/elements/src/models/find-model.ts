import { Model3DError, type Model3DClient } from "@model-3d/client";
import type { Model } from "@model-3d/contract";

/** Finds a model by its id among the user's own; what is no id belongs to none. */
export async function findModel(client: Model3DClient, id: string, signal: AbortSignal): Promise<Model | null> {
  try {
    return await client.modelById(id, { signal });
  } catch (error) {
    if (error instanceof Model3DError && error.code === "invalid_request") return null;
    throw error;
  }
}

/** Several in one request; one that is not there is missing in the answer. */
export async function findModels(client: Model3DClient, ids: readonly string[], signal: AbortSignal): Promise<Map<string, Model>> {
  const found = await Promise.all(ids.map((id) => findModel(client, id, signal)));
  return new Map(found.flatMap((model) => (model === null ? [] : [[model.id, model] as const])));
}

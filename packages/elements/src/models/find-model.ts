import type { Model3DClient } from "@model-3d/client";
import type { Model } from "@model-3d/contract";

/** Pages of the user's models that are looked through for a model that is known by its id alone. */
const MAX_PAGES = 10;
const PAGE_SIZE = 100;

/** Finds models by their ids among the user's own, newest first; one that is not there is missing in the answer. */
export async function findModels(client: Model3DClient, ids: readonly string[], signal: AbortSignal): Promise<Map<string, Model>> {
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  const found = new Map<string, Model>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && found.size < wanted.size; page++) {
    const { models, nextCursor } = await client.page({ cursor, limit: PAGE_SIZE, signal });
    for (const model of models) if (wanted.has(model.id)) found.set(model.id, model);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found;
}

export async function findModel(client: Model3DClient, id: string, signal: AbortSignal): Promise<Model | null> {
  return (await findModels(client, [id], signal)).get(id.toLowerCase()) ?? null;
}

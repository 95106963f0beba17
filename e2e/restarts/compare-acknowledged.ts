import type { Database } from "@model-3d/server/database";
import type { Breach } from "../installation/find-breaches.ts";
import type { KnownModel } from "./restart-client.ts";
import { COST, CREDITS } from "./restart-settings.ts";

interface StoredModel {
  modelId: string;
  userId: string;
  status: string | null;
  charges: number;
  charged: number;
}

/** Whether exactly what was acknowledged is there: no start more, none less, each with its charge, and the credits right to the last. */
export async function compareAcknowledged({ knex }: Database, userIds: readonly string[], known: readonly KnownModel[]): Promise<Breach[]> {
  const { rows: stored } = await knex.raw<{ rows: StoredModel[] }>(
    `select task.model_id as "modelId", task.user_id as "userId", model.status, count(charge.*)::int as charges, coalesce(sum(charge.amount), 0)::int as charged
     from provider_tasks task left join product_3d_models model on model.id = task.model_id left join credit_charges charge on charge.model_id = task.model_id
     group by task.model_id, task.user_id, model.status`,
  );
  const { rows: credits } = await knex.raw<{ rows: { userId: string; balance: number; expected: number }[] }>(
    `select person as "userId", (select coalesce(sum(credits), 0)::int from user_credits where user_id = person) as balance,
       ?::int - (select coalesce(sum(amount), 0)::int from credit_charges where user_id = person) as expected
     from unnest(?::uuid[]) as person`,
    [CREDITS, [...userIds]],
  );
  const storedById = new Map(stored.map((model) => [model.modelId, model]));
  const knownIds = new Set(known.map(({ modelId }) => modelId));
  const isRight = ({ modelId, isDeleted, status }: KnownModel) => {
    const model = storedById.get(modelId);
    if (!model) return false;
    if (isDeleted) return model.status === null && model.charges <= 1;
    if (status === "SUCCEEDED" && model.status !== "SUCCEEDED") return false;
    return model.status === "SUCCEEDED" && model.charges === 1 && model.charged === COST;
  };
  const breaches: Breach[] = [
    { rule: "every start that was acknowledged has made one model, which has succeeded with one charge, or was deleted", rows: known.filter((model) => !isRight(model)).map((model) => ({ ...model, stored: storedById.get(model.modelId) })) },
    { rule: "nothing was made that nobody was told of", rows: stored.filter(({ modelId }) => !knownIds.has(modelId)) },
    { rule: "a user has what was given, less what was charged", rows: credits.filter(({ balance, expected }) => balance !== expected) },
  ];
  return breaches.filter(({ rows }) => rows.length > 0);
}

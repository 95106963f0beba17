import type { Knex } from "knex";
import type { Reference } from "./reference.ts";

/** What the database holds of the users of a round, in one form for what is found and what is expected. */
export interface State {
  balance: number[];
  held: number[];
  models: [modelId: string, source: string, version: number, status: string, progress: number, isActive: boolean][];
}

/** Also that the books agree with themselves: the ledger with the grants, what is held with the holds that are open. */
export async function readState(knex: Knex, userIds: readonly string[]): Promise<State> {
  const { rows } = await knex.raw<{ rows: [{ state: State; books: boolean }] }>(
    `with users as (select person, place from unnest(:userIds::uuid[]) with ordinality as u (person, place)),
     books as (
       select place,
         (select coalesce(sum(credits), 0)::integer from user_credits where user_id = person) as balance,
         (select coalesce(sum(amount), 0)::integer from credit_ledger where user_id = person) as moved,
         (select coalesce(sum(amount), 0)::integer from credit_holds where user_id = person and status = 'pending') as held,
         (select coalesce(sum(held), 0)::integer from credit_accounts where user_id = person) as account_held,
         (select coalesce(sum(held_change), 0)::integer from credit_ledger where user_id = person) as held_moved
       from users)
     select
       (select bool_and(balance = moved and held = account_held and held = held_moved) from books) as books,
       jsonb_build_object(
         'balance', (select jsonb_agg(balance order by place) from books),
         'held', (select jsonb_agg(held order by place) from books),
         'models', (select coalesce(jsonb_agg(jsonb_build_array(id, source_id, version, status, progress, is_active) order by id), '[]')
                    from product_3d_models where user_id = any(:userIds::uuid[]))) as state`,
    { userIds: [...userIds] },
  );
  const { state, books } = rows[0];
  if (!books) throw new Error(`The books do not agree with themselves: ${JSON.stringify(state)}`);
  return { balance: state.balance, held: state.held, models: state.models };
}

/** Tasks that no service has yet. */
export async function countUnsent(knex: Knex): Promise<number> {
  const { rows } = await knex.raw<{ rows: [{ count: number }] }>("select count(*)::integer as count from provider_tasks where state in ('waiting', 'submitting')");
  return rows[0].count;
}

/** At the end of a round, so that nobody goes on copying the files of its models, which lie nowhere. */
export async function forgetModels(knex: Knex, userIds: readonly string[]): Promise<void> {
  await knex.raw("delete from product_3d_models where user_id = any(:userIds::uuid[])", { userIds: [...userIds] });
}

export function stateOf(reference: Reference, userIds: readonly string[], sourceIds: readonly string[], modelIds: readonly string[]): State {
  return {
    balance: [...reference.balance],
    held: userIds.map((_, user) => reference.held(user)),
    models: reference.models
      .flatMap((model, place): State["models"] => (model ? [[modelIds[place] ?? "", sourceIds[model.source] ?? "", model.version, model.status, model.progress, model.isActive]] : []))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}

import type { Knex } from "knex";
import type { ProviderReconciliation, ReconciliationMismatch, ReconciliationPeriod } from "./reconcile-credits.ts";

const MAX_MISMATCHES = 1_000;

/** Both sides of each model of a period; they are written in one transaction and so have one time, but for what came too late. */
const SIDES = `
with charges as (
  select model_id, coalesce(charge.provider, (select provider from provider_costs where provider_costs.model_id = charge.model_id limit 1), 'unknown') as provider,
    charge.user_id, charge.amount, charge.short, coalesce(refund.amount, 0) as refunded, charge.created_at
  from credit_charges as charge left join credit_refunds as refund using (model_id)
  where charge.created_at >= :from and charge.created_at < :to
  union all
  select model_id, coalesce(provider, 'unknown'), user_id, charged, short, 0, settled_at
  from external_holds where state = 'captured' and settled_at >= :from and settled_at < :to
), sides as (
  select model_id, provider, coalesce(charges.user_id, cost.user_id) as user_id, charges.amount as charged, charges.short, charges.refunded,
    cost.amount as consumed, cost.unit, cost.outcome, coalesce(charges.created_at, cost.recorded_at) as at
  from charges full join (select * from provider_costs where recorded_at >= :from and recorded_at < :to) as cost using (model_id, provider)
)`;

export async function selectReconciliation(trx: Knex.Transaction, period: ReconciliationPeriod): Promise<ProviderReconciliation[]> {
  const { rows } = await trx.raw<{ rows: ProviderReconciliation[] }>(
    `${SIDES}
    select provider, max(unit) as unit, count(charged)::integer as models, coalesce(sum(charged), 0)::float8 as charged, coalesce(sum(short), 0)::float8 as short,
      coalesce(sum(refunded), 0)::float8 as refunded, count(consumed)::integer as tasks, coalesce(sum(consumed), 0)::float8 as consumed,
      (count(*) filter (where charged is null and consumed > 0))::integer as "unpaidTasks",
      coalesce(sum(consumed) filter (where charged is null), 0)::float8 as "unpaidConsumed",
      (count(*) filter (where consumed is null))::integer as "untoldModels"
    from sides group by provider, coalesce(unit, '') order by provider, coalesce(unit, '')`,
    { ...period },
  );
  return rows;
}

export async function selectMismatches(trx: Knex.Transaction, period: ReconciliationPeriod): Promise<ReconciliationMismatch[]> {
  const { rows } = await trx.raw<{ rows: ReconciliationMismatch[] }>(
    `${SIDES}
    select model_id as "modelId", user_id::text as "userId", provider, case when charged is null then 'consumed_not_charged' else 'charged_not_told' end as kind,
      charged, consumed::float8 as consumed, unit, outcome
    from sides where (charged is null and consumed > 0) or (consumed is null and charged > 0 and provider in (select provider from provider_costs))
    order by at desc, model_id limit ${MAX_MISMATCHES}`,
    { ...period },
  );
  return rows;
}

import type { Knex } from "knex";
import type { ProviderReconciliation, ReconciliationMismatch, ReconciliationPeriod } from "./reconcile-credits.ts";

const MAX_MISMATCHES = 1_000;

/**
 * Both sides of each model: in the period in which it was charged, and in the one in which its cost was told where nobody was charged for it. So
 * a pair is never torn apart, whichever side of a midnight a ledger of the host's has settled it on.
 */
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
  select model_id, provider, charges.user_id, charges.amount as charged, charges.short, charges.refunded, cost.amount as consumed, cost.unit, cost.outcome, charges.created_at as at
  from charges left join provider_costs as cost using (model_id, provider)
  union all
  select model_id, provider, user_id, null, null, null, amount, unit, outcome, recorded_at
  from provider_costs as cost where recorded_at >= :from and recorded_at < :to
    and not exists (select from credit_charges as charge where charge.model_id = cost.model_id and coalesce(charge.provider, cost.provider) = cost.provider)
    and not exists (select from external_holds as hold where hold.model_id = cost.model_id and hold.state = 'captured' and coalesce(hold.provider, cost.provider) = cost.provider)
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

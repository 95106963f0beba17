import type { FindingQueries } from "./findings-repository.ts";

/**
 * Invariants 3 to 5. Charges and the ledger outlive models and users, so what is compared with them is what is still there: a user who was
 * deleted has taken accounts, holds and grants along.
 */
export const CREDIT_FINDINGS = {
  success_not_charged: `
    select model.id as "modelId", model.user_id as "userId", hold.status as hold, hold.amount
    from product_3d_models model left join credit_charges charge on charge.model_id = model.id left join credit_holds hold on hold.model_id = model.id
      left join external_holds external on external.model_id = model.id and external.state in ('held', 'capture_due', 'captured')
    where model.status = 'SUCCEEDED' and charge.model_id is null and external.model_id is null`,
  charge_without_success: `
    select model.id as "modelId", model.user_id as "userId", model.status, charge.amount
    from credit_charges charge join product_3d_models model on model.id = charge.model_id where model.status <> 'SUCCEEDED'
    union all
    select model.id, model.user_id, model.status, external.amount
    from external_holds external join product_3d_models model on model.id = external.model_id where model.status <> 'SUCCEEDED' and external.state in ('capture_due', 'captured')`,
  charge_repeated: `
    select model_id as "modelId", (array_agg(user_id))[1] as "userId", count(*)::integer as charges, sum(amount)::float8 as amount
    from credit_charges group by model_id having count(*) > 1`,
  charge_not_in_ledger: `
    select model_id as "modelId", coalesce(charge.user_id, line.user_id) as "userId", charge.amount as charged, coalesce(line.amount, 0)::float8 as "inLedger"
    from (select model_id, (array_agg(user_id))[1] as user_id, sum(amount) as amount from credit_charges group by model_id) as charge
    full join (select model_id, (array_agg(user_id))[1] as user_id, -sum(amount) as amount from credit_ledger where kind = 'charge' group by model_id) as line using (model_id)
    where charge.amount is distinct from coalesce(line.amount, 0)`,
  charge_not_as_held: `
    select charge.model_id as "modelId", charge.user_id as "userId", charge.amount as charged, charge.short, hold.amount as held, hold.status as hold
    from credit_charges charge join credit_holds hold on hold.model_id = charge.model_id
    where hold.status <> 'captured' or hold.amount <> charge.amount + charge.short`,
  credits_of_another: `
    select model.id as "modelId", model.user_id as "userId", booked.what, booked.user_id as "bookedTo", booked.amount
    from (select model_id, user_id, 'charge' as what, amount from credit_charges union all select model_id, user_id, 'hold', amount from credit_holds
      union all select model_id, user_id, 'external hold', amount from external_holds) as booked
    join product_3d_models model on model.id = booked.model_id where model.user_id <> booked.user_id`,
  refund_not_in_ledger: `
    select model_id as "modelId", coalesce(refund.user_id, line.user_id) as "userId", refund.amount as refunded, coalesce(line.amount, 0)::float8 as "inLedger", charge.amount as charged
    from credit_refunds refund
    full join (select model_id, (array_agg(user_id))[1] as user_id, sum(amount) as amount from credit_ledger where kind = 'refund' group by model_id) as line using (model_id)
    left join credit_charges charge using (model_id)
    where refund.amount is distinct from coalesce(line.amount, 0) or refund.amount > charge.amount or refund.user_id <> charge.user_id`,
  ledger_not_as_grants: `
    select user_id as "userId", coalesce(line.amount, 0)::float8 as "inLedger", coalesce(grants.credits, 0)::float8 as "inGrants"
    from (select user_id, sum(amount) as amount from credit_ledger group by user_id) as line
    full join (select user_id, sum(credits) as credits from user_credits group by user_id) as grants using (user_id)
    where coalesce(line.amount, 0) <> coalesce(grants.credits, 0)`,
  held_not_as_holds: `
    select user_id as "userId", account.held as "inAccount", coalesce(hold.amount, 0)::float8 as "inHolds", coalesce(line.held, 0)::float8 as "inLedger"
    from credit_accounts account
    full join (select user_id, sum(amount) as amount from credit_holds where status = 'pending' group by user_id) as hold using (user_id)
    left join (select user_id, sum(held_change) as held from credit_ledger group by user_id) as line using (user_id)
    where coalesce(account.held, 0) <> coalesce(hold.amount, 0) or account.held <> coalesce(line.held, 0)`,
  hold_left_open: `
    select hold.model_id as "modelId", hold.user_id as "userId", hold.amount, coalesce(model.status, 'DELETED') as status
    from credit_holds hold left join product_3d_models model on model.id = hold.model_id
    where hold.status = 'pending' and (model.id is null or model.status in ('SUCCEEDED', 'FAILED', 'EXPIRED'))
      and not exists (select from generation_batch_items item where item.held_as = hold.model_id and item.status in ('WAITING', 'STARTING'))`,
  model_without_hold: `
    select model.id as "modelId", model.user_id as "userId", model.status, hold.status as hold
    from product_3d_models model left join credit_holds hold on hold.model_id = model.id
      left join external_holds external on external.model_id = model.id and external.state = 'held'
    where model.status in ('PENDING', 'IN_PROGRESS') and hold.status is distinct from 'pending' and external.model_id is null`,
  external_hold_left_open: `
    select external.model_id as "modelId", external.user_id as "userId", external.ledger, external.amount, coalesce(model.status, 'DELETED') as status
    from external_holds external left join product_3d_models model on model.id = external.model_id
    where external.state = 'held' and (model.id is null or model.status in ('SUCCEEDED', 'FAILED', 'EXPIRED'))`,
  external_hold_not_settled: `
    select model_id as "modelId", user_id as "userId", ledger, state, amount, attempts, last_error as error, coalesce(due_at, created_at) as since
    from external_holds where state in ('opening', 'capture_due', 'release_due') and coalesce(due_at, created_at) < :at::timestamptz - interval '1 hour'`,
  usage_below_holds: `
    select usage.period, usage.starts_at as "startsAt", usage.amount::float8 as "inUsage", held.amount::float8 as "inHolds"
    from credit_usage usage, lateral (select (usage.starts_at at time zone 'UTC' + ('1 ' || usage.period)::interval) at time zone 'UTC' as at) as ends, lateral (
      select (select coalesce(sum(amount), 0) from credit_holds where created_at >= usage.starts_at and created_at < ends.at and (status in ('pending', 'captured') or is_spent))
        + (select coalesce(sum(amount), 0) from external_holds where created_at >= usage.starts_at and created_at < ends.at and (state in ('opening', 'held', 'capture_due', 'captured') or is_spent)) as amount) as held
    where usage.starts_at = date_trunc(usage.period, :at::timestamptz, 'UTC') and usage.amount < held.amount
      and exists (select from credit_usage where period = 'month' and starts_at = date_trunc('month', :at::timestamptz, 'UTC'))`,
  grant_not_written_off: `select id as "grantId", user_id as "userId", credits, plan_type as plan, expires_at as "expiresAt" from user_credits where status = 'expired' and credits > 0`,
  grant_below_zero: `select id as "grantId", user_id as "userId", credits from user_credits where credits < 0`,
} as const satisfies FindingQueries;

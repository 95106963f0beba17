import type { Mutation } from "./mutation.ts";

const MOVEMENTS = "migrations/0012-credit-movements.ts";
const HOLDS = "migrations/credit-release-functions.ts";
const USAGE = "migrations/credit-usage-functions.ts";
const LIMITS = "packages/server/src/credits/credit-limits.test.ts";
const SUBSCRIPTIONS = "migrations/credit-subscription-functions.ts";
const PLANS = "packages/server/src/credits/credit-plans.test.ts";
const CREDITS = "packages/server/src/credits/credit-service.test.ts";
const EXTERNAL = "packages/server/src/credits/external/settle-external-holds.test.ts";
const MODEL = "packages/server/src/credits/credit-model.test.ts";
const OPERATIONS = "packages/server/test/operations.test.ts";

const EXPIRY_LOCKED = `  v_held integer := model_3d_lock_credit_account(p_user);
  v_grant record;
  v_expired integer := 0;
begin
  for v_grant in
    select id, credits, plan_type from user_credits as ending
    where user_id = p_user and status = 'active' and expires_at <= p_at
      and not exists (select from credit_holds where user_id = p_user and credit_holds.status = 'pending' and credit_holds.created_at < ending.expires_at)
    order by created_at, id for update`;

/** Locks and comparisons of the functions that move credits, and of the places that they are taken for. */
export const CREDIT_MUTATIONS: readonly Mutation[] = [
  {
    name: "a hold that is captured whatever became of it",
    file: MOVEMENTS,
    find: "  if v_hold.status is distinct from 'pending' then\n    return jsonb_build_object('kind', 'not_held');",
    replace: "  if v_hold.status is null then\n    return jsonb_build_object('kind', 'not_held');",
    tests: [CREDITS, MODEL],
  },
  {
    name: "a hold that is released twice",
    file: HOLDS,
    find: "  where model_id = p_model and user_id = p_user and status = 'pending' returning * into v_hold;",
    replace: "  where model_id = p_model and user_id = p_user returning * into v_hold;",
    tests: [CREDITS, MODEL],
  },
  {
    name: "a host's limit that is read without holding its row",
    file: USAGE,
    find: "  perform from credit_usage where period = 'month' and starts_at = v_month for update;\n  if not found then\n    perform",
    replace: "  perform from credit_usage where period = 'month' and starts_at = v_month;\n  if not found then\n    perform",
    tests: [LIMITS],
  },
  {
    name: "a host's limit that is summed while others hold and release",
    file: USAGE,
    find: "    perform pg_advisory_xact_lock(${USAGE_LOCK});\n",
    replace: "",
    tests: [LIMITS],
  },
  {
    name: "a sum of the host's that is believed though holds went past it",
    file: USAGE,
    find: "  delete from credit_usage where period = 'month' and starts_at = date_trunc('month', p_at, 'UTC');\n",
    replace: "",
    tests: [LIMITS],
  },
  {
    name: "a deletion that gives back what a service was asked for",
    file: "packages/server/src/models/model-service.ts",
    find: "const isSpent = row.finishedAt === null && (await stopGeneration(context, trx, row));",
    replace: "const isSpent = row.finishedAt === null && (await stopGeneration(context, trx, row)) && row.version < 0;",
    tests: ["packages/server/test/limits-and-deletions.test.ts", OPERATIONS],
  },
  {
    name: "a user's limit that nobody heeds",
    file: USAGE,
    find: "      if v_used + p_amount > v_limit then\n        return jsonb_build_object('kind', 'limited', 'scope', case when v_is_host",
    replace: "      if v_is_host and v_used + p_amount > v_limit then\n        return jsonb_build_object('kind', 'limited', 'scope', case when v_is_host",
    tests: [PLANS, MODEL, OPERATIONS],
  },
  {
    name: "grants in the order of the words for them",
    file: "migrations/credit-sql.ts",
    find: "order by coalesce(chosen_rank, rank), created_at",
    replace: "order by plan_type, created_at",
    tests: [CREDITS, PLANS, MODEL],
  },
  {
    name: "a reset for each period that was missed, and each worker",
    file: SUBSCRIPTIONS,
    find: "  select * into v_plan from credit_subscriptions where user_id = p_user and period_ends_at <= p_at for update;",
    replace: "  select * into v_plan from credit_subscriptions where user_id = p_user;",
    tests: [PLANS, MODEL, OPERATIONS],
  },
  {
    name: "grants that expire under a hold",
    file: SUBSCRIPTIONS,
    find: "      and not exists (select from credit_holds where user_id = p_user and credit_holds.status = 'pending' and credit_holds.created_at < ending.expires_at)\n",
    replace: "",
    tests: [PLANS, MODEL, OPERATIONS],
  },
  {
    name: "a roll-over that is forgotten",
    file: SUBSCRIPTIONS,
    find: "    update user_credits set credits = credits + v_plan.allowance",
    replace: "    update user_credits set credits = v_plan.allowance",
    tests: [MODEL, OPERATIONS],
  },
  {
    name: "grants that are written off by two workers at once",
    file: SUBSCRIPTIONS,
    find: EXPIRY_LOCKED,
    replace: EXPIRY_LOCKED.replace("model_3d_lock_credit_account(p_user)", "0").replace(" for update", ""),
    tests: [PLANS],
  },
  {
    name: "grants that are spent before they start",
    file: "migrations/credit-sql.ts",
    find: "(starts_at is null or starts_at <= p_at) and (expires_at",
    replace: "(expires_at",
    tests: [MODEL, OPERATIONS],
  },
  {
    name: "a movement under a key that is made again",
    file: "migrations/credit-grant-functions.ts",
    find: "    if found then\n      return v_result;\n    end if;\n  end if;`;",
    replace: "    p_key := null;\n  end if;`;",
    tests: [PLANS, OPERATIONS],
  },
  {
    name: "a hold that nobody gives back when its deadline has passed",
    file: "packages/server/src/generations/settle-generation.ts",
    find: '    await context.modelCredits.release(trx, {',
    replace: '    if (status !== "EXPIRED") await context.modelCredits.release(trx, {',
    tests: [OPERATIONS],
  },
  {
    name: "a second click that a limit refuses",
    file: "packages/server/src/generations/start-generation.ts",
    find: '"credit_limit_reached", "too_many_generations"]',
    replace: '"too_many_generations"]',
    tests: ["packages/server/test/places.test.ts"],
  },
  {
    name: "places that are counted and not held",
    file: "packages/server/src/generations/take-place.ts",
    find: "  await lockStarts(trx, userId);\n",
    replace: "",
    tests: ["packages/server/test/places.test.ts"],
  },
  {
    name: "a right to submit that is not fenced",
    file: "packages/server/src/providers/provider-account-repository.ts",
    find: "where provider = :provider and submission = :submission and submitting_model is not null",
    replace: "where provider = :provider and submitting_model is not null and :submission::bigint is not null",
    tests: ["packages/server/src/generations/claim-submission.test.ts"],
  },
  {
    name: "a hold in the host's ledger that many workers settle at once",
    file: "packages/server/src/credits/external/external-hold-repository.ts",
    find: "and ${IS_DUE} and next_try_at <= ? and ledger = ? returning",
    replace: "and ${IS_DUE} and ?::timestamptz is not null and ledger = ? returning",
    tests: [EXTERNAL],
  },
  {
    name: "a hold in the host's ledger that nobody looks for when its process has died",
    file: "packages/server/src/credits/external/external-hold-repository.ts",
    find: "const IS_DUE = \"state in ('opening', 'capture_due', 'release_due')\";",
    replace: "const IS_DUE = \"state in ('capture_due', 'release_due')\";",
    tests: [EXTERNAL],
  },
];

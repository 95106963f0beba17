import { CREDIT_MUTATIONS } from "./credit-mutations.ts";
import { DOOR_MUTATIONS } from "./door-mutations.ts";
import type { Mutation } from "./mutation.ts";

const CREDITS = "packages/server/src/credits/credit-service.test.ts";
const MODELS = "packages/server/src/models/model-repository.test.ts";
const PROOF = "packages/server/src/webhooks/proof-before-reading.test.ts";
const GUARDS = "packages/server/src/check/database-guards.test.ts";
const DEADLOCKS = "packages/server/src/db/deadlocks.test.ts";
const ROWS = "packages/server/src/db/row-level-security.test.ts";

/** Every guard that is taken away, one at a time. */
export const MUTATIONS: readonly Mutation[] = [
  ...CREDIT_MUTATIONS,
  ...DOOR_MUTATIONS,
  {
    name: "no lock on the credit account",
    file: "migrations/0003-credit-functions.ts",
    find: "  select held into v_held from credit_accounts where user_id = p_user for update;\n  if not found then",
    replace: "  select held into v_held from credit_accounts where user_id = p_user;\n  if not found then",
    tests: [CREDITS],
  },
  {
    name: "a deadlock that fails whomever it hits",
    file: "packages/server/src/db/database-error.ts",
    find: "return code === \"40001\" || code === \"40P01\";",
    replace: "return code === \"40001\";",
    tests: [DEADLOCKS],
  },
  {
    name: "a read that ends a deadlock and is not read again",
    file: "packages/server/src/db/open-database.ts",
    find: "withRetries(options, () => readAsUser(userId, query))",
    replace: "readAsUser(userId, query)",
    tests: [DEADLOCKS],
  },
  {
    name: "several holds for one model",
    file: "migrations/0002-credits.ts",
    find: "model_id uuid not null constraint credit_holds_one_per_model unique",
    replace: "model_id uuid not null",
    tests: [GUARDS, CREDITS],
  },
  {
    name: "credits below zero",
    file: "migrations/0002-credits.ts",
    find: "      constraint user_credits_credits_in_range check (credits >= 0),\n      constraint user_credits_plan_type_known check (plan_type in ('subscription', 'one_time')),\n      constraint user_credits_status_known check (status in ('active', 'expired'))\n    );",
    replace: "      constraint user_credits_credits_in_range check (true),\n      constraint user_credits_plan_type_known check (plan_type in ('subscription', 'one_time')),\n      constraint user_credits_status_known check (status in ('active', 'expired'))\n    );",
    tests: [GUARDS],
  },
  {
    name: "a ledger that can be rewritten",
    file: "migrations/0002-credits.ts",
    find: "create trigger credit_ledger_append_only before update or delete on public.credit_ledger for each row execute",
    replace: "create trigger credit_ledger_append_only before update or delete on public.credit_ledger for each row when (false) execute",
    tests: [GUARDS],
  },
  {
    name: "two lines of one charge from one grant",
    file: "migrations/0002-credits.ts",
    find: "create unique index credit_ledger_one_charge_per_grant",
    replace: "create index credit_ledger_one_charge_per_grant",
    tests: [GUARDS],
  },
  {
    name: "no lock on the version counter",
    file: "migrations/0004-models.ts",
    find: "  insert into product_3d_model_versions as counter (user_id, source_type, source_id, last_version)\n  values (new.user_id, new.source_type, new.source_id, 1)\n  on conflict (user_id, source_type, source_id) do update set last_version = counter.last_version + 1\n  returning last_version into new.version;",
    replace: "  select coalesce(max(version), 0) + 1 into new.version from product_3d_models where (user_id, source_type, source_id) = (new.user_id, new.source_type, new.source_id);",
    tests: [MODELS],
  },
  {
    name: "two active versions",
    file: "migrations/0004-models.ts",
    find: "create unique index product_3d_models_one_active",
    replace: "create index product_3d_models_one_active",
    tests: [GUARDS],
  },
  {
    name: "two generations of one source at once",
    file: "migrations/0004-models.ts",
    find: "create unique index product_3d_models_one_in_progress",
    replace: "create index product_3d_models_one_in_progress",
    tests: [GUARDS, MODELS],
  },
  {
    name: "a final state that changes",
    file: "migrations/0004-models.ts",
    find: "  if new.status <> old.status and (",
    replace: "  if false and (",
    tests: [GUARDS, MODELS],
  },
  {
    name: "no compare-and-set on the status",
    file: "packages/server/src/models/model-repository.ts",
    find: "       finished_at = :finishedAt\n     where id = :modelId and ${NOT_FINAL} returning *`",
    replace: "       finished_at = :finishedAt\n     where id = :modelId returning *`",
    tests: [MODELS],
  },
  {
    name: "progress that falls",
    file: "migrations/0004-models.ts",
    find: "  if new.progress < old.progress then",
    replace: "  if false then",
    tests: [GUARDS],
  },
  {
    name: "a failure that keeps its hold",
    file: "packages/server/src/generations/settle-generation.ts",
    find: "    await context.modelCredits.release(trx, {",
    replace: "    if (model.version < 0) await context.modelCredits.release(trx, {",
    tests: ["packages/server/test/service-tasks.test.ts"],
  },
  {
    name: "credits given back before the deletion that they belong to",
    file: "packages/server/src/models/model-service.ts",
    find: 'const release = await context.modelCredits.release(trx, { userId, modelId, reason: "the version was deleted while it was being made", isSpent: true, at });',
    replace: 'const release = await context.database.asService((alone) => context.modelCredits.release(alone, { userId, modelId, reason: "the version was deleted while it was being made", isSpent: true, at }));',
    tests: ["packages/server/test/kill-at-statement.test.ts"],
  },
  {
    name: "row level security that the owner passes",
    file: "migrations/row-level-security.ts",
    find: "alter table public.${table} force row level security;",
    replace: "",
    tests: [ROWS],
  },
  {
    name: "users who write",
    file: "migrations/row-level-security.ts",
    find: "grant select on public.${table} to model_3d_user;",
    replace: "grant select, update on public.${table} to model_3d_user;\ncreate policy ${table}_own_changes on public.${table} for update using (${own});",
    tests: [ROWS],
  },
  {
    name: "rows of everybody",
    file: "migrations/row-level-security.ts",
    // Two policies say it, each enough by itself: the table's own, and the one that a host's policies cannot loosen.
    find: 'export const IS_OWN = "user_id = (select public.model_3d_current_user_id())";',
    replace: 'export const IS_OWN = "user_id is not null";',
    tests: [ROWS],
  },
  {
    name: "an identity that outlives its transaction",
    file: "packages/server/src/db/identity.ts",
    find: "${toLiteral(userId)}, true), set_config('role', ${toLiteral(role)}, true)",
    replace: "${toLiteral(userId)}, false), set_config('role', ${toLiteral(role)}, false)",
    tests: ["packages/server/src/db/open-database.test.ts", ROWS],
  },
  {
    name: "literal addresses that nobody judges",
    file: "packages/server/src/files/check-target.ts",
    find: "if (addresses.length === 0 || !addresses.every(mayConnect))",
    replace: "if (addresses.length === 0 || (isIP(url.hostname) === 0 && !addresses.every(mayConnect)))",
    tests: ["packages/server/src/files/guarded-fetch-attacks.test.ts", "packages/server/src/files/guarded-fetch.test.ts"],
  },
  {
    name: "one good address among bad ones is enough",
    file: "packages/server/src/files/check-target.ts",
    find: "!addresses.every(mayConnect)",
    replace: "!addresses.some(mayConnect)",
    tests: ["packages/server/src/files/guarded-fetch-attacks.test.ts", "packages/server/src/files/guarded-fetch.test.ts"],
  },
  {
    name: "webhooks that are read before they are proven",
    file: "packages/server/src/webhooks/receive-webhook.ts",
    find: "  if (!(await isProven(context, provider, provider.webhook, delivery))) {",
    replace: "  readNews(provider.webhook, delivery);\n  if (!(await isProven(context, provider, provider.webhook, delivery))) {",
    tests: [PROOF, "packages/server/src/webhooks/receive-webhook.test.ts"],
  },
  {
    name: "webhooks without proof",
    file: "packages/server/src/webhooks/receive-webhook.ts",
    find: "  if (!(await isProven(context, provider, provider.webhook, delivery))) {",
    replace: "  if ((await isProven(context, provider, provider.webhook, delivery)) === null) {",
    tests: [PROOF, "packages/server/src/webhooks/receive-webhook.test.ts"],
  },
  {
    name: "secrets of other lengths compared as they are",
    file: "packages/server/src/providers/webhook-proofs/is-same-bytes.ts",
    find: "timingSafeEqual(digest(a), digest(b))",
    replace: "timingSafeEqual(Buffer.from(a), Buffer.from(b))",
    tests: ["packages/server/src/providers/webhook-proofs/webhook-proofs.test.ts"],
  },
  {
    name: "a repeated request that is done again",
    file: "packages/server/src/http/idempotency-repository.ts",
    find: '  if (inserted.length > 0) return { kind: "claimed" };',
    replace: '  if (inserted.length >= 0) return { kind: "claimed" };',
    tests: ["packages/server/test/idempotency.test.ts"],
  },
  {
    name: "a check that does not look again",
    file: "packages/server/src/files/compare-storage.ts",
    find: "for (const row of gone) if (stored.has(row.key)) await onMissing(row);",
    replace: "for (const row of gone) if (stored) await onMissing(row);",
    tests: ["packages/server/src/check/check-files.test.ts"],
  },
  {
    name: "a storage that is emptied by mistake",
    file: "packages/server/src/check/repair-findings.ts",
    find: "  if (named === 0) throw",
    replace: "  if (named < 0) throw",
    tests: ["packages/server/src/check/check-files.test.ts"],
  },
];

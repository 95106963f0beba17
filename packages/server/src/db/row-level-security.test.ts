import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { captureHold, grantCredits, holdCredits } from "../credits/credit-service.ts";
import { appendEvent } from "../events/event-repository.ts";
import { insertModel } from "../models/model-repository.ts";
import type { Database } from "./open-database.ts";
import { TABLES } from "./roles.ts";

/** Tables without rows of users. */
const PRIVATE = ["model_3d_migrations", "model_3d_secrets", "provider_accounts", "webhook_inbox", "host_events", "host_event_deliveries", "host_event_endpoints", "rate_limits", "credit_usage", "external_ledgers", "provider_costs", "generation_lines", "generation_turns", "model_changes", "operator_actions"];
const OWNED = TABLES.filter((table) => !PRIVATE.includes(table));

describe.each(DATABASE_KINDS)("row level security on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  const [ann, bob] = [randomUUID(), randomUUID()];
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
    database = test.database;
    for (const userId of [ann, bob]) await fillEveryTable(database, userId);
    await database.asService(async (trx) => {
      await trx("product_3d_models").update({ status: "IN_PROGRESS", task_id: trx.raw("id::text") });
      await trx("operator_actions").insert({ operator_id: "ann", action: "webhook.replay", subject: "1", reason: "test" });
    });
    await database.asService((trx) => trx("model_3d_secrets").insert({ name: "link", value: "secret" }));
    await database.asService(async (trx) => {
      await trx("provider_accounts").insert({ provider: "meshy" });
      await trx("webhook_inbox").insert({ id: randomUUID(), provider: "meshy", task_id: "t", report: "{}", body: "{}", received_at: new Date() });
      const [event] = await trx("host_events").insert({ type: "model.deleted", user_id: ann, data: "{}" }).returning("id");
      await trx("host_event_deliveries").insert({ event_id: event.id, endpoint: "https://shop.example/hooks", next_try_at: new Date() });
      await trx("host_event_endpoints").insert({ url: "https://shop.example/hooks" });
      await trx("rate_limits").insert({ name: "n", spent_until: new Date(), window_ms: 1 });
      await trx("external_ledgers").insert({ name: "billing", is_in_use: true });
      await trx("generation_lines").insert({ provider: "local" });
      await trx("generation_turns").insert({ provider: "local", user_id: ann, pass: 0, weight: 1, waiting_since: new Date() });
      await trx("credit_usage").insert({ period: "day", starts_at: new Date(), amount: 1 });
      await trx("provider_tasks").where({ user_id: ann }).update({ state: "ended", outcome: "SUCCEEDED", cost_amount: 20, cost_unit: "Meshy credits" });
    });
  });
  afterAll(() => test?.remove());

  const catalogue = async <Row>(sql: string) => (await database.knex.raw<{ rows: Row[] }>(sql)).rows;

  it("knows every table that there is", async () => {
    const rows = await catalogue<{ relname: string }>("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')");
    expect(rows.map(({ relname }) => relname).sort()).toEqual([...TABLES].sort());
  });

  it.each(OWNED)("shows a user the own rows of %s only, without any WHERE, and nobody any row without an identity", async (table) => {
    const count = (rows: { count: number }[]) => rows[0]?.count;
    const sql = `select count(*)::integer as count from ${table}`;
    const all = count((await database.asService((trx) => trx.raw(sql))).rows);
    const mine = count(await database.readAsUser<{ count: number }>(ann, database.knex.raw(sql)));
    const others = count((await database.asUser(bob, (trx) => trx.raw(sql))).rows);
    expect(mine).toBeGreaterThan(0);
    expect(all).toBe((mine ?? 0) + (others ?? 0));
    expect(count(await database.readAsUser<{ count: number }>(randomUUID(), database.knex.raw(sql)))).toBe(0);
    expect(count(await database.readAsUser<{ count: number }>("", database.knex.raw(sql)))).toBe(0);
    if (table === "model_input_images") return;
    const users = await database.readAsUser<{ user_id: string }>(ann, database.knex.raw(`select distinct user_id from ${table}`));
    expect(users).toEqual([{ user_id: ann }]);
  });

  it.each(PRIVATE)("shows no user anything of %s", async (table) => {
    await expect(database.readAsUser(ann, database.knex.raw(`select * from ${table}`))).rejects.toThrow(/permission denied/);
    expect((await database.asService((trx) => trx.raw(`select * from ${table}`))).rows.length).toBeGreaterThan(0);
  });

  it.each(TABLES)("lets a user write nothing in %s", async (table) => {
    const columns = await catalogue<{ attname: string }>(`select attname from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''`);
    const statements = [`insert into ${table} default values`, `delete from ${table}`, `truncate ${table}`, ...columns.map(({ attname }) => `update ${table} set ${attname} = default`)];
    for (const statement of statements) await expect(database.asUser(ann, (trx) => trx.raw(statement)), statement).rejects.toThrow(/permission denied/);
  });

  it("lets a user call none of the functions that move credits", async () => {
    const calls = [
      `model_3d_grant_credits('${ann}', 1000, 'one_time', 'mine', null, null, false)`,
      `model_3d_capture_hold('${bob}', '${randomUUID()}', true)`,
      `model_3d_release_hold('${ann}', '${randomUUID()}', 'mine', 'released')`,
      `model_3d_hold_credits('${bob}', '${randomUUID()}', 1, null, true)`,
      `model_3d_lock_credit_account('${bob}')`,
      `model_3d_grant_credits('${ann}', 1000, 'one_time', 'mine', null, null, null, null, false, null)`,
      `model_3d_correct_credits('${ann}', 1000, 'mine', 'ann', null, now())`,
      `model_3d_refund_charge('${randomUUID()}', null, 'mine', 'ann', now())`,
      `model_3d_open_external_hold('${bob}', '${randomUUID()}', 'billing', 1, true, now(), now(), null)`,
      `model_3d_reach_credit_limit('${bob}', 1, now(), '{}')`,
      `model_3d_subscribe_credits('${ann}', 1000, 'month', null, true, now())`,
    ];
    for (const call of calls) await expect(database.asUser(ann, (trx) => trx.raw(`select ${call}`)), call).rejects.toThrow(/permission denied/);
  });

  it("is on and forced on every table, with policies", async () => {
    const bare = await catalogue(`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and not (relrowsecurity and relforcerowsecurity and exists (select from pg_policy where polrelid = pg_class.oid))`);
    expect(bare).toEqual([]);
  });

  it("has no function without a fixed search_path, no view, and no function that anybody may call but the one that says who is asking", async () => {
    expect(await catalogue("select proname from pg_proc where pronamespace = 'public'::regnamespace and not coalesce(array_to_string(proconfig, ' ') like '%search_path=%', false)")).toEqual([]);
    expect(await catalogue("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')")).toEqual([]);
    const callable = await catalogue("select proname from pg_proc where pronamespace = 'public'::regnamespace and has_function_privilege('model_3d_user', oid, 'EXECUTE')");
    expect(callable).toEqual([{ proname: "model_3d_current_user_id" }]);
  });
});

async function fillEveryTable(database: Database, userId: string): Promise<void> {
  await database.asService(async (trx) => {
    const [modelId, key] = [randomUUID(), `images/${randomUUID()}`];
    await grantCredits(trx, { userId, amount: 50, planType: "one_time", reason: "test" });
    await holdCredits(trx, { userId, modelId, amount: 10, expiresAt: null });
    await captureHold(trx, { userId, modelId });
    await insertModel(trx, { id: modelId, userId, sourceType: "product", sourceId: randomUUID(), provider: "local", taskId: null, inputImages: {}, options: {}, warnings: [] });
    await appendEvent(trx, userId, { type: "credits.changed", balance: 40, held: 0, available: 40, low: false });
    await trx("stored_files").insert({ key, user_id: userId, kind: "source_image", image_id: randomUUID() });
    await trx("model_input_images").insert({ model_id: modelId, view: "front", file_key: key });
    await trx("model_exports").insert({ model_id: modelId, user_id: userId, format: "stl", options: "{}", options_hash: "h", product_name: "chair", expires_at: new Date() });
    await trx("model_archives").insert({ user_id: userId, format: "glb", name: "chairs", models: "[]", content_hash: "h", expires_at: new Date() });
    const [batch] = await trx("generation_batches").insert({ user_id: userId }).returning("id");
    await trx("generation_batch_items").insert({ batch_id: batch.id, position: 0, user_id: userId, source_type: "product", source_id: randomUUID(), image_urls: "{}", provider: "local", cost: 10 });
    await trx("generation_batch_images").insert({ batch_id: batch.id, position: 0, view: "front", user_id: userId, file_key: key });
    await trx("idempotency_keys").insert({ user_id: userId, key: "k", route: "r", body_hash: "h" });
    await trx("provider_tasks").insert({ model_id: modelId, user_id: userId, provider: "meshy" });
    await trx("credit_refunds").insert({ model_id: modelId, user_id: userId, amount: 1, reason: "test", actor: "test" });
    await trx("credit_subscriptions").insert({ user_id: userId, allowance: 1, period: "month", anchor_at: new Date(), roll_over: false, period_ends_at: new Date() });
    await trx("external_holds").insert({ model_id: modelId, user_id: userId, ledger: "billing", amount: 1 });
    await trx("credit_operations").insert({ user_id: userId, key: "k", kind: "grant", amount: 1, result: "{}" });
    await trx("provider_files").insert({ model_id: modelId, name: "model.glb", user_id: userId, provider: "meshy", kind: "glb", content_type: "model/gltf-binary", url: "https://a.example/m", url_sha256: "h" });
  });
}

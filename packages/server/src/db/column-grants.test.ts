import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TABLES } from "./roles.ts";

/**
 * Every column of every table that has rows of users: those that its user reads, and those that are the host's. Whoever adds a column writes it
 * down here, on the side where it belongs: what a provider costs, what went wrong inside, and what the host's billing calls things are no user's business.
 */
const COLUMNS: Readonly<Record<string, { user: string; host: string }>> = {
  user_credits: { user: "id user_id credits plan_type status created_at updated_at allowance period_ends_at expires_at rank starts_at chosen_rank", host: "" },
  credit_accounts: { user: "user_id held updated_at is_low", host: "" },
  credit_holds: { user: "id user_id model_id amount status expires_at created_at settled_at is_spent", host: "" },
  credit_charges: { user: "model_id user_id amount short created_at provider", host: "" },
  credit_refunds: { user: "model_id user_id amount reason actor created_at", host: "" },
  credit_ledger: { user: "id user_id kind amount held_change grant_id model_id reason actor created_at", host: "" },
  credit_subscriptions: { user: "user_id allowance period anchor_at roll_over period_ends_at grant_id ends_with_period created_at updated_at", host: "" },
  credit_operations: { user: "user_id kind amount created_at", host: "key result terms" },
  external_holds: { user: "model_id number user_id amount state reason charged short created_at settled_at", host: "ledger allow_short reference provider attempts next_try_at last_error due_at is_spent" },
  product_3d_model_versions: { user: "user_id source_type source_id last_version real_size", host: "" },
  product_3d_models: {
    user: "id user_id source_type source_id provider task_id status progress model_urls thumbnail_url texture_urls input_images task_error version is_active options warnings attempts created_at updated_at finished_at real_size report thumbnails turntable photo_match",
    host: "",
  },
  model_event_streams: { user: "user_id last_event_id", host: "" },
  model_events: { user: "user_id event_id type data created_at", host: "" },
  stored_files: { user: "key user_id kind image_id model_id view name content_type bytes sha256 width height state created_at updated_at is_in_use", host: "" },
  model_input_images: { user: "model_id view file_key", host: "" },
  model_exports: { user: "id model_id user_id format options product_name status progress file_key card failure created_at updated_at finished_at expires_at", host: "options_hash attempts last_error for_archive" },
  model_archives: { user: "id user_id format name models status file_key reason created_at updated_at finished_at expires_at missing", host: "content_hash attempts batch_id read_at" },
  generation_batches: { user: "id user_id name status pause_reason paused_by created_at updated_at finished_at", host: "priority public_url" },
  generation_batch_items: { user: "batch_id position user_id source_type source_id name image_urls options cost status model_id reason created_at updated_at started_at finished_at", host: "provider wanted_provider held_as attempts" },
  generation_batch_images: { user: "batch_id position view user_id file_key", host: "" },
  idempotency_keys: { user: "user_id key route body_hash state status response created_at updated_at", host: "" },
  provider_tasks: {
    user: "model_id user_id provider state task_id queue_place outcome submitted_at ended_at created_at updated_at",
    host: "fallbacks handle attempts not_before submitting_since submission_ended_at looks next_look_at asked_at streamed_until abandoned late_outcome cost_amount cost_unit last_error submission first_unanswered_at last_unanswered_at recheck_at stray_task_ids overdue_look_at doubt doubted_since traceparent cause",
  },
  provider_files: {
    user: "model_id name user_id provider kind content_type texture_set texture_map url url_sha256 expires_at state created_at updated_at",
    host: "attempts next_attempt_at last_error refused_as refusals alerted_at refused_since",
  },
};

const words = (text: string) => text.split(" ").filter(Boolean);
const HIDDEN = Object.entries(COLUMNS).flatMap(([table, { host }]) => words(host).map((column) => [table, column] as const));

describe.each(DATABASE_KINDS)("columns on %s", (kind) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
  });
  afterAll(() => test?.remove());

  async function readableOf(table: string): Promise<{ user: string[]; host: string[] }> {
    const { rows } = await test.database.knex.raw<{ rows: { name: string; readable: boolean }[] }>(
      "select attname as name, has_column_privilege('model_3d_user', attrelid, attnum, 'SELECT') as readable from pg_attribute where attrelid = to_regclass('public.' || ?) and attnum > 0 and not attisdropped order by attname",
      [table],
    );
    const named = (readable: boolean) => rows.filter((row) => row.readable === readable).map(({ name }) => name);
    return { user: named(true), host: named(false) };
  }

  it.each(TABLES)("of %s are a user's or the host's as they are written down here, each of them (what a user may not read is a decision, and a new column too)", async (table) => {
    const { user, host } = await readableOf(table);
    const decided = COLUMNS[table];
    if (decided === undefined) return expect(user).toEqual([]);
    expect(user).toEqual(words(decided.user).sort());
    expect(host).toEqual(words(decided.host).sort());
  });

  it.each(HIDDEN)("the host's %s.%s is refused to its user in SQL, alone and among all", async (table, column) => {
    const ask = (sql: string) => test.database.readAsUser(randomUUID(), test.database.knex.raw(sql));
    await expect(ask(`select ${column} from ${table}`)).rejects.toThrow(/permission denied/);
    await expect(ask(`select 1 from ${table} where ${column} is not null`)).rejects.toThrow(/permission denied/);
    await expect(ask(`select * from ${table}`)).rejects.toThrow(/permission denied/);
  });
});

import { randomUUID } from "node:crypto";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FINDINGS, FINDING_NAMES, INVARIANTS, type FindingName } from "./findings.ts";
import { openCheckBench, type CheckBench, type MadeModel } from "./test/open-check-bench.ts";

interface Breach {
  readonly finding: FindingName;
  /** Two versions of one source, the second active, and one that failed, one that goes on, each of a source of its own. */
  readonly sql: (made: { first: MadeModel; second: MadeModel; failed: MadeModel; open: MadeModel; userId: string }) => string;
  /** What keeps such rows out of the tables, to be taken away and put back. */
  readonly guard?: readonly [away: string, back: string];
  /** What is found with it, because it follows. */
  readonly also?: readonly FindingName[];
  /** What an operator does about it where no repair can. */
  readonly undo?: (made: { first: MadeModel; second: MadeModel; failed: MadeModel; open: MadeModel; userId: string }) => string;
}

/** A model whose credits a ledger of the host's holds in place of our tables. */
const heldElsewhere = ({ modelId, userId }: MadeModel, state: string, age = "0") => `delete from credit_holds where model_id = '${modelId}'; update credit_accounts set held = (select coalesce(sum(amount), 0) from credit_holds where user_id = '${userId}' and status = 'pending') where user_id = '${userId}';
  update credit_ledger set held_change = 0 where model_id = '${modelId}' and kind in ('hold', 'release');
  insert into external_holds (model_id, user_id, ledger, amount, state, created_at) values ('${modelId}', '${userId}', 'billing', 10, '${state}', now() - interval '${age}')`;
const delivery = (columns: string, values: string) => `insert into webhook_inbox (id, provider, task_id, report, body, received_at${columns}) values (gen_random_uuid(), 'stub', '`.concat(values);
/** A batch with an item in each of these states, as `position, status, model_id, held_as, reason, finished_at`. */
const batch = (userId: string, columns: { status: string; finished?: string; age?: string }, items: readonly string[]) => `insert into generation_batches (id, user_id, status, finished_at, updated_at) values ('${BATCH}', '${userId}', '${columns.status}', ${columns.finished ?? "null"}, now() - interval '${columns.age ?? "0"}');
  ${items.map((item) => `insert into generation_batch_items (batch_id, user_id, source_type, source_id, image_urls, provider, cost, position, status, model_id, held_as, reason, finished_at) values ('${BATCH}', '${userId}', 'product', gen_random_uuid(), '{}', 'stub', 10, ${item})`).join(";")}`;
const BATCH = "b0000000-0000-4000-8000-000000000001";
const forgetBatch = () => `delete from generation_batch_items where batch_id = '${BATCH}'; delete from generation_batches where id = '${BATCH}'`;
const REPORT = `'{"status":"PENDING","queuePlace":null}', '{}'`;

const BREACHES: readonly Breach[] = [
  {
    finding: "several_active",
    guard: ["drop index product_3d_models_one_active", "create unique index product_3d_models_one_active on product_3d_models (user_id, source_type, source_id) where is_active"],
    sql: ({ first }) => `update product_3d_models set is_active = true where id = '${first.modelId}'`,
  },
  {
    finding: "active_not_succeeded",
    guard: ["alter table product_3d_models drop constraint product_3d_models_active_succeeded", "alter table product_3d_models add constraint product_3d_models_active_succeeded check (not is_active or status = 'SUCCEEDED')"],
    sql: ({ failed }) => `update product_3d_models set is_active = true where id = '${failed.modelId}'`,
  },
  { finding: "none_active", sql: ({ second }) => `update product_3d_models set is_active = false where id = '${second.modelId}'` },
  {
    finding: "version_repeated",
    guard: ["drop index product_3d_models_one_version", "create unique index product_3d_models_one_version on product_3d_models (user_id, source_type, source_id, version)"],
    sql: ({ second }) => `update product_3d_models set version = 1 where id = '${second.modelId}'`,
    undo: ({ second }) => `update product_3d_models set version = 2 where id = '${second.modelId}'`,
  },
  {
    finding: "version_out_of_order",
    sql: ({ second }) => `update product_3d_models set created_at = created_at - interval '1 hour' where id = '${second.modelId}'`,
    undo: ({ second }) => `update product_3d_models set created_at = created_at + interval '1 hour' where id = '${second.modelId}'`,
  },
  { finding: "version_counter_behind", sql: ({ first }) => `update product_3d_model_versions set last_version = 1 where source_id = '${first.sourceId}'` },
  { finding: "version_counter_behind", sql: ({ first }) => `delete from product_3d_model_versions where source_id = '${first.sourceId}'` },
  {
    finding: "success_not_charged",
    sql: ({ first }) => `delete from credit_charges where model_id = '${first.modelId}'; update credit_ledger set kind = 'correction' where model_id = '${first.modelId}' and kind = 'charge'`,
    undo: ({ first, userId }) => `insert into credit_charges (model_id, user_id, amount) values ('${first.modelId}', '${userId}', 10); update credit_ledger set kind = 'charge' where model_id = '${first.modelId}' and kind = 'correction'`,
  },
  {
    finding: "charge_without_success",
    sql: ({ failed, userId }) => `insert into credit_charges (model_id, user_id, amount) values ('${failed.modelId}', '${userId}', 0); update credit_holds set status = 'captured', amount = 0 where model_id = '${failed.modelId}'`,
    undo: ({ failed }) => `delete from credit_charges where model_id = '${failed.modelId}'`,
  },
  {
    finding: "charge_repeated",
    guard: ["alter table credit_charges drop constraint credit_charges_pkey cascade", "alter table credit_charges add primary key (model_id)"],
    sql: ({ first, userId }) => `insert into credit_charges (model_id, user_id, amount, short) values ('${first.modelId}', '${userId}', 0, 10)`,
    undo: ({ first }) => `delete from credit_charges where model_id = '${first.modelId}' and amount = 0`,
  },
  {
    finding: "charge_not_in_ledger",
    sql: ({ first }) => `update credit_charges set amount = 9, short = 1 where model_id = '${first.modelId}'`,
    undo: ({ first }) => `update credit_charges set amount = 10, short = 0 where model_id = '${first.modelId}'`,
  },
  {
    finding: "charge_not_as_held",
    sql: ({ first }) => `update credit_holds set amount = 11 where model_id = '${first.modelId}'`,
    undo: ({ first }) => `update credit_holds set amount = 10 where model_id = '${first.modelId}'`,
  },
  {
    finding: "ledger_not_as_grants",
    sql: ({ userId }) => `update user_credits set credits = credits + 5 where user_id = '${userId}'`,
    undo: ({ userId }) => `update user_credits set credits = credits - 5 where user_id = '${userId}'`,
  },
  { finding: "held_not_as_holds", sql: ({ userId }) => `update credit_accounts set held = held + 3 where user_id = '${userId}'` },
  { finding: "held_not_as_holds", sql: ({ userId }) => `insert into credit_ledger (user_id, kind, amount, held_change) values ('${userId}', 'correction', 0, 7)` },
  { finding: "hold_left_open", also: ["success_not_charged"], sql: ({ open }) => `update product_3d_models set status = 'SUCCEEDED', is_active = true, finished_at = now() where id = '${open.modelId}'` },
  { finding: "hold_left_open", sql: ({ open }) => `update product_3d_models set status = 'EXPIRED', finished_at = now() where id = '${open.modelId}'` },
  { finding: "hold_left_open", sql: ({ open }) => `delete from product_3d_models where id = '${open.modelId}'` },
  {
    finding: "model_without_hold",
    sql: ({ open, userId }) => `update credit_holds set status = 'released', settled_at = now() where model_id = '${open.modelId}'; update credit_accounts set held = held - 10 where user_id = '${userId}';
      insert into credit_ledger (user_id, kind, amount, held_change, model_id) values ('${userId}', 'release', 0, -10, '${open.modelId}')`,
    undo: ({ open }) => `update product_3d_models set status = 'FAILED', finished_at = now() where id = '${open.modelId}'`,
  },
  { finding: "external_hold_left_open", sql: ({ open }) => `${heldElsewhere(open, "held")}; update product_3d_models set status = 'SUCCEEDED', is_active = true, finished_at = now() where id = '${open.modelId}'` },
  { finding: "external_hold_left_open", sql: ({ open }) => `${heldElsewhere(open, "held")}; update product_3d_models set status = 'FAILED', finished_at = now() where id = '${open.modelId}'` },
  { finding: "external_hold_left_open", sql: ({ open }) => `${heldElsewhere(open, "held")}; delete from product_3d_models where id = '${open.modelId}'` },
  {
    finding: "external_hold_not_settled",
    sql: ({ failed }) => heldElsewhere(failed, "release_due", "2 hours"),
    undo: ({ failed }) => `delete from external_holds where model_id = '${failed.modelId}'`,
  },
  {
    finding: "charge_without_success",
    sql: ({ failed }) => heldElsewhere(failed, "capture_due"),
    undo: ({ failed }) => `delete from external_holds where model_id = '${failed.modelId}'`,
  },
  {
    finding: "success_not_charged",
    sql: ({ open }) => `${heldElsewhere(open, "release_due")}; update product_3d_models set status = 'SUCCEEDED', is_active = true, finished_at = now() where id = '${open.modelId}'`,
    undo: ({ open }) => `update external_holds set state = 'capture_due' where model_id = '${open.modelId}'`,
  },
  {
    finding: "model_without_hold",
    sql: ({ open }) => heldElsewhere(open, "release_due"),
    undo: ({ open }) => `update product_3d_models set status = 'FAILED', finished_at = now() where id = '${open.modelId}'`,
  },
  {
    finding: "grant_below_zero",
    guard: ["alter table user_credits drop constraint user_credits_credits_in_range", "alter table user_credits add constraint user_credits_credits_in_range check (credits >= 0)"],
    sql: ({ userId }) => `update user_credits set credits = credits - 200 where user_id = '${userId}'; insert into credit_ledger (user_id, kind, amount) values ('${userId}', 'correction', -200)`,
    undo: ({ userId }) => `update user_credits set credits = credits + 200 where user_id = '${userId}'; insert into credit_ledger (user_id, kind, amount) values ('${userId}', 'correction', 200)`,
  },
  ...["credit_charges", "credit_holds"].map((table): Breach => ({
    finding: "credits_of_another",
    sql: ({ first }) => `update ${table} set user_id = gen_random_uuid() where model_id = '${first.modelId}'`,
    undo: ({ first, userId }) => `update ${table} set user_id = '${userId}' where model_id = '${first.modelId}'`,
  })),
  {
    finding: "file_of_another",
    sql: ({ first }) => `update stored_files set user_id = gen_random_uuid() where model_id = '${first.modelId}'`,
    undo: ({ first, userId }) => `update stored_files set user_id = '${userId}' where model_id = '${first.modelId}'`,
  },
  {
    finding: "refund_not_in_ledger",
    sql: ({ first, userId }) => `insert into credit_refunds (model_id, user_id, amount, reason, actor) values ('${first.modelId}', '${userId}', 99, 'x', 'x')`,
    undo: ({ first }) => `delete from credit_refunds where model_id = '${first.modelId}'`,
  },
  {
    finding: "grant_not_written_off",
    sql: ({ userId }) => `update user_credits set status = 'expired' where user_id = '${userId}'`,
    undo: ({ userId }) => `update user_credits set status = 'active' where user_id = '${userId}'`,
  },
  { finding: "usage_below_holds", sql: () => "insert into credit_usage (period, starts_at, amount) values ('month', date_trunc('month', now(), 'UTC'), 0)" },
  { finding: "delivery_without_reason", sql: ({ first }) => delivery(", state, reason, settled_at", `task ${first.modelId}', ${REPORT}, now(), 'given_up', ' ', now())`) },
  { finding: "delivery_without_outcome", sql: ({ first }) => delivery(", state, outcome, settled_at", `task ${first.modelId}', ${REPORT}, now(), 'applied', '', now())`) },
  { finding: "delivery_forgotten", sql: ({ first }) => delivery("", `task ${first.modelId}', ${REPORT}, now() - interval '2 hours')`) },
  { finding: "delivery_forgotten", sql: () => delivery("", `nobody''s task', ${REPORT}, now() - interval '26 hours')`) },
  {
    finding: "model_names_no_file",
    sql: ({ first }) => `update product_3d_models set thumbnail_url = 'thumbnail.png' where id = '${first.modelId}'`,
    undo: ({ first }) => `update product_3d_models set thumbnail_url = null where id = '${first.modelId}'`,
  },
  {
    finding: "export_names_no_file",
    sql: ({ first, userId }) => `insert into model_exports (model_id, user_id, format, options, options_hash, product_name, status, finished_at, expires_at) values ('${first.modelId}', '${userId}', 'stl', '{}', 'h', 'chair', 'SUCCEEDED', now(), now())`,
  },
  { finding: "export_file_left", sql: ({ first, userId }) => `insert into stored_files (key, user_id, kind, model_id, name, state, created_at, updated_at) values ('model-files/${first.modelId}/x/export-x.stl', '${userId}', 'model_file', '${first.modelId}', 'export-x.stl', 'stored', now(), now())`, also: ["file_missing"] },
  { finding: "archive_names_no_file", sql: ({ userId }) => `insert into model_archives (user_id, format, name, models, content_hash, status, finished_at, expires_at) values ('${userId}', 'stl', 'all', '[]', 'h', 'SUCCEEDED', now(), now())` },
  { finding: "archive_file_left", sql: ({ first, userId }) => `insert into stored_files (key, user_id, kind, name, state, created_at, updated_at) values ('archives/${first.modelId}.zip', '${userId}', 'archive', 'all', 'stored', now(), now())`, also: ["file_missing"] },
  { finding: "batch_item_untold", sql: ({ failed, userId }) => batch(userId, { status: "RUNNING" }, [`0, 'IN_PROGRESS', '${failed.modelId}', null, null, null`]), undo: forgetBatch },
  { finding: "batch_item_untold", sql: ({ userId }) => batch(userId, { status: "CANCELLED" }, ["0, 'IN_PROGRESS', null, null, null, null"]), undo: forgetBatch },
  {
    finding: "batch_cancelled_waits",
    // What was held for a model that never came is held for the item.
    sql: ({ open, userId }) => `${batch(userId, { status: "CANCELLED" }, [`0, 'WAITING', null, '${open.modelId}', null, null`, "1, 'STARTING', null, null, null, null"])}; delete from product_3d_models where id = '${open.modelId}'`,
    undo: forgetBatch,
  },
  { finding: "batch_not_ended", sql: ({ first, userId }) => batch(userId, { status: "RUNNING", age: "2 hours" }, [`0, 'SUCCEEDED', '${first.modelId}', null, null, now() - interval '2 hours'`]), undo: forgetBatch },
  { finding: "batch_ended_early", sql: ({ open, userId }) => batch(userId, { status: "DONE", finished: "now()" }, [`0, 'IN_PROGRESS', '${open.modelId}', null, null, null`]), undo: forgetBatch },
  { finding: "batch_items_lost", sql: ({ open, userId }) => batch(userId, { status: "RUNNING" }, [`2, 'IN_PROGRESS', '${open.modelId}', null, null, null`]), undo: forgetBatch },
];
const STORAGE_FINDINGS = ["file_missing", "file_unnamed"];

const SET_UPS = [...DATABASE_KINDS.map((kind) => [kind, "uuid"] as const), ["postgres", "text"] as const];

describe.each(SET_UPS)("check() on %s with ids of users of type %s", (kind, userIdType) => {
  let bench: CheckBench;
  beforeAll(async () => {
    bench = await openCheckBench(kind, userIdType);
  });
  afterAll(() => bench.close());

  async function population() {
    const userId = await bench.user();
    const sourceId = randomUUID();
    const first = await bench.make("SUCCEEDED", { userId, sourceId });
    return { userId, first, second: await bench.make("SUCCEEDED", { userId, sourceId }), failed: await bench.make("FAILED", { userId }), open: await bench.make("IN_PROGRESS", { userId }) };
  }

  it("finds nothing wrong with what the program has done, and says what it looked at", async () => {
    await population();
    const seen: number[] = [];
    const report = await bench.check({ onProgress: ({ done }) => seen.push(done) });
    expect(report).toMatchObject({ holds: true, repaired: [] });
    expect(report.invariants.map(({ invariant, title }) => ({ invariant, title }))).toEqual(INVARIANTS);
    expect(report.invariants.filter(({ broken, rows, whatToDo }) => broken > 0 || rows.length > 0 || whatToDo !== "")).toEqual([]);
    expect(report.invariants.find(({ invariant }) => invariant === 1)?.checked).toBeGreaterThanOrEqual(4);
    expect(report.invariants.find(({ invariant }) => invariant === 7)?.checked).toBeGreaterThanOrEqual(2);
    expect([...new Set(seen)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it.each(BREACHES.map((breach, index) => [breach.finding, index] as const))("finds %s (case %i), that row and nothing else, and repairs it or leaves it to a person", async (finding, index) => {
    const { sql, guard, also = [], undo } = BREACHES[index] as Breach;
    const made = await population();
    if (guard) await bench.test.database.knex.raw(guard[0]);
    await bench.break(sql(made));
    try {
      const { holds, invariants } = await bench.check();
      expect(holds).toBe(false);
      const rows = invariants.flatMap((one) => one.rows);
      expect(rows.map((row) => row.finding).sort()).toEqual([finding, ...also].sort());
      expect(invariants.filter(({ broken }) => broken > 0).map(({ invariant }) => invariant)).toEqual([...new Set([finding, ...also].map((name) => FINDINGS[name].invariant))].sort());
      expect(invariants.find(({ invariant }) => invariant === FINDINGS[finding].invariant)?.whatToDo).toContain(FINDINGS[finding].whatToDo);
      const ids = Object.values(made).flatMap((one) => (typeof one === "string" ? [one] : [one.modelId, one.sourceId]));
      if (FINDINGS[finding].invariant !== 6 && finding !== "usage_below_holds") expect(rows.every((row) => ids.some((id) => JSON.stringify(row).includes(id)))).toBe(true);

      const repaired = await bench.check({ repair: true });
      expect(repaired.holds).toBe(FINDINGS[finding].isRepairable);
      expect(repaired.repaired.map((one) => [one.finding, one.repaired])).toEqual(FINDINGS[finding].isRepairable ? [[finding, 1]] : []);
      expect(bench.log.some((line) => line.msg === "What the check found was repaired" && line.finding === finding)).toBe(FINDINGS[finding].isRepairable);
    } finally {
      if (undo) await bench.break(undo(made));
      if (guard) await bench.test.database.knex.raw(guard[1]);
    }
    expect(await bench.found()).toEqual([]);
  });

  it("has a case for every finding", () => {
    expect(new Set([...BREACHES.map(({ finding }) => finding as string), ...STORAGE_FINDINGS])).toEqual(new Set(FINDING_NAMES));
  });

  it("repairs by the program's own rules: the newest version is shown, an open hold is charged or given back, the ledger says so", async () => {
    const { first, second, open, userId } = await population();
    const other = await bench.make("IN_PROGRESS", { userId });
    await bench.break(`update product_3d_models set is_active = false where source_id = '${first.sourceId}';
      update product_3d_models set status = 'SUCCEEDED', is_active = true, finished_at = now() where id = '${open.modelId}';
      update product_3d_models set status = 'FAILED', finished_at = now() where id = '${other.modelId}';
      update credit_accounts set held = 0 where user_id = '${userId}'`);
    expect((await bench.check({ repair: true })).holds).toBe(true);
    expect(await bench.rows(`select id from product_3d_models where is_active and source_id = '${first.sourceId}'`)).toEqual([{ id: second.modelId }]);
    expect(await bench.rows(`select amount, short from credit_charges where model_id = '${open.modelId}'`)).toEqual([{ amount: 10, short: 0 }]);
    expect(await bench.rows(`select sum(amount)::integer as left, sum(held_change)::integer as held from credit_ledger where user_id = '${userId}'`)).toEqual([{ left: 70, held: 0 }]);
    expect(await bench.rows(`select status from credit_holds where model_id = '${other.modelId}'`)).toEqual([{ status: "released" }]);
  });

  it("writes a correction with its reason and actor where what is held moves", async () => {
    const { userId } = await population();
    await bench.break(`insert into credit_ledger (user_id, kind, amount, held_change) values ('${userId}', 'correction', 0, 7)`);
    await bench.check({ repair: true });
    expect(await bench.rows(`select kind, amount, held_change, actor from credit_ledger where user_id = '${userId}' and actor is not null`)).toEqual([{ kind: "correction", amount: 0, held_change: -7, actor: "check" }]);
  });

  it("gives a delivery that was repaired a job", async () => {
    const { first } = await population();
    const before = await bench.jobs("process-webhook");
    await bench.break(delivery(", state, reason, settled_at", `task ${first.modelId}', ${REPORT}, now(), 'given_up', '', now())`));
    await bench.check({ repair: true });
    expect(await bench.jobs("process-webhook")).toBe(before + 1);
    expect(await bench.rows("select id from webhook_inbox where state = 'given_up' and reason = ''")).toEqual([]);
  });

  it("counts all rows that are broken and shows as many as it is asked for", async () => {
    const { userId } = await population();
    const more = [await bench.make("SUCCEEDED", { userId }), await bench.make("SUCCEEDED", { userId }), await bench.make("SUCCEEDED", { userId })];
    await bench.break(`update product_3d_models set is_active = false where id in (${more.map(({ modelId }) => `'${modelId}'`).join()})`);
    const { invariants } = await bench.check({ limit: 2 });
    expect(invariants[0]).toMatchObject({ broken: 3, rows: [{ finding: "none_active" }, { finding: "none_active" }] });
    expect((await bench.check({ repair: true, limit: 1 })).repaired).toMatchObject([{ finding: "none_active", repaired: 3, rows: [{ finding: "none_active" }] }]);
    for (const limit of [0, -1, 1.5, 10_001, Number.NaN]) await expect(bench.check({ limit })).rejects.toThrow(RangeError);
  });

  it("ends when it is told to", async () => {
    const stop = new AbortController();
    const running = bench.check({ signal: stop.signal, onProgress: ({ done }) => done === 2 && stop.abort(new Error("enough")) });
    await expect(running).rejects.toThrow("enough");
  });

  it("leaves alone what is in the making: files that are written or removed, deliveries that wait, photos that nobody uses yet", async () => {
    const { open, first, userId } = await population();
    await bench.break(`insert into stored_files (key, user_id, kind, model_id, name, state) values
        ('model-files/${open.modelId}/${randomUUID()}/model.glb', '${userId}', 'model_file', '${open.modelId}', 'model.glb', 'writing'),
        ('model-files/${first.modelId}/${randomUUID()}/old.glb', '${userId}', 'model_file', '${first.modelId}', 'old.glb', 'deleting');
      ${delivery("", `task ${open.modelId}', ${REPORT}, now() - interval '50 minutes')`)}; ${delivery("", `not yet known', ${REPORT}, now() - interval '20 hours')`)}`);
    await bench.context.files.writeFile({ userId, kind: "model_file", modelId: open.modelId, name: "half.glb", contentType: "model/gltf-binary", source: Buffer.from("glb"), maxBytes: 100 });
    await bench.context.files.writeFile({ userId, kind: "source_image", name: "front", view: "front", contentType: "image/png", source: Buffer.from("photo"), maxBytes: 100 });
    await bench.storage.write(`model-files/${randomUUID()}/young.glb`, Buffer.from("young"), { contentType: "model/gltf-binary", maxBytes: 100 });
    expect(await bench.found()).toEqual([]);
  });
});

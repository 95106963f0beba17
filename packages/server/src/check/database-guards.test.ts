import { randomUUID } from "node:crypto";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violatedConstraint } from "../db/database-error.ts";
import { openCheckBench, type CheckBench, type MadeModel } from "./test/open-check-bench.ts";

type Made = { first: MadeModel; second: MadeModel; open: MadeModel; userId: string };

/** What the tables themselves refuse the program, should its own code ever go wrong. */
const REFUSED: readonly [what: string, constraint: string | null, sql: (made: Made) => string][] = [
  ["a second hold for one model", "credit_holds_one_per_model", ({ first, userId }) => `insert into credit_holds (user_id, model_id, amount) values ('${userId}', '${first.modelId}', 10)`],
  ["a second charge for one model", "credit_charges_pkey", ({ first, userId }) => `insert into credit_charges (model_id, user_id, amount) values ('${first.modelId}', '${userId}', 10)`],
  [
    "a second line of one charge from one grant",
    "credit_ledger_one_charge_per_grant",
    ({ first }) => `insert into credit_ledger (user_id, kind, amount, grant_id, model_id) select user_id, kind, amount, grant_id, model_id from credit_ledger where model_id = '${first.modelId}' and kind = 'charge'`,
  ],
  ["a grant below zero", "user_credits_credits_in_range", ({ userId }) => `update user_credits set credits = -1 where user_id = '${userId}'`],
  ["less than nothing held", "credit_accounts_held_check", ({ userId }) => `update credit_accounts set held = -1 where user_id = '${userId}'`],
  [
    "a second row for what a ledger of the host's holds",
    "external_holds_pkey",
    ({ open, userId }) => `insert into external_holds (model_id, user_id, ledger, amount) values ('${open.modelId}', '${userId}', 'billing', 1), ('${open.modelId}', '${userId}', 'billing', 1)`,
  ],
  [
    "a charge of what is to be given back",
    "external_holds_allowed_move",
    ({ open, userId }) => `insert into external_holds (model_id, user_id, ledger, amount, state) values ('${open.modelId}', '${userId}', 'billing', 1, 'release_due'); update external_holds set state = 'capture_due' where model_id = '${open.modelId}'`,
  ],
  [
    "a hold of a ledger's that is forgotten",
    "external_holds_kept",
    ({ open, userId }) => `insert into external_holds (model_id, user_id, ledger, amount, state) values ('${open.modelId}', '${userId}', 'billing', 1, 'held'); delete from external_holds where model_id = '${open.modelId}'`,
  ],
  [
    "another amount than was held",
    "external_holds_identity_kept",
    ({ open, userId }) => `insert into external_holds (model_id, user_id, ledger, amount) values ('${open.modelId}', '${userId}', 'billing', 1); update external_holds set amount = 2 where model_id = '${open.modelId}'`,
  ],
  ["a second active version", "product_3d_models_one_active", ({ first }) => `update product_3d_models set is_active = true where id = '${first.modelId}'`],
  ["an active version that has not succeeded", "product_3d_models_active_succeeded", ({ open }) => `update product_3d_models set is_active = true where id = '${open.modelId}'`],
  ["a version number a second time", "product_3d_models_identity_kept", ({ second }) => `update product_3d_models set version = 1 where id = '${second.modelId}'`],
  [
    "a second generation of one source",
    "product_3d_models_one_in_progress",
    ({ open, userId }) => `insert into product_3d_models (user_id, source_type, source_id, input_images) values ('${userId}', 'product', '${open.sourceId}', '{}')`,
  ],
  ["an end that changes", "product_3d_models_allowed_move", ({ first }) => `update product_3d_models set status = 'FAILED' where id = '${first.modelId}'`],
  ["an end that is taken back", "product_3d_models_allowed_move", ({ first }) => `update product_3d_models set status = 'IN_PROGRESS', is_active = false, finished_at = null where id = '${first.modelId}'`],
  ["progress that falls", "product_3d_models_progress_kept", ({ first }) => `update product_3d_models set progress = progress - 1 where id = '${first.modelId}'`],
];

describe.each(DATABASE_KINDS)("the tables on %s refuse the service role", (kind) => {
  let bench: CheckBench;
  let made: Made;
  beforeAll(async () => {
    bench = await openCheckBench(kind, "uuid");
    const userId = await bench.user();
    const sourceId = randomUUID();
    const first = await bench.make("SUCCEEDED", { userId, sourceId });
    await bench.break(`update product_3d_models set progress = 100 where id = '${first.modelId}'`);
    made = { userId, first, second: await bench.make("SUCCEEDED", { userId, sourceId }), open: await bench.make("IN_PROGRESS", { userId }) };
  });
  afterAll(() => bench.close());

  const run = (sql: string) => bench.test.database.asService((trx) => trx.raw(sql));

  it.each(REFUSED)("%s", async (_what, constraint, sql) => {
    const error: unknown = await run(sql(made)).then(() => null, (refusal: unknown) => refusal);
    expect(violatedConstraint(error)).toBe(constraint);
  });

  it("a ledger that is rewritten, by its owner too", async () => {
    for (const sql of ["update credit_ledger set amount = 0", "delete from credit_ledger", "truncate credit_ledger"]) {
      await expect(bench.test.database.knex.raw(sql), sql).rejects.toThrow("only ever added to");
      await expect(run(sql), sql).rejects.toThrow("permission denied");
    }
  });

  it("and nothing of it has changed anything", async () => {
    expect(await bench.found()).toEqual([]);
  });
});

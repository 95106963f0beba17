import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import knex from "knex";
import { afterEach, describe, expect, it } from "vitest";
import { captureHold, holdCredits } from "../credits/credit-service.ts";
import { openHostCredits } from "../credits/open-host-credits.ts";
import { insertModel } from "../models/model-repository.ts";
import { assertRolesAreSafe } from "./assert-roles-are-safe.ts";
import { migrate } from "./migrate.ts";
import type { Database } from "./open-database.ts";

const tableOf = (extra = "") => `create table user_credits (id uuid primary key default gen_random_uuid(), user_id uuid not null, credits int not null default 0, plan_type text not null,
  status text not null default 'active', created_at timestamptz not null default now(), updated_at timestamptz not null default now()${extra})`;
const [ann, bob] = [randomUUID(), randomUUID()];
const clock = { now: () => new Date() };

describe.each(DATABASE_KINDS)("what a host adds to its database, on %s", (kind) => {
  let test: TestDatabase;
  afterEach(() => test.remove());
  const open = async (migrated: boolean): Promise<Database> => (test = await createTestDatabase({ kind, migrated })).database;
  const usersSeenBy = async (database: Database, userId: string, table: string) =>
    (await database.readAsUser<{ user_id: string }>(userId, database.knex.raw(`select distinct user_id from ${table}`))).map(({ user_id }) => user_id);

  it.each([
    ["that shows everybody all rows", "create policy support on TABLE for select using (true)"],
    ["that is for our user role", "create policy support on TABLE for all to model_3d_user using (true)"],
    ["in the place of ours", "drop policy TABLE_own_rows on TABLE; create policy TABLE_own_rows on TABLE for select using (true)"],
  ])("a policy %s opens no row of others to a user", async (_what, sql) => {
    const database = await open(true);
    for (const userId of [ann, bob]) {
      await openHostCredits({ database, clock }, { lowAt: 0 }).grant({ userId, amount: 5, planType: "one_time", reason: "test" });
      await database.asService((trx) => insertModel(trx, { id: randomUUID(), userId, sourceType: "product", sourceId: randomUUID(), provider: "local", taskId: null, inputImages: {}, options: {}, warnings: [] }));
    }
    for (const table of ["user_credits", "product_3d_models", "credit_ledger"]) {
      await database.knex.raw(sql.replaceAll("TABLE", table));
      expect(await usersSeenBy(database, ann, table), table).toEqual([ann]);
      expect(await usersSeenBy(database, "", table), table).toEqual([]);
    }
    await assertRolesAreSafe(database);
  });

  it.each([
    ["is gone", "drop policy product_3d_models_only_own_rows on product_3d_models"],
    ["was changed", "alter policy product_3d_models_only_own_rows on product_3d_models using (true)"],
    ["is another's", "alter policy product_3d_models_only_own_rows on product_3d_models to model_3d_service"],
  ])("the program does not start where the policy that keeps others from showing more %s", async (_what, sql) => {
    const database = await open(true);
    await database.knex.raw(sql);
    await expect(assertRolesAreSafe(database)).rejects.toThrow(/^The database role model_3d_user would let users reach rows of others: a policy is missing, or was changed, that keeps others from showing more: product_3d_models_only_own_rows on product_3d_models /);
  });

  it("the program does not start where our user role was let into a table that is no user's business", async () => {
    const database = await open(true);
    await database.knex.raw("grant select on model_3d_secrets to model_3d_user");
    await expect(assertRolesAreSafe(database)).rejects.toThrow(/model_3d_secrets_only_own_rows on model_3d_secrets/);
  });

  it("a policy on the host's own user_credits opens no row of others to a user, and the host's login sees all rows as before", async () => {
    const database = await open(false);
    await database.knex.raw(`${tableOf()}; alter table user_credits enable row level security; create policy readable on user_credits for select using (true)`);
    for (const userId of [ann, bob]) await database.knex.raw("insert into user_credits (user_id, credits, plan_type) values (?, 30, 'subscription')", [userId]);
    await migrate(database);
    await assertRolesAreSafe(database);
    expect(await usersSeenBy(database, ann, "user_credits")).toEqual([ann]);
    expect((await database.knex.raw("select user_id from user_credits")).rows).toHaveLength(2);
  });

  it.each(["rank integer", "rank smallint not null default 7", "rank bigint"])("a column `%s` of the host's does not change that subscription credits are spent first, in old rows and new", async (column) => {
    const database = await open(false);
    await database.knex.raw(`${tableOf(`, ${column}`)}; insert into user_credits (user_id, credits, plan_type, rank, updated_at) values ('${bob}', 20, 'one_time', 1, '2020-01-01'), ('${bob}', 5, 'subscription', 2, '2020-01-01')`);
    await migrate(database);
    expect((await database.knex.raw("select distinct updated_at::date::text as updated from user_credits")).rows).toEqual([{ updated: "2020-01-01" }]);
    const credits = openHostCredits({ database, clock }, { lowAt: 0 });
    await credits.topUp({ userId: ann, amount: 20, reason: "pack" });
    await credits.grant({ userId: ann, amount: 5, planType: "subscription", reason: "plan" });
    for (const userId of [ann, bob]) {
      const modelId = randomUUID();
      await database.asService((trx) => holdCredits(trx, { userId, modelId, amount: 10, expiresAt: null }));
      await database.asService((trx) => captureHold(trx, { userId, modelId }));
      const { grants } = await credits.balance(userId);
      expect(Object.fromEntries(grants.map(({ plan_type, credits: left }) => [plan_type, left])), userId).toEqual({ subscription: 0, one_time: 15 });
    }
    await database.knex.raw("update user_credits set plan_type = 'subscription' where plan_type = 'one_time'");
    expect((await database.knex.raw("select distinct chosen_rank from user_credits")).rows).toEqual([{ chosen_rank: 0 }]);
  });
});

describe("a user_credits without row level security, on real Postgres", () => {
  it("goes on for every login of the host that has a grant on it, whenever it was given, and for no page and no user", async () => {
    const test = await createTestDatabase({ kind: "postgres", migrated: false });
    const { database } = test;
    const [before, later] = [0, 1].map(() => `shop_${randomUUID().slice(0, 8)}`) as [string, string];
    const openAs = (login: string) => {
      const url = new URL(String(test.connection));
      [url.username, url.password] = [login, "x"];
      return knex({ client: "pg", connection: url.href });
    };
    await database.knex.raw(`${tableOf()}; create role ${before} login password 'x'; create role ${later} login password 'x'; grant select, insert, update, delete on user_credits to ${before}`);
    await database.knex.raw("insert into user_credits (user_id, credits, plan_type) values (?, 30, 'subscription'), (?, 30, 'subscription')", [ann, bob]);
    await migrate(database);
    await database.knex.raw(`grant select, insert, update, delete on user_credits to ${later}`);
    await assertRolesAreSafe(database);
    for (const login of [before, later]) {
      const shop = openAs(login);
      try {
        const userId = randomUUID();
        expect((await shop.raw("select credits from user_credits")).rows).toHaveLength(2);
        expect((await shop.raw("update user_credits set credits = credits + 1")).rowCount).toBe(2);
        expect((await shop.raw("insert into user_credits (user_id, credits, plan_type) values (?, 5, 'one_time')", [userId])).rowCount).toBe(1);
        expect((await shop.raw("delete from user_credits where user_id = ?", [userId])).rowCount).toBe(1);
      } finally {
        await shop.destroy();
      }
    }
    const credits = openHostCredits({ database, clock }, { lowAt: 0 });
    expect((await credits.balance(ann)).balance).toBe(32);
    expect((await credits.ledger(ann)).entries.map(({ amount }) => amount)).toEqual([1, 1, 30]);
    expect(await database.readAsUser(ann, database.knex.raw("select user_id from user_credits"))).toEqual([{ user_id: ann }]);
    await database.knex.raw(`drop owned by ${before}, ${later}; drop role ${before}, ${later}`);
    await test.remove();
  });
});

import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, describeSchema, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHostCredits } from "../credits/open-host-credits.ts";
import { startTestHost } from "../../test/start-test-host.ts";
import { findHostTableFaults } from "./host-table.ts";
import { migrate } from "./migrate.ts";
import { printMigrationsSql } from "./print-migrations-sql.ts";
import type { Database } from "./open-database.ts";

const COLUMNS: Readonly<Record<string, string>> = {
  id: "uuid primary key default gen_random_uuid()",
  user_id: "uuid not null",
  credits: "int not null default 0",
  plan_type: "text not null",
  status: "text not null default 'active'",
  created_at: "timestamptz not null default now()",
  updated_at: "timestamptz not null default now()",
};
const tableOf = (changed: Readonly<Record<string, string>> = {}, extra = "") => `create table user_credits (${Object.entries({ ...COLUMNS, ...changed }).map(([name, form]) => `${name} ${form}`).join(", ")}${extra})`;
const rowOf = (values: string) => `${tableOf({ credits: "int", created_at: "timestamptz default now()" })}; insert into user_credits (user_id, credits, plan_type, status) values ('${randomUUID()}', ${values})`;

/** What the host's table is like, and what is said of it. */
const UNFIT: readonly [string, string, string][] = [
  ["one row a user", tableOf({}, ", unique (user_id)"), "its unique key user_credits_user_id_key (user_id) allows one row where a user has several grants, each a row of its own: drop that key"],
  ["one row a user and plan", tableOf({}, ", unique (user_id, plan_type)"), "its unique key user_credits_user_id_plan_type_key (user_id, plan_type) allows one row"],
  ["one active subscription a user", `${tableOf()}; create unique index one on user_credits (user_id) where plan_type = 'subscription' and status = 'active'`, "its unique key one (user_id) allows one row"],
  ["one row a user and shop", tableOf({}, ", shop int not null default 1, unique (user_id, shop)"), "its unique key user_credits_user_id_shop_key (user_id, shop) allows one row"],
  ["a column that has to be given", tableOf({}, ", email text not null"), "its column email must be filled with each row, and this program does not know it: give it a default, or drop not null"],
  ["an id without default", tableOf({ id: "uuid primary key" }), "its column id has no default: alter table user_credits alter column id set default gen_random_uuid()"],
  ["a time without default", tableOf({ created_at: "timestamptz" }), "its column created_at has no default: alter table user_credits alter column created_at set default now()"],
  ["an end that may not be empty", tableOf({}, ", expires_at timestamptz not null"), "its column expires_at may not be empty, and often is: alter table user_credits alter column expires_at drop not null"],
  ["an end without a time", tableOf({}, ", expires_at date"), "its column expires_at is of type date and has to be timestamp with time zone: change it, or rename it"],
  ["an allowance with cents", tableOf({}, ", allowance numeric(10, 2)"), "its column allowance is of type numeric and has to be integer: change it, or rename it"],
  ["a rank in words", tableOf({}, ", rank text"), "its column rank is of type text and has to be a whole number: rename it"],
  ["a column that is called as ours", tableOf({}, ", chosen_rank smallint"), "its column chosen_rank stands where this program puts its own: rename it"],
  ["room for short words only", tableOf({ plan_type: "varchar(10) not null" }), "its column plan_type takes 10 characters and has to take 12"],
  ["a constraint that allows no empty grant", tableOf({ credits: "int not null default 1 check (credits > 0)" }), "its constraint user_credits_credits_check refuses what rows will hold"],
  ["a constraint with other words", tableOf({ status: "text not null default 'active' check (status in ('active', 'inactive'))" }), "its constraint user_credits_status_check refuses what rows will hold"],
  ["a debt", rowOf("-5, 'one_time', 'active'"), "1 of its rows have less than 0 credits: set them to 0"],
  ["another plan", rowOf("5, 'premium', 'active'"), "1 of its rows have a plan_type other than subscription and one_time: change it"],
  ["another status", rowOf("5, 'one_time', 'cancelled'"), "1 of its rows have a status other than active and expired: change it"],
  ["a row without credits", rowOf("null, 'one_time', 'active'"), "1 of its rows lack a user_id, credits, a plan_type, a status or a created_at: fill them in"],
];

describe.each(DATABASE_KINDS)("a user_credits of the host's, on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    test = await createTestDatabase({ kind, migrated: false });
    database = test.database;
  });
  afterEach(() => test.remove());

  it("that does not fit is refused in a sentence that says what to do, and nothing is changed: every form that breaks later, by the program and by the printed SQL", async () => {
    const [, guard = ""] = /-- 0002-credits\n\n(do \$migration\$.*?\n\$migration\$;)/s.exec(await printMigrationsSql()) ?? [];
    for (const [what, sql, fault] of UNFIT) {
      await database.knex.raw(sql);
      const before = await describeSchema(database);
      await expect(migrate(database), what).rejects.toThrow(`The migration 0002-credits failed and nothing was changed: The table user_credits that is already there cannot be used: ${fault}`);
      await expect(database.knex.raw(guard), what).rejects.toThrow(`cannot be used: ${fault}`);
      expect(await describeSchema(database), what).toBe(before);
      await database.knex.raw("drop table user_credits");
    }
  });

  it("says all that is wrong at once", async () => {
    await database.knex.raw(tableOf({ id: "uuid primary key" }, ", email text not null, unique (user_id)"));
    await expect(migrate(database)).rejects.toThrow(/its unique key .*; its column id has no default: .*; its column email must be filled .* Then run the migrations again\.$/);
  });

  it("that has keys, columns and constraints of its own which do no harm is taken, and every kind of grant works", async () => {
    await database.knex.raw(`${tableOf({ plan_type: "varchar(20) not null check (plan_type in ('subscription', 'one_time', 'trial'))" }, ", payment text unique, line bigint generated always as identity, shop int not null default 1, number serial, unique (user_id, number), unique (user_id, id), unique (user_id, payment), check (credits >= 0)")};
      insert into user_credits (user_id, credits, plan_type) values ('${randomUUID()}', 3, 'one_time')`);
    await migrate(database);
    expect(await findHostTableFaults(database)).toEqual([]);
    let now = new Date("2030-01-31T06:00:00Z");
    const credits = openHostCredits({ database, clock: { now: () => now } }, { lowAt: 0 });
    const userId = randomUUID();
    await credits.grant({ userId, amount: 10, planType: "one_time", reason: "x", expiresAt: new Date("2030-01-31T12:00:00Z") });
    for (const amount of [5, 6]) await credits.topUp({ userId, amount, reason: "pack" });
    await credits.subscribe({ userId, allowance: 100 });
    expect((await credits.balance(userId)).balance).toBe(121);
    now = new Date("2030-03-31T12:30:00Z");
    // The grant has ended, the plan has begun anew.
    expect((await credits.balance(userId)).balance).toBe(111);
  });
});

it("a user_credits that was taken by an earlier version, or was changed since, is named at every start, which goes on", async () => {
  const test = await createTestDatabase({ kind: "postgres", migrated: false });
  await test.database.knex.raw(tableOf());
  await migrate(test.database);
  await test.database.knex.raw("alter table user_credits add unique (user_id), add column email text not null");
  const lines: string[] = [];
  const host = await startTestHost({ database: test.connection, logger: pino({ level: "error" }, { write: (line: string) => void lines.push(line) }), withoutWorkers: true });
  await host.stop();
  expect(lines).toEqual([expect.stringContaining("The table user_credits, which is yours, does not fit, and credits will fail: its unique key user_credits_user_id_key (user_id)"), expect.stringContaining("its column email must be filled")]);
  await test.remove();
});

import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, describeSchema, type TestDatabase } from "@model-3d/test-utils/database";
import { afterEach, describe, expect, it } from "vitest";
import { grantCredits, readCredits, readLedger } from "../credits/credit-service.ts";
import { insertModel } from "../models/model-repository.ts";
import { DatabaseError } from "./database-error.ts";
import { migrate, migrateTo, pendingMigrations, rollback } from "./migrate.ts";
import { openDatabase, type Database } from "./open-database.ts";
import { printMigrationsSql } from "./print-migrations-sql.ts";
import { readMigrationStatus } from "./read-migration-status.ts";
import { resolveMigrations } from "./resolve-migrations.ts";
import { TABLES } from "./roles.ts";

const MODEL = { sourceType: "product", provider: "local", inputImages: {}, options: {}, warnings: [] } as const;

describe.each(DATABASE_KINDS)("migrations on %s", (kind) => {
  let test: TestDatabase | undefined;
  afterEach(async () => {
    await test?.remove();
    test = undefined;
  });
  const openEmpty = async (): Promise<Database> => (test = await createTestDatabase({ kind, migrated: false })).database;

  it("go up, down until nothing of ours is left, and up again", async () => {
    const database = await openEmpty();
    const before = await describeSchema(database);
    const names = await pendingMigrations(database);
    expect(names.length).toBeGreaterThan(0);
    expect(await migrate(database)).toEqual(names);
    const schema = await describeSchema(database);
    expect(await pendingMigrations(database)).toEqual([]);
    expect(await migrate(database)).toEqual([]);
    await database.asService((trx) => grantCredits(trx, { userId: randomUUID(), amount: 5, planType: "one_time", reason: "test" }));
    await database.asService((trx) => insertModel(trx, { ...MODEL, id: randomUUID(), userId: randomUUID(), sourceId: randomUUID(), taskId: null }));
    expect(await rollback(database)).toEqual(names.toReversed());
    expect(await describeSchema(database)).toBe(before);
    expect(await rollback(database)).toEqual([]);
    expect(await migrate(database)).toEqual(names);
    expect(await describeSchema(database)).toBe(schema);
  });

  it("go to any one, up and down, one at a time: each down leaves what was there before its up", async () => {
    const database = await openEmpty();
    const names = await pendingMigrations(database);
    const schemas = [await describeSchema(database)];
    for (const [index, name] of names.entries()) {
      expect(await migrateTo(database, index % 2 === 0 ? name : String(index + 1))).toEqual({ applied: [name], takenBack: [] });
      schemas.push(await describeSchema(database));
    }
    expect(await migrateTo(database, names.at(-1) ?? "")).toEqual({ applied: [], takenBack: [] });
    const additive = resolveMigrations({}).filter(({ isAdditive }) => isAdditive).map(({ name }) => name);
    expect(additive.length).toBeGreaterThan(0);
    // What says that it only adds takes no line of the schema away.
    for (const name of additive) {
      const [before = "", after = ""] = schemas.slice(names.indexOf(name));
      const lines = new Set(after.split("\n"));
      expect(before.split("\n").filter((line) => !lines.has(line)), name).toEqual([]);
    }
    const { rows } = await database.knex.raw<{ rows: { name: string }[] }>("select name from model_3d_migrations where is_additive order by name");
    expect(rows.map(({ name }) => name)).toEqual(additive);
    for (const [index, name] of [...names.entries()].reverse()) {
      expect(await migrateTo(database, String(index), { mayTakeBack: true })).toEqual({ applied: [], takenBack: [name] });
      expect(await describeSchema(database), name).toBe(schemas[index]);
    }
    expect(await migrateTo(database, "0")).toEqual({ applied: [], takenBack: [] });
  });

  it("take nothing back that nobody allowed, and say what the database has", async () => {
    const database = await openEmpty();
    const names = await pendingMigrations(database);
    expect(await readMigrationStatus(database)).toEqual({ applied: [], pending: names, unknown: [], refused: [] });
    await migrate(database);
    await expect(migrateTo(database, "2")).rejects.toThrow(/^The database is beyond 2: .*0003-credit-functions would be taken back, with all that is in their tables/);
    await expect(migrateTo(database, "99")).rejects.toThrow(/^There is no migration "99"\. The last one is /);
    expect(await pendingMigrations(database)).toEqual([]);
    await migrateTo(database, "26", { mayTakeBack: true });
    const status = await readMigrationStatus(database);
    expect(status).toMatchObject({ pending: names.slice(26), unknown: [] });
    expect(status.applied.map(({ name }) => name)).toEqual(names.slice(0, 26));
    await database.knex.raw("insert into model_3d_migrations (name) values ('9999-future')");
    expect(await readMigrationStatus(database)).toMatchObject({ unknown: ["9999-future"], refused: ["9999-future"] });
  });

  it("can be printed as SQL that takes them back, and up to one of them", async () => {
    const database = await openEmpty();
    const before = await describeSchema(database);
    await database.knex.raw((await printMigrationsSql({ to: "12" })).replaceAll("?", "\\?"));
    expect((await readMigrationStatus(database)).applied).toHaveLength(12);
    await database.knex.raw((await printMigrationsSql({ after: "12", to: "7" })).replaceAll("?", "\\?"));
    expect((await readMigrationStatus(database)).applied.at(-1)?.name).toMatch(/^0007-/);
    await database.knex.raw((await printMigrationsSql({ after: "0007-requests", to: "0" })).replaceAll("?", "\\?"));
    expect(await describeSchema(database)).toBe(before);
  });

  it("make the schema of the snapshot", async () => {
    const database = await openEmpty();
    await migrate(database);
    await expect(await describeSchema(database)).toMatchFileSnapshot("../../../../migrations/schema.sql");
  });

  it("can be printed as SQL that makes the same schema, with nothing pending afterwards", async () => {
    const database = await openEmpty();
    const sql = await printMigrationsSql();
    await database.knex.raw(sql.replaceAll("?", "\\?"));
    expect(await pendingMigrations(database)).toEqual([]);
    await expect(await describeSchema(database)).toMatchFileSnapshot("../../../../migrations/schema.sql");
  });

  it("take text ids, and delete everything of a user with the host's row", async () => {
    const database = await openEmpty();
    await database.knex.raw("create table members (id text primary key)");
    await database.knex.raw("insert into members values ('ann'), ('bob')");
    await migrate(database, { userIdType: "text", userTable: "members" });
    for (const userId of ["ann", "bob"]) {
      await database.asService(async (trx) => {
        await grantCredits(trx, { userId, amount: 5, planType: "one_time", reason: "test" });
        const { id } = await insertModel(trx, { ...MODEL, id: randomUUID(), userId, sourceId: randomUUID(), taskId: null });
        const key = `images/${userId}`;
        await trx.raw("insert into stored_files (key, user_id, kind, model_id) values (?, ?, 'source_image', ?)", [key, userId, id]);
        await trx.raw("insert into model_input_images values (?, 'front', ?)", [id, key]);
      });
    }
    await database.knex.raw("delete from members where id = 'ann'");
    const { rows } = await database.asService((trx) => trx.raw("select user_id from product_3d_models union all select user_id from user_credits union all select user_id from stored_files"));
    expect(rows).toEqual([{ user_id: "bob" }, { user_id: "bob" }, { user_id: "bob" }]);
    expect((await readLedger(database, "ann", { limit: 9 })).entries.map(({ amount }) => amount)).toEqual([-5, 5]);
    await rollback(database, { userIdType: "text", userTable: "members" });
    expect((await database.knex.raw("select id from members")).rows).toEqual([{ id: "bob" }]);
  });

  it("keep a user_credits table that the host has, complete it, and give it back", async () => {
    const database = await openEmpty();
    const userId = randomUUID();
    await database.knex.raw(`
      create table user_credits (id uuid primary key default gen_random_uuid(), user_id uuid not null, credits int not null, plan_type varchar(20) not null,
        status text not null default 'active', created_at timestamptz not null default now(), updated_at timestamptz not null default now(), note text);
      insert into user_credits (user_id, credits, plan_type, note) values ('${userId}', 40, 'one_time', 'from the shop');`);
    const before = await describeSchema(database);
    await migrate(database);
    await database.asService((trx) => grantCredits(trx, { userId, amount: 5, planType: "subscription", reason: "test" }));
    expect(await readCredits(database, userId, { cost: 1, lowAt: 0 })).toMatchObject({ balance: 45, grants: [{ credits: 5 }, { credits: 40 }] });
    expect((await readLedger(database, userId, { limit: 9 })).entries.map(({ amount, reason }) => [amount, reason])).toEqual([[5, "test"], [40, "opening balance"]]);
    await rollback(database);
    expect(await describeSchema(database)).toBe(before);
    expect((await database.knex.raw("select credits, note from user_credits order by credits")).rows).toEqual([{ credits: 5, note: null }, { credits: 40, note: "from the shop" }]);
  });

  it("say which columns a host's user_credits lacks, and leave nothing behind", async () => {
    const database = await openEmpty();
    await database.knex.raw("create table user_credits (id int, user_id uuid, credits int)");
    await expect(migrate(database)).rejects.toThrow(/^The migration 0002-credits failed and nothing was changed: The table user_credits .* lacks id \(uuid\), plan_type \(text\), status \(text\), created_at/);
    expect(await pendingMigrations(database)).not.toEqual([]);
    expect(await describeSchema(database)).not.toContain("model_3d");
  });

  it("refuse a user table that is no name, and a database that is newer", async () => {
    const database = await openEmpty();
    await expect(migrate(database, { userTable: "users; drop table users" })).rejects.toThrow(DatabaseError);
    await migrate(database);
    await database.knex.raw("insert into model_3d_migrations (name) values ('9999-future')");
    await expect(migrate(database)).rejects.toThrow(/newer than this program: it has had 9999-future/);
    await expect(pendingMigrations(database)).rejects.toThrow(/newer than this program/);
  });

  it("work with what a newer one has only added, as long as they lack nothing, and take none of it back", async () => {
    const database = await openEmpty();
    await migrate(database);
    await database.knex.raw("insert into model_3d_migrations (name, is_additive) values ('9998-next', true)");
    expect([await migrate(database), await pendingMigrations(database)]).toEqual([[], []]);
    expect(await readMigrationStatus(database)).toMatchObject({ pending: [], unknown: ["9998-next"], refused: [] });
    await expect(migrateTo(database, "2", { mayTakeBack: true })).rejects.toThrow(/newer than this program: it has had 9998-next/);
    await database.knex.raw("delete from model_3d_migrations where name = '0031-archives'");
    await expect(migrate(database)).rejects.toThrow(/newer than this program/);
  });

  it("read what a database has had of before there was a column for it, and add the column when there is something to do", async () => {
    const database = await openEmpty();
    await migrateTo(database, "28");
    await database.knex.raw("alter table model_3d_migrations drop column is_additive");
    expect((await readMigrationStatus(database)).applied).toHaveLength(28);
    expect((await migrate(database)).slice(0, 1)).toEqual(["0029-trace-context"]);
    expect((await database.knex.raw("select is_additive as own from model_3d_migrations where name = '0029-trace-context'")).rows).toEqual([{ own: true }]);
  });
});

describe("migrations on real Postgres", () => {
  it("may be started by many processes at once", async () => {
    const test = await createTestDatabase({ kind: "postgres", migrated: false });
    const databases = await Promise.all(Array.from({ length: 6 }, () => openDatabase({ connection: test.connection })));
    const applied = await Promise.all(databases.map((database) => migrate(database)));
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    await Promise.all(databases.map((database) => database.close()));
    await test.remove();
  });

  it("may run in several databases of a server at once, though roles belong to the server", async () => {
    const tests = await Promise.all(Array.from({ length: 4 }, () => createTestDatabase({ kind: "postgres", migrated: false })));
    await Promise.all(tests.map(({ database }) => migrate(database)));
    await Promise.all(tests.map(({ database }) => rollback(database)));
    await Promise.all(tests.map(({ database }) => migrate(database)));
    for (const { database } of tests) expect(await pendingMigrations(database)).toEqual([]);
    await Promise.all(tests.map((test) => test.remove()));
  });

  it("run under a login that is no superuser, and work for it afterwards", async () => {
    const test = await createTestDatabase({ kind: "postgres", migrated: false });
    const login = `login_${randomUUID().slice(0, 8)}`;
    const url = new URL(String(test.connection));
    await test.database.knex.raw(`create role ${login} login createrole password 'x'; grant create on schema public to ${login};`);
    [url.username, url.password] = [login, "x"];
    const database = await openDatabase({ connection: url.href });
    await migrate(database);
    const userId = randomUUID();
    await database.asService((trx) => grantCredits(trx, { userId, amount: 5, planType: "one_time", reason: "test" }));
    expect(await readCredits(database, userId, { cost: 1, lowAt: 0 })).toMatchObject({ balance: 5 });
    for (const table of TABLES.filter((name) => name !== "model_3d_migrations")) {
      // Not even the owner of the tables sees a row without an identity.
      expect((await database.knex.raw(`select count(*)::integer as count from ${table}`)).rows, table).toEqual([{ count: 0 }]);
    }
    await rollback(database);
    await database.close();
    await test.database.knex.raw(`drop owned by ${login}; drop role ${login};`);
    await test.remove();
  });
});

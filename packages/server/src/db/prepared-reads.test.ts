import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { grantCredits } from "../credits/credit-service.ts";
import { openDatabase, type Database } from "./open-database.ts";

const OWN = "select user_id, credits from user_credits where credits >= ? order by credits";

describe.each(DATABASE_KINDS)("reads that stay prepared, on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  const [ann, bob] = [randomUUID(), randomUUID()];
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
    await test.database.close();
    database = await openDatabase({ connection: test.connection, poolSize: 1 });
    for (const [userId, amount] of [[ann, 5], [bob, 7]] as const) await database.asService((trx) => grantCredits(trx, { userId, amount, planType: "one_time", reason: "test" }));
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    await database.close();
    await test.remove();
  });

  const read = (userId: string, least: unknown = 1) => database.readAsUser<{ user_id: string; credits: number }>(userId, database.knex.raw(OWN, [least as number]));
  /** What is sent while the work is done. */
  async function hear(work: () => Promise<unknown>): Promise<string[]> {
    const sent: string[] = [];
    const send = pg.Client.prototype.query;
    vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...args: unknown[]) {
      if (typeof args[0] === "string") sent.push(args[0]);
      return Reflect.apply(send, this, args) as never;
    });
    await work().finally(() => vi.restoreAllMocks());
    return sent;
  }
  const annsRow = [{ user_id: ann, credits: 5 }];

  it("are planned once for all users, and give each one's own rows (no plan carries an identity)", async () => {
    expect(await read(ann)).toEqual(annsRow);
    const sent = await hear(async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        expect(await read(ann)).toEqual(annsRow);
        expect(await read(bob)).toEqual([{ user_id: bob, credits: 7 }]);
        expect(await read("")).toEqual([]);
      }
    });
    expect(sent).toHaveLength(30);
    for (const text of sent) expect(text).toMatch(/^set local model_3d\.user_id = '[^']*';\nset local role model_3d_user;\nset transaction read only;\nset local plan_cache_mode = force_generic_plan;\nexecute m3d_\w+\('1'\)$/);
  });

  it("are given rows of their own where several go together, new and known ones", async () => {
    const other = (least: number) => database.knex.raw("select credits + ? as more from user_credits", [least]);
    const queries = [ann, bob, ann].flatMap((userId, index) => [{ userId, query: database.knex.raw(OWN, [1]) }, { userId, query: other(index) }]);
    expect(await database.readAsUsers(queries)).toEqual([annsRow, [{ more: 5 }], [{ user_id: bob, credits: 7 }], [{ more: 8 }], annsRow, [{ more: 7 }]]);
  });

  it("go on after one that has failed: as it was prepared, or as it was run", async () => {
    for (const sql of ["select 1 / (credits - credits) from user_credits where credits >= ?", "select nothing from user_credits where credits >= ?"]) {
      const failing = () => database.readAsUser(ann, database.knex.raw(sql, [1]));
      await expect(failing()).rejects.toThrow(/division by zero|does not exist/);
      await expect(failing()).rejects.toThrow(/division by zero|does not exist/);
    }
    await expect(read(ann, "many")).rejects.toThrow(/invalid input syntax/);
    expect(await read(ann)).toEqual(annsRow);
    expect((await hear(() => read(ann)))[0]).toContain("execute m3d_");
  });

  it("are plain where the types of their parameters can't be told", async () => {
    const untyped = () => database.readAsUser(ann, database.knex.raw("select coalesce(?, ?) as a, ? is null as b", ["x", "y", null]));
    expect(await untyped()).toEqual([{ a: "x", b: true }]);
    expect(await untyped()).toEqual([{ a: "x", b: true }]);
  });

  it("see a column that was added meanwhile (a rolling update)", async () => {
    const all = () => database.readAsUser<Record<string, unknown>>(ann, database.knex.raw("select * from user_credits"));
    for (let turn = 0; turn < 7; turn += 1) expect(await all()).toHaveLength(1);
    await database.knex.raw("alter table user_credits add column note text not null default 'new'");
    expect(await all()).toMatchObject([{ note: "new" }]);
    expect((await hear(() => all()))[0]).toContain("prepare m3d_");
    await database.knex.raw("alter table user_credits drop column note");
    expect(await read(ann)).toEqual(annsRow);
  });

  it("write nothing", async () => {
    await expect(database.readAsUser(ann, database.knex.raw("update user_credits set credits = 1000"))).rejects.toThrow(/read-only|permission denied/);
  });
});

it("are plain from then on behind a pooler that changes the session, and nothing is lost on the way", async () => {
  const test = await createTestDatabase({ kind: "postgres" });
  const database = await openDatabase({ connection: test.connection, poolSize: 1 });
  const user = randomUUID();
  await database.asService((trx) => grantCredits(trx, { userId: user, amount: 5, planType: "one_time", reason: "test" }));
  const read = () => database.readAsUser<{ credits: number }>(user, database.knex.raw("select credits from user_credits"));
  expect(await read()).toEqual([{ credits: 5 }]);
  // What a pooler's reset does between two transactions.
  await database.knex.raw("deallocate all");
  expect(await read()).toEqual([{ credits: 5 }]);
  await database.knex.raw("deallocate all");
  expect(await read()).toEqual([{ credits: 5 }]);
  const { rows } = await database.knex.raw<{ rows: { name: string }[] }>("select name from pg_prepared_statements where name like 'm3d%'");
  expect(rows).toEqual([]);
  await database.close();
  await test.remove();
});

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import knex from "knex";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { grantCredits, readCredits } from "../credits/credit-service.ts";
import { assertRolesAreSafe } from "./assert-roles-are-safe.ts";
import { DatabaseError } from "./database-error.ts";
import { isDatabaseAway } from "./is-database-away.ts";
import { assertVersion, openDatabase, type Database } from "./open-database.ts";
import { ensureSecret } from "./secret-repository.ts";

const WHO = "select current_user::text as role, coalesce(current_setting('model_3d.user_id', true), '') as id, current_setting('transaction_read_only') as read_only";
interface Who {
  role: string;
  id: string;
  read_only: string;
}

describe.each(DATABASE_KINDS)("a database on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    // One connection: whatever leaks from one request is there in the next.
    test = await createTestDatabase({ kind, open: { poolSize: 1, acquireTimeoutMs: 500 } });
    database = test.database;
  });
  afterAll(() => test?.remove());
  const who = async () => (await database.knex.raw<{ rows: Who[] }>(WHO)).rows[0];
  const nobody = { role: "postgres", id: "", read_only: "off" };

  it("gives a transaction its role and identity, and takes them away with its end", async () => {
    const userId = randomUUID();
    const ask = async (trx: { raw(sql: string): PromiseLike<{ rows: Who[] }> }) => (await trx.raw(WHO)).rows[0];
    expect(await database.asUser(userId, ask)).toEqual({ role: "model_3d_user", id: userId, read_only: "off" });
    expect(await who()).toEqual(nobody);
    expect(await database.asService(ask)).toEqual({ role: "model_3d_service", id: "", read_only: "off" });
    expect(await who()).toEqual(nobody);
    await expect(database.asUser(userId, (trx) => trx.raw("select 1 / 0"))).rejects.toThrow("division by zero");
    expect(await who()).toEqual(nobody);
    await expect(database.asUser(userId, () => Promise.reject(new Error("aborted")))).rejects.toThrow("aborted");
    expect(await who()).toEqual(nobody);
  });

  it("reads as a user, read-only, and forgets the user afterwards, also after an error", async () => {
    const userId = randomUUID();
    const read = <Row>(sql: string, ...values: (string | number | boolean | Date)[]) => database.readAsUser<Row>(userId, database.knex.raw(sql, values));
    expect(await read(WHO)).toEqual([{ role: "model_3d_user", id: userId, read_only: "on" }]);
    expect(await who()).toEqual(nobody);
    for (const wrong of ["select 1 / 0", "selec", "insert into product_3d_models default values", "select * from model_3d_secrets", "update user_credits set credits = 9"]) {
      await expect(read(wrong)).rejects.toThrow();
      expect(await who()).toEqual(nobody);
    }
    expect(await database.readAsUser(userId, database.knex("product_3d_models").where({ is_active: true }).limit(3))).toEqual([]);
  });

  it("sends every value as a value, whatever it holds", async () => {
    const texts = ["'", "''; drop table user_credits; --", "\\", "\\'; select 1 --", "$1", "?", "\\?", "a\nb", "ü€😀", "E'\\x'", "$$", "/* */", ""];
    for (const text of texts) {
      const query = database.knex.raw("select ?::text as a, '?$1''' || ? as b, ?::jsonb ->> 'k' as c -- $2 ?".replace("'?", "'\\?").replace("$2 ?", "$2"), [text, text, JSON.stringify({ k: text })]);
      expect(await database.readAsUser(randomUUID(), query)).toEqual([{ a: text, b: `?$1'${text}`, c: text }]);
    }
    const time = new Date("2026-02-03T04:05:06.789Z");
    const values = database.knex.raw("select ?::integer - ?::integer as number, ?::boolean as flag, ?::timestamptz as time, ?::bytea as bytes, ?::integer is null as nothing", [-1, -2, false, time, Buffer.from([0, 255]), null]);
    expect(await database.readAsUser(randomUUID(), values)).toEqual([{ number: 1, flag: false, time, bytes: Buffer.from([0, 255]), nothing: true }]);
    await expect(database.readAsUser(randomUUID(), database.knex.raw("select ?", ["a\0b"]))).rejects.toThrow("NUL");
    await expect(database.readAsUser("x\0", database.knex.raw("select 1"))).rejects.toThrow("NUL");
  });

  it("runs a transaction again after a serialization failure, a bounded number of times", async () => {
    let tries = 0;
    const fail = (code: string, until: number) => database.asService(async (trx) => {
      if (++tries <= until) await trx.raw(`do $$ begin raise exception 'again' using errcode = '${code}'; end $$`);
      return tries;
    });
    expect(await fail("40001", 2)).toBe(3);
    tries = 0;
    expect(await fail("40P01", 1)).toBe(2);
    tries = 0;
    await expect(fail("40001", 99)).rejects.toMatchObject({ code: "40001" });
    expect(tries).toBe(6);
    tries = 0;
    await expect(fail("23514", 99)).rejects.toMatchObject({ code: "23514" });
    expect(tries).toBe(1);
  });

  it("hears what was told, on the channels that it listens to, when the transaction commits", async () => {
    const heard: string[] = [];
    const [stopA, stopB] = await Promise.all([database.listen("a channel", (text) => heard.push(`a ${text}`)), database.listen("B", (text) => heard.push(`b ${text}`))]);
    await database.asService(async (trx) => {
      await database.notify(trx, "a channel", "'quoted'");
      await database.notify(trx, "other", "x");
      await database.notify(trx, "B", "y");
    });
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(["a 'quoted'", "b y"]), { timeout: 5000 });
    await stopA();
    await database.asService(async (trx) => {
      await database.notify(trx, "a channel", "late");
      await database.notify(trx, "B", "z");
    });
    await vi.waitFor(() => expect(heard).toContain("b z"), { timeout: 5000 });
    expect(heard).not.toContain("a late");
    await stopB();
  });

  it("keeps one secret of a name", async () => {
    const secrets = await Promise.all(Array.from({ length: 10 }, () => ensureSecret(database, "link", () => randomUUID())));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]?.length).toBe(36);
  });

  it("answers a ping, and gives a ping up when it is told to", async () => {
    await database.ping();
    await expect(database.ping(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    const controller = new AbortController();
    await database.asService(async () => {
      const waiting = database.ping(controller.signal);
      controller.abort(new Error("too slow"));
      await expect(waiting).rejects.toThrow("too slow");
      await expect(database.ping()).rejects.toThrow(DatabaseError);
    });
  });

  it("finds its roles safe, and says so when they are not", async () => {
    await assertRolesAreSafe(database);
    const spoil = async (sql: string, undo: string, reason: RegExp) => {
      await database.knex.raw(sql);
      await expect(assertRolesAreSafe(database)).rejects.toThrow(reason);
      await database.knex.raw(undo);
    };
    await spoil("grant update (credits) on user_credits to model_3d_user", "revoke update (credits) on user_credits from model_3d_user", /may write user_credits/);
    await spoil("alter table stored_files no force row level security", "alter table stored_files force row level security", /not on and forced on stored_files/);
    if (kind === "pglite") {
      // Roles belong to the whole server, which other tests share when it is a real one.
      await spoil("alter role model_3d_user bypassrls", "alter role model_3d_user nobypassrls", /BYPASSRLS/);
      await spoil("alter role model_3d_user superuser", "alter role model_3d_user nosuperuser", /superuser/);
    }
    await assertRolesAreSafe(database);
  });
});

describe("a database of real Postgres", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
  });
  afterAll(() => test?.remove());

  it("listens again after its connection broke, and says that something may have been missed", async () => {
    const { database } = test;
    const heard: string[] = [];
    let reconnects = 0;
    await database.listen("news", (text) => heard.push(text), () => reconnects++);
    await database.knex.raw("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()");
    await vi.waitFor(() => expect(reconnects).toBe(1), { timeout: 5000 });
    await database.asService((trx) => database.notify(trx, "news", "again"));
    await vi.waitFor(() => expect(heard).toEqual(["again"]), { timeout: 5000 });
  });

  it("works over a host's Knex that maps names its own way, and leaves it open", async () => {
    const camelCase = (row: unknown): unknown => (Array.isArray(row) ? row.map(camelCase) : row);
    const host = knex({ client: "pg", connection: String(test.connection), wrapIdentifier: (name, original) => original(name.toUpperCase()), postProcessResponse: () => camelCase([]) });
    const database = await openDatabase({ connection: host });
    const userId = randomUUID();
    await database.asService((trx) => grantCredits(trx, { userId, amount: 7, planType: "one_time", reason: "test" }));
    expect(await readCredits(database, userId, { cost: 1, lowAt: 0 })).toMatchObject({ balance: 7 });
    await database.close();
    expect(await host.raw("select 1")).toEqual([]);
    await host.destroy();
  });

  it("says in one line, without the password, why it cannot be opened", async () => {
    const url = new URL(String(test.connection));
    const change = (edit: (url: URL) => void) => {
      const changed = new URL(url);
      edit(changed);
      return changed.href;
    };
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const cases: [string, RegExp][] = [
      ["mysql://root@localhost/shop", /not one of Postgres/],
      ["not a url", /not one of Postgres/],
      [change((u) => (u.password = "secret-word")), /refused the user name or the password/],
      [change((u) => (u.username = "stranger")), /refused the user name or the password/],
      [change((u) => (u.pathname = "/nowhere")), /does not exist: 127\.0\.0\.1:\d+\/nowhere/],
      [change((u) => (u.port = "1")), /Nothing answers at 127\.0\.0\.1:1/],
      [change((u) => (u.hostname = "no-such-host.invalid")), /has no address|cannot be looked up/],
      [change((u) => (u.port = String(port))), /does not answer/],
    ];
    for (const [connection, line] of cases) {
      const error = await openDatabase({ connection, connectTimeoutMs: 500 }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DatabaseError);
      expect((error as Error).message).toMatch(line);
      expect((error as Error).message).not.toMatch(/secret-word|\n/);
    }
    server.close();
    expect(() => assertVersion(130_014, "old:5432/shop")).toThrow(/is Postgres 13; at least Postgres 14/);
    expect(() => assertVersion(140_000, "old:5432/shop")).not.toThrow();
    await expect(openDatabase({ connection: knex({ client: "sqlite3", useNullAsDefault: true }) })).rejects.toThrow(/not one of Postgres/);
  });

  it("tells a database that is away from a mistake in a query", async () => {
    const { database } = test;
    expect(isDatabaseAway(await database.knex.raw("selec").catch((error: unknown) => error))).toBe(false);
    const broken = await database.knex.raw("select pg_terminate_backend(pg_backend_pid())").catch((error: unknown) => error);
    expect(isDatabaseAway(broken)).toBe(true);
    expect(isDatabaseAway(new Error("something else"))).toBe(false);
    await vi.waitFor(() => database.ping(), { timeout: 5000 });
  });
});

describe("a database in a folder", () => {
  it("keeps what was written, is given back by close, and refuses a second opening meanwhile", async () => {
    const test = await createTestDatabase({ kind: "pglite" });
    const userId = randomUUID();
    await test.database.asService((trx) => grantCredits(trx, { userId, amount: 7, planType: "one_time", reason: "test" }));
    await expect(openDatabase({ connection: test.connection })).rejects.toThrow(/in use by this process already/);
    await test.database.close();
    const again = await openDatabase({ connection: test.connection });
    expect(await readCredits(again, userId, { cost: 1, lowAt: 0 })).toMatchObject({ balance: 7 });
    await again.close();
    await test.remove();
  });

  it("says in one line that the folder cannot be written", async () => {
    const folder = await mkdtemp(join(tmpdir(), "model-3d-test-"));
    await writeFile(join(folder, "file"), "");
    await expect(openDatabase({ connection: { folder: join(folder, "file", "data") } })).rejects.toThrow(/cannot be written \(ENOTDIR\)/);
    await rm(folder, { recursive: true });
  });
});

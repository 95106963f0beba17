import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost } from "../../test/start-test-host.ts";
import { examine, expectFinding, expectGone, linesOf } from "./doctor/test/examine.ts";
import { runWords } from "./test/run-words.ts";

const REFERENCING = `select conrelid::regclass::text as name from pg_constraint where contype = 'f' and confrelid = 'users'::regclass order by 1`;

describe.each(["uuid", "text"] as const)("model-3d migrate, of a host whose users have ids of type %s", (type) => {
  let test: TestDatabase;
  let all: string[];
  const here = (...words: string[]) => runWords(test, ["migrate", ...words]);
  const ask = async (sql: string) => (await test.database.knex.raw<{ rows: Record<string, unknown>[] }>(sql.replaceAll("?", "\\?"))).rows;
  const referencing = async () => (await ask(REFERENCING)).map(({ name }) => String(name));
  const detach = async (tables: readonly string[]) => {
    for (const name of tables) await ask(`alter table ${name} drop constraint ${name}_user_id_fkey`);
  };

  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres", migrated: false });
    await ask(`create table users (id ${type} primary key)`);
    expect((await here("--user-id-type", type, "--user-table", "users")).code).toBe(0);
    all = await referencing();
    expect((await here("--to", "0", "--take-back")).code).toBe(0);
    await ask("drop schema model_3d_jobs cascade");
  });
  afterAll(() => test.remove());

  it("goes on as it began, without being told again", async () => {
    expect((await here("--user-id-type", type, "--user-table", "users", "--to", "26")).code).toBe(0);
    expect(await here()).toMatchObject({ code: 0, complained: "" });
    expect(await referencing()).toEqual(all);
    expect(all).toEqual(expect.arrayContaining(["generation_batches", "generation_batch_items", "generation_turns", "model_archives"]));
    expect((await ask("select format_type(atttypid, null) as type from pg_attribute where attrelid = 'generation_batches'::regclass and attname = 'user_id'"))[0]).toEqual({ type });
    expect((await here("--status")).printed).toMatch(/^users {6}public\.users\nThe tables are up to date\.$/m);
  });

  it("goes back and forth without being told", async () => {
    expect(await here("--to", "14", "--take-back")).toMatchObject({ code: 0, complained: "" });
    expect(await referencing()).toEqual(expect.arrayContaining(["provider_tasks", "provider_costs"]));
    expect(await here()).toMatchObject({ code: 0, complained: "" });
    expect(await referencing()).toEqual(all);
  });

  it("refuses what contradicts the tables, in one line, and changes nothing", async () => {
    const other = type === "uuid" ? "text" : "uuid";
    await ask("create table members (id uuid primary key)");
    expect(await here("--user-id-type", other)).toEqual({ code: 1, printed: "", complained: `The tables have user ids of type ${type}, and userIdType (--user-id-type) says ${other}. It cannot change once the tables are there: leave it out, or say ${type}. Nothing was changed.` });
    expect(await here("--user-table", "members")).toEqual({ code: 1, printed: "", complained: "The tables reference public.users, and userTable (--user-table) says members: leave it out, or say public.users. Nothing was changed." });
    expect((await here("--user-table", "public.users", "--user-id-type", type)).code).toBe(0);
    await expect(startTestHost({ database: test.connection, userIdType: other })).rejects.toThrow(/^The tables have user ids of type/);
  });

  it("printed as SQL refuses tables that were made otherwise, and makes the rest of those that were made so", async () => {
    await here("--to", "26", "--take-back");
    const apply = async (...flags: string[]) => {
      const { printed } = await here("--print-sql", "--after", "26", ...flags);
      return ask(printed).then(() => "done", (error: Error) => ask("rollback").then(() => error.message));
    };
    if (type === "text") expect(await apply("--user-table", "users")).toMatch(/The tables have user ids of type text, and this was printed for uuid: print it with --user-id-type text\.$/);
    expect(await apply("--user-id-type", type)).toMatch(/The tables reference public\.users, and this was printed without a table of users: print it with --user-table public\.users\.$/);
    expect(await apply("--user-id-type", type, "--user-table", "users")).toBe("done");
    expect(await referencing()).toEqual(all);
    expect((await here()).code).toBe(0);
  });

  it("adds references that older tables lack, and the doctor finds them until then", async () => {
    const [gone, there] = type === "uuid" ? [randomUUID(), randomUUID()] : ["ann", "bob"];
    const left = async () => (await ask("select user_id from idempotency_keys")).map((row) => row.user_id);
    await ask(`insert into users values ('${there}')`);
    await detach(all.filter((name) => name !== "product_3d_models"));
    await ask(`insert into idempotency_keys (user_id, key, route, body_hash) select id, 'k', 'r', 'h' from (values ('${gone}'::${type}), ('${there}')) as one (id)`);
    const look = () => examine(["--database", String(test.connection)]);
    const found = expectFinding(await look(), "user_references_missing");
    expect(found.what).toContain("generation_batches");
    expect((await here("--status")).code).toBe(1);
    expect(found.remedy[0]).toBe("npx model-3d migrate");
    expect(await here()).toMatchObject({ code: 0, printed: expect.stringMatching(/idempotency_keys.* now reference public\.users/) });
    expectGone(await look(), "user_references_missing");
    expect(await referencing()).toEqual(all);
    await ask(linesOf({ ...found, remedy: found.remedy.slice(1) }, "--"));
    expect(await left()).toEqual([there]);
    await ask(`delete from users where id = '${there}'`);
    expect(await left()).toEqual([]);
  });

  it("names a table of users to tables that had none; until then a server whose host names one complains", async () => {
    await detach(all);
    const lines: string[] = [];
    const login = `app_${randomUUID().slice(0, 8)}`;
    await ask(`create role ${login} login password 'x'; grant model_3d_user, model_3d_service to ${login}`);
    const address = new URL(String(test.connection));
    [address.username, address.password] = [login, "x"];
    const host = await startTestHost({ database: address.href, userIdType: type, userTable: "users", logger: pino({ level: "warn" }, { write: (line: string) => void lines.push(line) }) });
    await host.stop();
    expect(lines.join()).toMatch(/which do not reference users\. As the login that owns the tables, run: model-3d migrate --user-table users/);
    expect((await here("--user-table", "users")).code).toBe(0);
    expect(await referencing()).toEqual(all);
    await ask(`drop owned by ${login}; drop role ${login}`);
  });
});

import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runWords } from "../src/command/test/run-words.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

describe("a login that owns no table and may take the two roles", () => {
  let test: TestDatabase;
  let url: string;
  let login: string;
  let host: TestHost | undefined;
  const complaints: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void complaints.push(line) });
  const administer = (sql: string) => test.database.knex.raw(sql.replaceAll("?", "\\?"));
  const start = async () => (host = await startTestHost({ database: url, logger }));
  const refusal = () => start().then(() => "it started", (error: unknown) => (error as Error).message);

  beforeEach(async () => {
    complaints.length = 0;
    test = await createTestDatabase({ kind: "postgres", migrated: false });
    login = `app_${randomUUID().slice(0, 8)}`;
    const address = new URL(String(test.connection));
    [address.username, address.password] = [login, "x"];
    url = address.href;
    await administer(`create role ${login} login password 'x'; revoke create on schema public from public`);
  });
  afterEach(async () => {
    await host?.stop();
    host = undefined;
    await administer(`drop owned by ${login}; drop role ${login}`);
    await test.remove();
  });

  it.each([
    ["by command", () => runWords(test, ["migrate"])],
    ["by hand, from the printed SQL", async () => administer((await runWords(test, ["migrate", "--print-sql"])).printed)],
    ["by command, over what was printed", async () => administer((await runWords(test, ["migrate", "--print-sql"])).printed).then(() => runWords(test, ["migrate"]))],
  ])("runs the whole program once the owner has made the tables %s: a model is made and paid, nothing is complained of", async (_how, migrate) => {
    await migrate();
    await administer(`grant model_3d_user, model_3d_service to ${login}`);
    const running = await start();
    running.provider.always = (run) => run.succeed();
    const [user, sourceId] = [await running.user(10), randomUUID()];
    const started = await running.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(running, user), sourceType: "product", sourceId } });
    expect(started.status, JSON.stringify(started.body)).toBe(200);
    await until("the model is there", async () => (await running.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user })).body.model);
    expect((await running.call("GET", "/api/credits", { user })).body.balance).toBe(0);
    expect((await running.call("GET", "/api/health")).body).toMatchObject({ database: "ok", queue: "ok" });
    await running.stop();
    host = undefined;
    expect(complaints).toEqual([]);
    const { rows } = await test.database.knex.raw("select relname from pg_class where relowner = ?::regrole", [login]);
    expect(rows).toEqual([]);
  });

  it("is told in one line what is missing, which right, and who makes it", async () => {
    await administer(`grant create on database ${new URL(url).pathname.slice(1)} to ${login}`);
    expect(await refusal()).toMatch(new RegExp(`^The database lacks the tables of this program, and the login "${login}" may not make them: permission denied for schema public\\. As the login that owns the tables, run \`model-3d migrate\`, or apply what \`model-3d migrate --print-sql\` prints\\. Nothing was changed\\.$`));
    await runWords(test, ["migrate"]);
    expect(await refusal()).toMatch(new RegExp(`^The database login may not take the role model_3d_service\\. As an administrator, run: grant model_3d_service to`));
    await administer(`grant model_3d_user, model_3d_service to ${login}`);
    const { rows } = await test.database.knex.raw<{ rows: { name: string }[] }>("select name from model_3d_migrations order by name desc limit 3");
    const [last, beforeLast, third] = rows.map(({ name }) => name);
    await administer(`delete from model_3d_migrations where name in ('${last}', '${beforeLast}')`);
    expect(await refusal()).toMatch(new RegExp(`^The database lacks ${beforeLast}, ${last}, and the login "${login}" may not make them: (?:must be owner of [a-z_ 0-9]+|permission denied for schema public)\\. .* apply what \`model-3d migrate --print-sql --after ${third}\` prints`));
    await administer(`insert into model_3d_migrations (name) values ('${last}'), ('${beforeLast}'); update model_3d_jobs.version set version = version - 1`);
    expect(await refusal()).toMatch(new RegExp(`^The tables of the job queue are of version \\d+, this program needs \\d+, and the login "${login}" may not change them\\. As the login that owns them, run \`model-3d migrate\`\\.$`));
    await administer(`update model_3d_jobs.version set version = version + 1; alter role ${login} noinherit`);
    expect(await refusal()).toMatch(/may not use the job queue: .* alter role "app_[0-9a-f]+" inherit/);
    await administer("drop schema model_3d_jobs cascade");
    await administer(`alter role ${login} inherit; revoke create on database ${new URL(url).pathname.slice(1)} from ${login}`);
    expect(await refusal()).toMatch(/^The tables of the job queue are missing or old, and the login "app_[0-9a-f]+" may not make them: permission denied for database .*\. As the login that owns the other tables, run `model-3d migrate`/);
  });

  it("is told what to apply in a script that goes on where the database stands", async () => {
    const whole = (await runWords(test, ["migrate", "--print-sql"])).printed;
    const rest = (await runWords(test, ["migrate", "--print-sql", "--after", "0018-doubted-reports"])).printed;
    expect(rest).toMatch(/^begin;\n\n(?!-- )[^]*?\n\n-- 0019-external-holds\n/);
    expect(rest).not.toContain("model_3d_jobs");
    const [first = ""] = whole.split("-- 0019-external-holds");
    await administer(`${first} commit;`);
    await administer(rest);
    expect((await runWords(test, ["migrate"])).printed).toBe("The tables are up to date.");
    expect(await runWords(test, ["migrate", "--print-sql", "--after", "0099-none"])).toMatchObject({ code: 1, complained: expect.stringMatching(/^There is no migration "0099-none"\. The last one is \d{4}-/) });
    expect(await runWords(test, ["migrate", "--after", "0018-doubted-reports"])).toMatchObject({ code: 2, complained: expect.stringContaining("--after goes with --print-sql.") });
  });
});

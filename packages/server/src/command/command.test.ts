import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost, until } from "../../test/start-test-host.ts";
import { createStubAsyncProvider, failedBecause, serviceIsAway } from "../../test/stub-async-provider.ts";
import { openTestConnection, type TestConnection } from "../../test/test-connection.ts";
import { VERSION } from "../version.ts";
import { giveUpDelivery } from "../webhooks/webhook-service.ts";
import { playWebhooks, startWebhookHost, type WebhookHost } from "../webhooks/test/start-webhook-host.ts";
import { COMMANDS } from "./commands.ts";
import { executeCommand } from "./execute-command.ts";
import { findCommand } from "./find-command.ts";
import { parseCall } from "./parse-call.ts";

const BIN = fileURLToPath(new URL("../../bin/model-3d.mjs", import.meta.url));

async function run(line: string, environment: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await executeCommand(line.split(" ").filter(Boolean), { environment, folder: "/", print: (text) => out.push(text), complain: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe("model-3d", () => {
  it("shows every command in its help, and every flag in the command's own", async () => {
    for (const line of ["", "--help", "-h", "--json"]) {
      const { code, out } = await run(line);
      expect(code).toBe(0);
      for (const { name, summary } of COMMANDS) expect(out).toMatch(new RegExp(`${name}.*${summary}`));
    }
    for (const { name, flags, needsDatabase } of COMMANDS) {
      const { code, out, err } = await run(`${name} --help`);
      expect([code, err]).toEqual([0, ""]);
      for (const flag of [...Object.keys(flags), ...(needsDatabase === false ? [] : ["database", "env"]), "json", "help"]) expect(out).toContain(`  --${flag}`);
      expect(await run(`help ${name}`)).toEqual({ code, out, err });
    }
    expect((await run("webhooks --help")).out).toMatch(/webhooks list [^]*webhooks replay <id> /);
    expect((await run("help webhooks")).out).not.toContain("migrate");
    expect(await run("--version")).toEqual({ code: 0, out: VERSION, err: "" });
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))("teaches %s: an example that its flags allow, what it changes, every exit code", async (name, command) => {
    const { out } = await run(`${name} --help`);
    for (const part of ["Example:\n  model-3d ", "\nChanges: ", "\nExit codes:\n  0 ", "\n  1   ", "\n  2   "]) expect(out).toContain(part);
    const words = command.example.match(/"[^"]*"|\S+/g) ?? [];
    expect(findCommand(COMMANDS, words).name).toBe(name);
    expect(parseCall(command, words.slice(name.split(" ").length)).positionals).toHaveLength(command.positionals.length);
  });

  it("complains in JSON where JSON is asked for, and of a command line too", async () => {
    const mistake = await run("webhooks list --json --limit 0");
    expect([mistake.code, mistake.out, JSON.parse(mistake.err)]).toEqual([2, "", { error: { code: "command_line", message: "--limit must be a whole number from 1 to 1000, not 0." } }]);
    expect(JSON.parse((await run("fly --json")).err)).toMatchObject({ error: { code: "command_line" } });
    const away = await run("webhooks list --json --database postgres://127.0.0.1:1/x");
    expect([away.code, away.out, JSON.parse(away.err)]).toEqual([1, "", { error: { code: "database", message: "Nothing answers at 127.0.0.1:1/x. Start Postgres there, or correct the database URL." } }]);
  });

  it.each([
    ["fly", 'There is no command "fly". There are: init, migrate, doctor, webhooks list, webhooks replay'],
    ["webhooks", 'There is no command "webhooks". There are: webhooks list, webhooks replay.'],
    ["webhooks list --colour red", "model-3d webhooks list has no --colour. It takes --state, --provider, --limit, --database, --env, --json, --help."],
    ["webhooks list --stat waiting", "model-3d webhooks list has no --stat. Did you mean --state?"],
    ["webhook list", 'There is no command "webhook list". Did you mean "webhooks list"?'],
    ["webhooks lst", 'There is no command "webhooks lst". Did you mean "webhooks list"?'],
    ["mirgate --status", 'There is no command "mirgate". Did you mean "migrate"?'],
    ["credit", 'There is no command "credit". Did you mean "credits"?'],
    ["--verbose", "Say first which command. There are: init, migrate"],
    ["help fly", 'There is no command "fly".'],
    ["webhooks list more", "model-3d webhooks list takes nothing but flags."],
    ["webhooks list --state lost --database postgres://127.0.0.1:1/x", "--state must be one of waiting, applied, given_up, not lost."],
    ["webhooks list --limit 0 --database postgres://127.0.0.1:1/x", "--limit must be a whole number from 1 to 1000, not 0."],
    ["webhooks list", "Say which database: --database postgres://"],
    ["webhooks list --database /nowhere/at/all", "/nowhere/at/all is neither a Postgres URL nor the folder of an embedded database."],
    ["webhooks replay", "model-3d webhooks replay takes <id>."],
    ["webhooks replay 42", "42 is not the id of a delivery; `model-3d webhooks list` shows them."],
    ["migrate --user-id-type number", "--user-id-type must be one of uuid, text, not number."],
  ])("says what is wrong with %j, with code 2", async (line, message) => {
    const { code, out, err } = await run(line);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    const [, command = ""] = /^(webhooks list|webhooks replay|migrate)(?= |$)/.exec(line) ?? [];
    expect(err.split("\n").at(-1)).toBe(`Try model-3d ${command === "" ? "" : `${command} `}--help.`);
  });

  it("says in one line why a database can't be opened, with code 1 and without its password", async () => {
    const { code, err } = await run("webhooks list", { DATABASE_URL: "postgres://someone:hush@127.0.0.1:1/shop" });
    expect(code).toBe(1);
    expect(err).toBe("Nothing answers at 127.0.0.1:1/shop. Start Postgres there, or correct the database URL.");
    expect(await run("migrate --database mysql://shop")).toMatchObject({ code: 1, err: expect.stringContaining("is not one of Postgres") });
  });

  it("runs as a program", async () => {
    const child = spawn(process.execPath, [BIN, "migrate", "--print-sql", "--user-id-type", "text"], { env: { ...process.env, NODE_OPTIONS: "" } });
    let out = "";
    child.stdout.on("data", (part: Buffer) => (out += part.toString()));
    expect(await once(child, "close")).toEqual([0, null]);
    expect(out).toMatch(/^begin;/);
    expect(out).toContain("create table public.webhook_inbox");
    expect(out).toMatch(/user_id text not null/);
    expect(out.trimEnd()).toMatch(/commit;$/);
  });
});

describe("model-3d migrate", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres", migrated: false });
  });
  afterAll(() => test.remove());

  it("brings an empty database up to date, and has nothing to do the second time", async () => {
    const environment = { DATABASE_URL: String(test.connection) };
    expect(await run("webhooks list", environment)).toEqual({ code: 1, out: "", err: "The tables of this database are not those of this version. Run: model-3d migrate" });
    const first = await run("migrate", environment);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/^0001-roles\n[^]*0009-webhook-inbox\n[^]*applied; the tables are up to date\.$/);
    expect(await run("migrate", environment)).toEqual({ code: 0, out: "The tables are up to date.", err: "" });
    expect((await run("migrate --status", environment)).out).toMatch(/^applied {4}\d+, the last \S+ at \S+Z\npending {4}none\njob queue {2}version \d+, as this program needs\nThe tables are up to date\.$/);
    expect(await run("webhooks list", environment)).toEqual({ code: 0, out: "There are none.", err: "" });
    expect(await run(`webhooks replay ${randomUUID()}`, environment)).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/^There is no delivery /) });
  });
});

describe("model-3d migrate --to and --status", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres", migrated: false });
  });
  afterAll(() => test.remove());

  it("go to one migration and back, and end with 1 while something is pending", async () => {
    const runHere = (line: string) => run(`migrate ${line}`, { DATABASE_URL: String(test.connection) });
    const nothing = await runHere("--status");
    expect([nothing.code, nothing.err]).toEqual([1, "The tables are not those of this version. Run: model-3d migrate"]);
    expect(nothing.out).toMatch(/^applied {4}0\npending {4}0001-roles, /);
    expect((await runHere("--to 2")).out).toBe("0001-roles\n0002-credits\nThe tables are at 2. A server of this version brings them up to date again when it starts.");
    expect(await runHere("--to 0001-roles")).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/0002-credits would be taken back.*then give --take-back too\.$/) });
    expect((await runHere("--to 1 --take-back")).out).toMatch(/^0002-credits was taken back\n/);
    expect((await runHere("--to 1")).out).toBe("The tables are at 1 already.");
    expect(JSON.parse((await runHere("--json")).out)).toMatchObject({ applied: expect.arrayContaining(["0002-credits"]), takenBack: [], sql: null, status: null });
    expect(JSON.parse((await runHere("--status --json")).out)).toMatchObject({ status: { pending: [], unknown: [], isCurrent: true } });
    await test.database.knex.raw("insert into model_3d_migrations (name, is_additive) values ('9998-next', true)");
    expect(await runHere("--status")).toMatchObject({ code: 0, out: expect.stringContaining("unknown    9998-next: a newer version of the program was here; this one works with what it has added\n"), err: "" });
    await test.database.knex.raw("insert into model_3d_migrations (name) values ('9999-future')");
    expect(await runHere("--status")).toMatchObject({ code: 1, out: expect.stringContaining("unknown    9998-next, 9999-future"), err: "The database is newer than this program. Update the program." });
  });

  it.each(["--after 0002-credits", "--status --print-sql", "--status --to 3", "--take-back"])("refuse flags that do not go together: %s", async (flags) => {
    expect((await run(`migrate ${flags}`)).code).toBe(2);
  });

  it("print what takes a migration back", async () => {
    const { out } = await run("migrate --print-sql --after 27 --to 25");
    expect(out).toMatch(/^begin;\n\ndo [^]*-- 0027-batches is taken back[^]*-- 0026-turntable is taken back[^]*commit;$/);
    expect(out).not.toContain("0025");
  });
});

describe("model-3d webhooks", () => {
  let web: WebhookHost;
  beforeAll(async () => {
    web = await startWebhookHost();
  });
  afterAll(() => web.close());
  const runHere = (line: string) => run(`${line} --database ${String(web.test.connection)}`);

  it("lists deliveries, and has one that was given up worked on again by the running workers", async () => {
    const { task, state } = await web.start();
    web.stub.tell(task.taskId, failedBecause("The photos show nothing."));
    web.stub.before = () => {
      throw serviceIsAway();
    };
    await web.tell("nobody's", { status: "IN_PROGRESS", progress: 7 });
    await web.tell(task.taskId, { status: "FAILED" });
    const failed = await until("a try failed", async () => (await web.inbox()).find(({ reason }) => reason !== null));
    await giveUpDelivery({ database: web.test.database, clock: { now: () => new Date() } }, failed.id);

    const all = await runHere("webhooks list");
    expect(all.out.split("\n")).toHaveLength(2);
    expect(all.out).toMatch(/ {2}waiting {2}stub-async {2}nobody's {2}IN_PROGRESS 7% {2}0 tries$/m);
    const givenUp = await runHere("webhooks list --state given_up --provider stub-async --limit 5");
    expect(givenUp.out).toMatch(new RegExp(`^${failed.id} {2}\\S+Z {2}given_up {2}stub-async {2}${task.taskId} {2}FAILED {2}\\d+ tr(y|ies) {2}The service does not answer\\.$`));
    expect(await runHere("webhooks list --provider meshy")).toMatchObject({ out: "There are none." });
    expect(JSON.parse((await runHere("webhooks list --state given_up --json")).out)).toMatchObject({ deliveries: [{ id: failed.id, taskId: task.taskId }] });

    web.stub.before = null;
    expect(await runHere(`webhooks replay ${failed.id}`)).toEqual({ code: 0, out: `${failed.id} (stub-async, task ${task.taskId}, FAILED) waits for a worker.`, err: "" });
    await until("it was applied", async () => (await state()).status === "FAILED");
    const missing = randomUUID();
    expect(await runHere(`webhooks replay ${missing}`)).toMatchObject({ code: 1, err: expect.stringContaining(`There is no delivery ${missing}.`) });
  });
});

it("makes no database in a folder that has none, but to bring its tables up to date", async () => {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-empty-"));
  try {
    for (const line of ["webhooks list", "migrate --status", "check"]) {
      expect(await run(`${line} --database ${folder}`)).toMatchObject({ code: 1, err: `There is no embedded database in ${folder}. It is made when the server starts with it, or by: model-3d migrate --database ${folder}` });
      expect(await readdir(folder)).toEqual([]);
    }
    expect((await run(`migrate --database ${folder}`)).code).toBe(0);
    expect((await run(`migrate --status --database ${folder}`)).code).toBe(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe("on the folder of an embedded database", () => {
  let folder: TestConnection;
  beforeAll(async () => {
    folder = await openTestConnection("pglite");
  });
  afterAll(() => folder.close());

  it("model-3d works too, while nobody has it open", async () => {
    const [stub, runThere] = [createStubAsyncProvider(), (line: string) => run(line, { DATABASE_URL: (folder.database as { folder: string }).folder })];
    const host = await startTestHost({ database: folder.database, providers: [stub], withoutWorkers: true });
    await playWebhooks(host, stub).tell("nobody's", { status: "PENDING" });
    expect(await runThere("webhooks list")).toMatchObject({ code: 1, err: expect.stringContaining("is in use by") });
    await host.stop();
    const [id = ""] = (await runThere("webhooks list")).out.split("  ");
    expect(await runThere(`webhooks replay ${id}`)).toMatchObject({ code: 0, out: `${id} (stub-async, task nobody's, PENDING) waits for a worker.` });
  });
});

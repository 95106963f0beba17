import { mkdir, rm } from "node:fs/promises";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost, until, type TestHost } from "../../test/start-test-host.ts";
import { uploadPhotos } from "../../test/photos.ts";
import { createStubProvider } from "../../test/stub-provider.ts";
import { openDatabase } from "../db/open-database.ts";
import { openTestConnection, type TestConnection } from "../../test/test-connection.ts";
import { executeCommand } from "./execute-command.ts";

async function run(args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await executeCommand(["check", ...args], { environment: {}, print: (text) => out.push(text), complain: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe.each(DATABASE_KINDS)("model-3d check on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  let where: string;
  let storage: string;
  let modelId: string;

  beforeAll(async () => {
    connection = await openTestConnection(kind);
    where = typeof connection.database === "string" ? connection.database : (connection.database as { folder: string }).folder;
    const provider = createStubProvider();
    provider.always = (one) => one.succeed();
    host = await startTestHost({ database: connection.database, provider });
    const user = await host.user(20);
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: "00000000-0000-4000-8000-000000000001" } });
    modelId = body.modelId;
    await until("it is made", async () => (await host.call("GET", `/api/generate-3d-model?taskId=${body.taskId}`, { user })).body.status === "SUCCEEDED");
    storage = host.filesDirectory;
    // An embedded database is one process's: the server ends before the command begins.
    if (kind === "pglite") {
      await host.model3d.stop();
    }
  });
  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  async function change(sql: string): Promise<void> {
    const database = await openDatabase({ connection: typeof connection.database === "string" ? connection.database : { folder: where } });
    await database.knex.transaction(async (trx) => {
      await trx.raw("set local session_replication_role = replica");
      await trx.raw(sql);
    });
    await database.close();
  }

  it("ends with 0 where everything holds, the files too", async () => {
    const { code, out, err } = await run(["--database", where, "--storage", storage]);
    expect([code, err]).toEqual([0, ""]);
    expect(out.match(/ {2}holds {9}of \d+/g)).toHaveLength(8);
    expect(out).toMatch(/ {2}1 {2}holds +of 1 +At most one version of a source is active/);
    expect(out).toMatch(/Everything that was checked holds\.$/);
  });

  it("says that files were not compared where the storage is not named", async () => {
    const { code, out } = await run(["--database", where]);
    expect(code).toBe(0);
    expect(out).toContain("The files were not compared: name the storage with --storage.");
  });

  it("ends with 1 where something is broken, with the row and what to do, as a table and as JSON", async () => {
    await change(`update product_3d_models set is_active = false where id = '${modelId}'`);
    const { code, out, err } = await run(["--database", where]);
    expect([code, err]).toEqual([1, "Broken: invariant 1 (1)."]);
    expect(out).toMatch(/ {2}1 {2}1 broken +of 1 /);
    expect(out).toContain("none_active");
    expect(out).toContain("sourceId=00000000-0000-4000-8000-000000000001");
    expect(out).toContain("→ none_active: Versions succeeded and none is active");
    const json = await run(["--database", where, "--json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ holds: false, repaired: [], invariants: [{ invariant: 1, broken: 1, rows: [{ finding: "none_active" }] }, {}, {}, {}, {}, {}, { checked: null }, {}] });
  });

  it("repairs when it is told to, says what, and ends with 0", async () => {
    const { code, out } = await run(["--database", where, "--repair"]);
    expect(code).toBe(0);
    expect(out).toContain("Repaired: 1 × none_active");
    expect((await run(["--database", where, "--json"])).code).toBe(0);
  });

  it("does nothing to a folder that is not the storage", async () => {
    const { code, err } = await run(["--database", where, "--storage", `${storage}-of-nobody`]);
    expect(code).toBe(2);
    expect(err).toContain("there is no folder");
    const empty = `${storage}-empty`;
    await mkdir(empty);
    expect(await run(["--database", where, "--storage", empty, "--repair"])).toMatchObject({ code: 1, err: expect.stringContaining("so it may be another's") });
    await rm(empty, { recursive: true });
  });

  it.each([
    [["--limit", "0"], "--limit must be a whole number from 1 to 10000, not 0."],
    [["--storage", "s3://bucket"], "names no bucket with its region"],
    [["--storage", "s3://?region=eu"], "names no bucket with its region"],
  ])("says what is wrong with %j", async (flags, message) => {
    const { code, err } = await run(["--database", where, ...flags]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

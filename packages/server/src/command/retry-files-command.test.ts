import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "../../test/photos.ts";
import { startTestHost, until, type TestHost } from "../../test/start-test-host.ts";
import { createStubProvider } from "../../test/stub-provider.ts";
import { openTestConnection, type TestConnection } from "../../test/test-connection.ts";
import { openDatabase, type Database } from "../db/open-database.ts";
import { runWords } from "./test/run-words.ts";

const DAY_MS = 24 * 60 * 60_000;
const URL = "http://127.0.0.1:9/model.fbx";

describe("model-3d files retry", () => {
  let connection: TestConnection;
  let database: Database;
  let host: TestHost;
  let modelId: string;

  beforeAll(async () => {
    connection = await openTestConnection("postgres");
    const provider = createStubProvider();
    provider.always = (one) => one.succeed();
    host = await startTestHost({ database: connection.database, provider });
    database = await openDatabase({ connection: String(connection.database) });
    const user = await host.user(20);
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
    modelId = body.modelId;
    await until("it is made", async () => (await host.call("GET", `/api/generate-3d-model?taskId=${body.taskId}`, { user })).body.status === "SUCCEEDED");
    const row = { model_id: modelId, user_id: user, provider: "stub", content_type: "application/octet-stream", state: "refused", attempts: 7, last_error: "Its nodes are more than 200 levels deep." };
    const urlHash = createHash("sha256").update(URL).digest("hex");
    await database.asService((trx) =>
      trx("provider_files").insert([
        { ...row, name: "model.fbx", kind: "fbx", url: URL, url_sha256: urlHash, expires_at: new Date(Date.now() + DAY_MS) },
        { ...row, name: "model.obj", kind: "obj", url: URL, url_sha256: urlHash, expires_at: new Date(Date.now() - DAY_MS) },
      ]),
    );
  });
  afterAll(async () => {
    await database?.close();
    await host?.stop();
    await connection?.close();
  });

  const run = (...args: string[]) => runWords({ connection: String(connection.database) }, ["files", "retry", ...args]);
  const stateOf = (name: string) => database.asService((trx) => trx("provider_files").where({ model_id: modelId, name }).first("state", "attempts", "last_error"));

  it("has the running workers try what the service keeps still, and leaves what it has deleted", async () => {
    expect(await run(modelId)).toMatchObject({ code: 0, printed: `model.fbx of model ${modelId} waits for a worker.` });
    await until("a worker has tried it", async () => (await stateOf("model.fbx")).attempts > 0);
    const tried = await stateOf("model.fbx");
    expect([tried.state, await stateOf("model.obj")]).toEqual(["waiting", { state: "refused", attempts: 7, last_error: "Its nodes are more than 200 levels deep." }]);
    expect(await run(modelId)).toMatchObject({ code: 1, complained: expect.stringContaining(`No file of model ${modelId} is refused and still kept by its service.`) });
  });

  it.each([
    [["mug"], 2, /mug is not the id of a model/],
    [[], 2, /takes <modelId>/],
    [[randomUUID()], 1, /There is no model/],
  ])("says what is wrong with %j", async (args, code, complaint) => {
    expect(await run(...args)).toMatchObject({ code, complained: expect.stringMatching(complaint) });
  });
});

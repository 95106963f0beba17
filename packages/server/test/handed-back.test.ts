import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

describe.each(DATABASE_KINDS)("a server that stops while it makes a model, on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  beforeEach(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({ database: connection.database });
  });
  afterEach(async () => {
    await host.stop();
    await connection.close();
  });

  const start = async (userId: string): Promise<{ modelId: string; taskId: string }> =>
    (await host.call("POST", "/api/generate-3d-model", { user: userId, json: { imageUrls: await uploadPhotos(host, userId), sourceType: "product", sourceId: randomUUID() } })).body;
  const runOf = (modelId: string) => until("the run has started", () => host.provider.runs.find(({ request }) => request.modelId === modelId));
  const status = async (userId: string, taskId: string) => (await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user: userId })).body;

  it("lets it end when that is soon", async () => {
    const userId = await host.user();
    const { modelId, taskId } = await start(userId);
    const run = await runOf(modelId);
    const stopped = host.model3d.stop();
    run.succeed();
    await stopped;
    const [former, provider] = [host, host.provider];
    host = await startTestHost({ database: connection.database, provider });
    await former.stop();
    expect(await status(userId, taskId)).toMatchObject({ status: "SUCCEEDED", credits: { charged: 10 } });
    expect(provider.runs).toHaveLength(1);
  });

  it("ends the run after `stopTimeoutMs` and hands it to the next one, which makes it for the one price", async () => {
    const userId = await host.user();
    const { modelId, taskId } = await start(userId);
    const run = await runOf(modelId);
    await host.stop();
    expect(run.signal.aborted).toBe(true);
    host = await startTestHost({ database: connection.database });
    expect((await status(userId, taskId)).status).toMatch(/^(PENDING|IN_PROGRESS)$/);
    (await runOf(modelId)).succeed();
    await until("it is made", async () => (await status(userId, taskId)).status === "SUCCEEDED");
    expect((await host.call("GET", "/api/credits", { user: userId })).body).toMatchObject({ balance: 90, held: 0 });
  });
});

it.each([999, -1, 1.5, Number.NaN, Infinity])("`stopTimeoutMs` cannot be %s", async (stopTimeoutMs) => {
  await expect(startTestHost({ stopTimeoutMs })).rejects.toThrow("`stopTimeoutMs` must be a whole number of milliseconds, 1,000 or more.");
});

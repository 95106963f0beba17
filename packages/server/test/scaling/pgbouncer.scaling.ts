import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "../photos.ts";
import { startTestHost, until, type TestHost } from "../start-test-host.ts";
import { createStubProvider } from "../stub-provider.ts";
import { readStream } from "./read-stream.ts";
import { startPgBouncer, type PgBouncer } from "./start-pgbouncer.ts";

const POOL_SIZE = 6;
const USERS = 6;
const MODELS_OF_EACH = 8;
/** The hub looks by itself every ten seconds: what is heard well before was told. */
const HEARD_WITHIN_MS = 5_000;

describe("behind PgBouncer in transaction mode", () => {
  let test: TestDatabase;
  let pooler: PgBouncer;
  let directory: string;
  const hosts: TestHost[] = [];

  const open = async (withoutWorkers: boolean) => {
    const provider = createStubProvider();
    provider.always = (run) => run.succeed();
    const host = await startTestHost({ provider, withoutWorkers, database: pooler.url, directDatabaseUrl: String(test.connection), storage: { kind: "folder", directory }, generation: { concurrency: 3, maxPerUser: 50 } });
    hosts.push(host);
    return host;
  };

  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    pooler = await startPgBouncer(String(test.connection), { poolSize: POOL_SIZE });
    directory = await mkdtemp(join(tmpdir(), "model-3d-pooled-"));
    // Two that answer requests, two that work.
    for (const withoutWorkers of [true, true, false, false]) await open(withoutWorkers);
  });

  afterAll(async () => {
    for (const host of hosts.splice(0)) await host.stop();
    await pooler.stop();
    await test.remove();
    await rm(directory, { recursive: true, force: true });
  });

  it("four processes make every model once, charge it once and leave nothing open", async () => {
    const [web, other] = hosts as [TestHost, TestHost];
    const users = await Promise.all(Array.from({ length: USERS }, () => web.user(1_000)));
    await Promise.all(
      users.map(async (user) => {
        const imageUrls = await uploadPhotos(web, user);
        const answers = await Promise.all(
          Array.from({ length: MODELS_OF_EACH }, (_, index) => (index % 2 ? web : other).call("POST", "/api/generate-3d-model", { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() } })),
        );
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      }),
    );
    for (const user of users) {
      await until("all are made", async () => (await other.call("GET", `/api/product-3d-models?status=SUCCEEDED&limit=50`, { user })).body.models?.length === MODELS_OF_EACH, 120_000);
      expect((await web.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 1_000 - 10 * MODELS_OF_EACH, held: 0 });
    }
    expect(await hosts[3]?.model3d.check()).toMatchObject({ holds: true });
    expect(await pooler.serverConnections()).toBeLessThanOrEqual(POOL_SIZE);
  });

  it("a stream of one process hears what another did, at once", async () => {
    const [web, other] = hosts as [TestHost, TestHost];
    const user = await web.user(100);
    const stream = await readStream(web.url, user);
    const started = performance.now();
    const { body } = await other.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(other, user), sourceType: "product", sourceId: randomUUID() } });
    await until("the success was heard", () => stream.text().includes("model.succeeded") && stream.text().includes(body.modelId));
    expect(performance.now() - started).toBeLessThan(HEARD_WITHIN_MS);
    await stream.leave();
  });
});

import { randomUUID } from "node:crypto";
import type { ErrorActor } from "@model-3d/contract";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "../src/providers/provider-error.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, type StubAsyncProvider } from "./stub-async-provider.ts";

/** So many at once, and so many times, that on a busy machine, too, the worker is the faster one at some. */
const REQUESTS = 24;
const ROUNDS = 8;

describe("a request whose model a worker of another process submits first", () => {
  let test: TestDatabase;
  let worker: TestHost;
  let server: TestHost;
  let service: { worker: StubAsyncProvider; server: StubAsyncProvider };

  beforeEach(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    service = { worker: createStubAsyncProvider(), server: createStubAsyncProvider() };
    // The worker looks for what waits far more often than a request that waits for its turn does.
    worker = await startTestHost({ database: test.connection, providers: [service.worker], tasks: { tickMs: 5 } });
    server = await startTestHost({ database: test.connection, providers: [service.server], storage: { kind: "folder", directory: worker.filesDirectory }, withoutWorkers: true });
  });
  afterEach(async () => {
    await server.stop();
    await worker.stop();
    await test.remove();
  });

  const start = async (host: TestHost, user: string) => host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
  const waiting = async () => (await test.database.asService((trx) => trx("provider_tasks").where({ state: "waiting" }))).length;

  it.each<[string, ErrorActor, string, number, string, RegExp]>([
    ["that the service is not available, and not why, where the host has to act", "host", "The key is refused.", 503, "provider_unavailable", /^(?!.*key)/i],
    ["the service's reason where the photos are to blame", "user", "The photos show two objects.", 502, "provider_error", /^The photos show two objects\. Nothing was charged\.$/],
  ])("is told %s", async (_what, actor, reason, status, code, message) => {
    const refuse = (call: string) => {
      if (call === "createTask") throw new ProviderError(reason, { actor, retryable: false, code: "refused" });
    };
    service.server.before = refuse;
    let refusedToWorker = 0;
    for (let round = 0; round < ROUNDS && refusedToWorker === 0; round++) {
      const sentByWorker = new Set<unknown>();
      let letGo = () => {};
      const held = new Promise<void>((resolve) => (letGo = resolve));
      service.worker.before = async (call, { request }) => {
        sentByWorker.add(request?.modelId);
        await held;
        refuse(call);
      };
      const [first = "", ...users] = await Promise.all(Array.from({ length: 1 + REQUESTS }, () => worker.user(10)));
      const begun = start(worker, first);
      await until("one is being sent", () => sentByWorker.size === 1);
      const answers = Promise.all(users.map((user) => start(server, user)));
      await until("the others wait for it", async () => (await waiting()) === REQUESTS);
      letGo();
      expect((await begun).body.code).toBe(code);
      // Whose turn it is not yet is told to wait, as ever.
      const refused = (await answers).filter(({ body }) => !body.success);
      for (const answer of refused) expect([answer.status, answer.body.code, answer.body.message]).toEqual([status, code, expect.stringMatching(message)]);
      refusedToWorker += refused.filter(({ body }) => sentByWorker.has(body.modelId)).length;
      for (const user of users) await until("nothing is held", async () => (await server.call("GET", "/api/credits", { user })).body.available === 10);
    }
    expect(refusedToWorker).toBeGreaterThan(0);
  });
});

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisEventBus } from "../../src/index.ts";
import { uploadPhotos } from "../photos.ts";
import { startTestHost, until, type TestHost } from "../start-test-host.ts";
import { createStubProvider } from "../stub-provider.ts";
import { readStream } from "./read-stream.ts";
import { REDIS_PASSWORD, startRedis, type Redis } from "./start-redis.ts";

/** Processes look by themselves every ten seconds: what is heard well before was told. */
const HEARD_WITHIN_MS = 5_000;
const LOOKED_WITHIN_MS = 30_000;

describe("events over Redis", () => {
  let test: TestDatabase;
  let redis: Redis;
  let directory: string;
  const lines: string[] = [];
  const hosts: TestHost[] = [];

  const open = async (withoutWorkers: boolean) => {
    const provider = createStubProvider();
    provider.always = (run) => run.succeed();
    const host = await startTestHost({
      provider, withoutWorkers, database: String(test.connection), storage: { kind: "folder", directory }, generation: { maxPerUser: 50 },
      events: { bus: createRedisEventBus({ url: redis.url }) },
      logger: pino({ level: "info" }, { write: (line) => lines.push(line) }),
    });
    hosts.push(host);
    return host;
  };
  const generate = async (host: TestHost, user: string): Promise<string> => {
    const { status, body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
    expect(status, JSON.stringify(body)).toBe(200);
    return body.modelId;
  };
  const lastNumber = async (user: string) => Number((await test.database.knex("model_event_streams").where({ user_id: user }).first("last_event_id")).last_event_id);

  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    redis = await startRedis();
    directory = await mkdtemp(join(tmpdir(), "model-3d-redis-"));
    for (const withoutWorkers of [true, true, false]) await open(withoutWorkers);
  });
  afterAll(async () => {
    for (const host of hosts.splice(0)) await host.stop();
    await redis.stop();
    await test.remove();
    await rm(directory, { recursive: true, force: true });
    expect(lines.join("")).not.toContain(REDIS_PASSWORD);
  });

  it("reach streams and listeners of every process at once, and Postgres is asked to tell nobody", async () => {
    const [web, other] = hosts as [TestHost, TestHost];
    const user = await web.user(100);
    const told: string[] = [];
    const stop = other.model3d.on("model.succeeded", ({ data }) => void told.push(data.modelId));
    const stream = await readStream(web.url, user);
    const before = await redis.publishes();
    const started = performance.now();
    const modelId = await generate(other, user);
    await until("the success was heard", () => stream.text().includes("model.succeeded") && told.includes(modelId));
    expect(performance.now() - started).toBeLessThan(HEARD_WITHIN_MS);
    expect(await redis.publishes()).toBeGreaterThan(before);
    const { rows } = await test.database.knex.raw("select count(*)::int as count from pg_stat_activity where datname = current_database() and query ilike '%listen%model_3d%' and pid <> pg_backend_pid()");
    expect(rows[0].count).toBe(0);
    stop();
    await stream.leave();
  });

  it("lose nothing and double nothing when Redis dies and comes back, and requests and workers go on meanwhile", async () => {
    const [web, other] = hosts as [TestHost, TestHost];
    const user = await web.user(1_000);
    const stream = await readStream(web.url, user);
    await generate(other, user);
    await redis.kill();
    const without = [await generate(other, user), await generate(web, user)];
    // No wake comes; they look by themselves.
    await until("both successes were found", () => without.every((id) => new RegExp(`event: model\\.succeeded\\ndata: [^\\n]*${id}`).test(stream.text())), LOOKED_WITHIN_MS);
    const during = await generate(other, user);
    await redis.start();
    await until("what was done in between is found", () => new RegExp(`event: model\\.succeeded\\ndata: [^\\n]*${during}`).test(stream.text()), LOOKED_WITHIN_MS);
    await until("both ends of the bus are well", () => lines.filter((line) => line.includes("Redis answers again")).length >= 2 * hosts.length, LOOKED_WITHIN_MS);
    const started = performance.now();
    const after = await generate(other, user);
    await until("it is heard again", () => new RegExp(`event: model\\.succeeded\\ndata: [^\\n]*${after}`).test(stream.text()));
    expect(performance.now() - started).toBeLessThan(HEARD_WITHIN_MS);
    const last = await lastNumber(user);
    await until("all have come", () => stream.ids().at(-1) === last, LOOKED_WITHIN_MS);
    const ids = stream.ids();
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => last - ids.length + 1 + index));
    await stream.leave();
  });

  it("are heard by a process that started while Redis was away, as soon as it is there", async () => {
    await redis.kill();
    const late = await open(true);
    const user = await late.user(100);
    const stream = await readStream(late.url, user);
    const known = lines.length;
    await redis.start();
    await until("all three ends answer", () => lines.slice(known).filter((line) => line.includes("Redis answers again")).length >= 2 * hosts.length, LOOKED_WITHIN_MS);
    const started = performance.now();
    await generate(hosts[0] as TestHost, user);
    await until("the success was heard", () => stream.text().includes("model.succeeded"));
    expect(performance.now() - started).toBeLessThan(HEARD_WITHIN_MS);
    await stream.leave();
  });

  it("come by looking where the login is refused, and the log says so without the password", async () => {
    const wrong = await startTestHost({
      database: String(test.connection), withoutWorkers: true,
      events: { bus: createRedisEventBus({ url: redis.url.replace(REDIS_PASSWORD, "not-the-password") }) },
      logger: pino({ level: "warn" }, { write: (line) => lines.push(line) }),
    });
    await until("it is said", () => lines.some((line) => line.includes("WRONGPASS")));
    expect(lines.join("")).not.toContain("not-the-password");
    await wrong.stop();
  });
});

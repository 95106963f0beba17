import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Knex } from "knex";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pino } from "pino";
import { captureHold, holdCredits } from "../src/credits/credit-service.ts";
import { expireCredits, resetSubscriptions } from "../src/credits/renew-credits.ts";
import { openDatabase, type Database } from "../src/db/open-database.ts";
import { resolveModel3DOptions } from "../src/model-3d-options.ts";
import { StatementCutter } from "./killed/statement-cutter.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, failedBecause, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";

const FILE = "https://assets.example.com/model.glb";
const MOST_STATEMENTS = 150;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** So long the other server may work before a minute more has passed for it. */
const WORK_MS = 800;
const TEST_MS = 240_000;

/**
 * One server is killed at each of its statements in turn, once the database has done it: that is also where it would be if it died before the
 * next one leaves. Another server, with workers, goes on. Afterwards every invariant holds and exactly one thing has happened.
 */
describe("a server that dies at any statement", () => {
  const cutter = new StatementCutter();
  let test: TestDatabase;
  let pool: Knex;
  let service: StubAsyncProvider;
  let dying: TestHost;
  let other: TestHost;
  let user: string;
  let photos: Awaited<ReturnType<typeof uploadPhotos>>;
  let now = new Date();
  const clock = { now: () => now };
  const pass = (ms: number) => void (now = new Date(now.getTime() + ms));

  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    pool = cutter.connect(String(test.connection));
    service = createStubAsyncProvider({ name: "service", now: () => now });
    const mortal: StubAsyncProvider = {
      ...service,
      createTask: (...call) => (cutter.isDead ? Promise.reject(new Error("The process is dead.")) : service.createTask(...call)),
      readTask: (...call) => (cutter.isDead ? Promise.reject(new Error("The process is dead.")) : service.readTask(...call)),
    };
    const options = { clock, tasks: { tickMs: 20, askIntervalMs: 1, fateLooksMs: [0, 20, 30], submissionLeaseMs: 500, submissionTimeoutMs: 500 }, generation: { deadlineMs: 24 * 60 * MINUTE_MS } };
    dying = await startTestHost({ ...options, database: pool, providers: [mortal], withoutWorkers: true });
    other = await startTestHost({ ...options, database: String(test.connection), providers: [service] });
    user = await other.user(1_000_000);
    photos = await uploadPhotos(other, user);
  });
  afterAll(async () => {
    await dying.stop();
    await other.stop();
    await pool.destroy();
    await test.remove();
  });

  const start = (host: TestHost, sourceId: string) => host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: photos, sourceType: "product", sourceId } });
  const credits = async () => (await other.call("GET", "/api/credits", { user })).body as { balance: number; held: number };
  const rows = async <Row>(sql: string, values: string[]): Promise<Row[]> => (await test.database.knex.raw<{ rows: Row[] }>(sql, values)).rows;
  const ends = async (modelId: string) => (await rows<{ event: string }>("select type as event from host_events where data ->> 'modelId' = ? order by number", [modelId])).map(({ event }) => event);

  /** What the sweeper looks at once its time has come; time stands while it works, so that it keeps what it has claimed. */
  async function sweepUntil(what: string, look: () => Promise<unknown>): Promise<void> {
    let passedAt = -Infinity;
    await until(what, async () => {
      if (performance.now() - passedAt > WORK_MS) {
        pass(MINUTE_MS);
        passedAt = performance.now();
      }
      return look();
    });
  }

  async function everythingHolds(at: string): Promise<void> {
    const report = await other.model3d.check();
    // The stub's file lies on no server, so that none of it comes into the storage.
    expect(report.invariants.flatMap(({ rows: broken }) => broken), at).toEqual([]);
  }

  /** Does it again and again, each time a statement further, until it gets through. @returns after how many statements. */
  async function atEachStatement(step: (statement: number) => Promise<boolean>): Promise<number> {
    for (let statement = 1; statement <= MOST_STATEMENTS; statement += 1) {
      const wasKilled = await step(statement);
      await everythingHolds(`killed at statement ${statement}`);
      if (!wasKilled) return statement - 1;
    }
    throw new Error(`It has more than ${MOST_STATEMENTS} statements.`);
  }

  const succeeded = async (modelId: string) => (await rows<{ status: string }>("select status from product_3d_models where id = ?", [modelId]))[0]?.status === "SUCCEEDED";

  /** A model that its service has. */
  async function open(sourceId = randomUUID()): Promise<{ modelId: string; taskId: string }> {
    const { status, body } = await start(other, sourceId);
    expect([status, body.taskId]).toEqual([200, service.taskOf(body.modelId)?.taskId]);
    return body;
  }

  async function make(sourceId: ReturnType<typeof randomUUID>): Promise<string> {
    const { modelId, taskId } = await open(sourceId);
    service.tell(taskId, succeededAt(FILE));
    await sweepUntil("it is made", () => succeeded(modelId));
    return modelId;
  }

  it("start: the model is there or not, one task is paid for it, and one charge follows (no paid task that nobody knows of)", async () => {
    const statements = await atEachStatement(async (statement) => {
      const sourceId = randomUUID();
      const before = await credits();
      const made = service.tasks.length;
      const { wasKilled } = await cutter.killAt(statement, () => start(dying, sourceId));
      // The user, who has had no answer, asks again.
      const again = await start(other, sourceId);
      expect([200, 409]).toContain(again.status);
      const models = await rows<{ id: string }>("select id from product_3d_models where source_id = ?", [sourceId]);
      expect(models).toHaveLength(1);
      const modelId = models[0]?.id ?? "";
      await sweepUntil("its service has it", async () => (await rows("select model_id from provider_tasks where model_id = ? and state = 'open'", [modelId])).length > 0);
      expect(service.tasks.length - made).toBe(1);
      service.tell(service.tasks[made]?.taskId ?? "", succeededAt(FILE));
      await sweepUntil("it is made", () => succeeded(modelId));
      expect(await credits()).toMatchObject({ balance: before.balance - 10, held: 0 });
      expect(await ends(modelId)).toEqual(["model.succeeded"]);
      return wasKilled;
    });
    expect(statements).toBeGreaterThan(15);
  }, TEST_MS);

  it.each(["SUCCEEDED", "FAILED"] as const)("%s: told by the server that died and again by the sweeper, it ends once, with its credits and its event", async (end) => {
    const statements = await atEachStatement(async (statement) => {
      const before = await credits();
      const { modelId, taskId } = await open();
      service.tell(taskId, end === "SUCCEEDED" ? succeededAt(FILE) : failedBecause("The photos show nothing."));
      pass(10);
      const { wasKilled } = await cutter.killAt(statement, () => dying.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user }));
      await sweepUntil("it has ended", async () => (await rows("select id from product_3d_models where id = ? and finished_at is not null", [modelId])).length > 0);
      expect(await rows("select status, is_active from product_3d_models where id = ?", [modelId])).toEqual([{ status: end, is_active: end === "SUCCEEDED" }]);
      expect(await credits()).toMatchObject({ balance: before.balance - (end === "SUCCEEDED" ? 10 : 0), held: 0 });
      expect(await ends(modelId)).toEqual([end === "SUCCEEDED" ? "model.succeeded" : "model.failed"]);
      return wasKilled;
    });
    expect(statements).toBeGreaterThan(10);
  }, TEST_MS);

  it("delete of the active version: gone with its files and the one before shown, or untouched", async () => {
    const sourceId = randomUUID();
    const first = await make(sourceId);
    const statements = await atEachStatement(async (statement) => {
      const second = await make(sourceId);
      const { wasKilled } = await cutter.killAt(statement, () => dying.call("DELETE", `/api/product-3d-models?modelId=${second}`, { user }));
      const left = await rows<{ id: string; is_active: boolean }>("select id, is_active from product_3d_models where source_id = ? order by version", [sourceId]);
      expect([[{ id: first, is_active: true }], [{ id: first, is_active: false }, { id: second, is_active: true }]]).toContainEqual(left);
      expect([200, 404]).toContain((await other.call("DELETE", `/api/product-3d-models?modelId=${second}`, { user })).status);
      expect(await ends(second)).toEqual(["model.succeeded", "model.deleted"]);
      return wasKilled;
    });
    expect(statements).toBeGreaterThan(10);
  }, TEST_MS);

  it("delete of one that is being made: its credits are free again or still held, and its task is stopped", async () => {
    const statements = await atEachStatement(async (statement) => {
      const before = await credits();
      const { modelId, taskId } = await open();
      const { wasKilled } = await cutter.killAt(statement, () => dying.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user }));
      const isThere = (await rows("select id from product_3d_models where id = ?", [modelId])).length > 0;
      expect(await credits()).toMatchObject({ balance: before.balance, held: isThere ? 10 : 0 });
      expect((await other.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user })).status).toBe(isThere ? 200 : 404);
      expect(await credits()).toMatchObject({ balance: before.balance, held: 0 });
      await until("the service was told", () => service.tasks.find((task) => task.taskId === taskId)?.isCancelled);
      return wasKilled;
    });
    expect(statements).toBeGreaterThan(10);
  }, TEST_MS);

  it("reset of a subscription: the allowance of the new period is there once, whoever finishes it, and a hold of the one before is paid from that", async () => {
    const options = resolveModel3DOptions({ database: pool, storage: { kind: "folder", directory: "unused" }, authenticate: () => null });
    const context = (database: Database) => ({ database, clock, logger: pino({ level: "silent" }), options });
    const [mortal, alive] = [context(await openDatabase({ connection: pool })), context(test.database)];
    const { signal } = new AbortController();
    const statements = await atEachStatement(async (statement) => {
      const [userId, modelId] = [randomUUID(), randomUUID()];
      await other.model3d.credits.subscribe({ userId, allowance: 30, period: "day" });
      await test.database.asService((trx) => holdCredits(trx, { userId, modelId, amount: 10, expiresAt: null, at: now }));
      pass(DAY_MS);
      const { wasKilled } = await cutter.killAt(statement, () => resetSubscriptions(mortal, signal));
      await Promise.all([resetSubscriptions(alive, signal), resetSubscriptions(alive, signal)]);
      expect(await other.model3d.credits.balance(userId)).toMatchObject({ balance: 30, held: 10 });
      await test.database.asService((trx) => captureHold(trx, { userId, modelId, at: now }));
      await expireCredits(alive, signal);
      const ledger = await rows<{ kind: string; amount: number }>("select kind, amount from credit_ledger where user_id = ? and amount <> 0 order by id", [userId]);
      expect(ledger.map(({ kind, amount }) => [kind, amount])).toEqual([["reset", 30], ["reset", 30], ["charge", -10], ["expiry", -20]]);
      expect(await other.model3d.credits.balance(userId)).toMatchObject({ balance: 30, held: 0 });
      await other.model3d.credits.unsubscribe({ userId, now: true });
      return wasKilled;
    });
    expect(statements).toBeGreaterThan(6);
  }, TEST_MS);
});

import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Knex } from "knex";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openJobSender, type JobSender } from "../src/queue/open-job-sender.ts";
import { StatementCutter } from "./killed/statement-cutter.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubLedger, type StubLedger } from "./stub-ledger.ts";
import { createStubProvider } from "./stub-provider.ts";

const MOST_STATEMENTS = 80;
const MINUTE_MS = 60_000;
const TEST_MS = 240_000;

describe("a server that dies at any statement of a start, with credits in a ledger of the host's", () => {
  const cutter = new StatementCutter();
  const ledger = createStubLedger();
  const provider = createStubProvider();
  let test: TestDatabase;
  let pool: Knex;
  let dying: TestHost;
  let other: TestHost;
  let jobs: JobSender;
  let now = new Date();
  const clock = { now: () => now };
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    pool = cutter.connect(String(test.connection));
    const mortal: StubLedger = { ...ledger, hold: (...call) => (cutter.isDead ? Promise.reject(new Error("The process is dead.")) : ledger.hold(...call)) };
    const options = { clock, generation: { deadlineMs: 24 * 60 * MINUTE_MS } };
    dying = await startTestHost({ ...options, credits: { ledger: mortal, ledgerTimeoutMs: 1_000 }, database: pool, provider: createStubProvider(), withoutWorkers: true });
    other = await startTestHost({ ...options, credits: { ledger, ledgerTimeoutMs: 1_000 }, database: String(test.connection), provider });
    jobs = await openJobSender(test.database, pino({ level: "silent" }));
    provider.always = (run) => run.succeed();
  });
  afterAll(async () => {
    await jobs.close();
    await dying.stop();
    await other.stop();
    await pool.destroy();
    await test.remove();
  });

  const rows = async <Row>(sql: string, values: string[]): Promise<Row[]> => (await test.database.knex.raw<{ rows: Row[] }>(sql, values)).rows;
  const isSettled = async (user: string) => (await rows("select model_id from external_holds where user_id = ? and state not in ('captured', 'released')", [user])).length === 0;

  it("is charged for the models that there are, and nothing stays held (no hold that nobody knows of)", async () => {
    let [withModel, withHold, statement] = [0, 0, 1];
    for (; ; statement += 1) {
      expect(statement).toBeLessThan(MOST_STATEMENTS);
      const [user, sourceId] = [randomUUID(), randomUUID()];
      ledger.give(user, 25);
      const photos = await uploadPhotos(other, user);
      const { wasKilled } = await cutter.killAt(statement, () => dying.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: photos, sourceType: "product", sourceId } }));
      const models = await rows<{ id: string }>("select id from product_3d_models where source_id = ?", [sourceId]);
      expect(models.length).toBeLessThanOrEqual(1);
      if (models.length === 0 && [...ledger.holds.values()].some((hold) => hold.userId === user)) withHold += 1;
      withModel += models.length;
      // What nobody confirms is given up when its time has come.
      now = new Date(now.getTime() + 2 * MINUTE_MS);
      await test.database.asService((trx) => jobs.send(trx, "sweep-external-holds", {}));
      await until(`all is settled after statement ${statement}`, () => isSettled(user));
      expect([ledger.charged(user), ledger.available(user), ledger.held()], `killed at statement ${statement}`).toEqual([10 * models.length, 25 - 10 * models.length, []]);
      if (!wasKilled) break;
    }
    expect([statement > 15, withModel > 0, withHold > 0]).toEqual([true, true, true]);
    expect((await other.model3d.check()).invariants.filter(({ invariant }) => invariant < 7).flatMap((one) => one.rows)).toEqual([]);
  }, TEST_MS);
});

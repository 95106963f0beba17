import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Knex } from "knex";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StatementCutter } from "../../../test/killed/statement-cutter.ts";
import { createStubLedger } from "../../../test/stub-ledger.ts";
import { openDatabase, type Database } from "../../db/open-database.ts";
import { createSecretMask } from "../../logging/secret-mask.ts";
import { createMetrics } from "../../metrics/create-metrics.ts";
import { resolveModel3DOptions } from "../../model-3d-options.ts";
import { createJobQueue, type JobDefinition } from "../../queue/job-queue.ts";
import { confirmExternalHold, markCaptureDue, markReleaseDue, openExternalHold } from "./external-hold-repository.ts";
import { settleExternalHold, sweepExternalHolds } from "./settle-external-holds.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** In minutes: how often it is looked whether it is time to try again. */
const STEP = 5;
const MOST_STATEMENTS = 60;
const JOBS = ["settle-external-hold", "announce-credits"].map((name): JobDefinition => ({ name, retryLimit: 0, retryDelaySeconds: 0, expireInSeconds: 60, concurrency: 1, run: async () => {} }));

describe("what is due with a ledger of the host's", () => {
  const cutter = new StatementCutter();
  const ledger = createStubLedger();
  const metrics = createMetrics();
  const log: { level: number; msg: string; last?: string }[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void log.push(JSON.parse(line) as (typeof log)[number]) });
  const secrets = createSecretMask();
  secrets.add("sk_very_secret_key");
  let test: TestDatabase;
  let pool: Knex;
  let dying: Database;
  let queue: ReturnType<typeof createJobQueue>;
  let now = new Date("2030-05-01T12:00:00Z");
  const clock = { now: () => now };
  const pass = (ms: number) => void (now = new Date(now.getTime() + ms));
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    pool = cutter.connect(String(test.connection));
    dying = await openDatabase({ connection: pool });
    queue = createJobQueue({ database: test.database, logger, metrics: createMetrics(), jobs: JOBS, stopTimeoutMs: 1_000 });
    await queue.install();
  });
  afterAll(async () => {
    await queue.stop();
    await pool.destroy();
    await test.remove();
  });

  const mortal = { ...ledger, capture: bound("capture"), release: bound("release"), hold: bound("hold"), balance: bound("balance") };
  function bound<Call extends "capture" | "release" | "hold" | "balance">(call: Call): (typeof ledger)[Call] {
    return ((...args: never[]) => (cutter.isDead ? Promise.reject(new Error("The process is dead.")) : (ledger[call] as (...given: never[]) => unknown)(...args))) as (typeof ledger)[Call];
  }
  const contextOf = (database: Database, given = ledger as typeof mortal) => ({ database, queue, clock, logger, metrics, secrets, options: resolveModel3DOptions({ authenticate: () => null, credits: { ledger: given, ledgerTimeoutMs: 500 } }) });
  const settle = (modelId: string) => settleExternalHold(contextOf(test.database), modelId);
  const sweep = () => sweepExternalHolds(contextOf(test.database), new AbortController().signal);
  const rowOf = async (modelId: string) => (await test.database.asService((trx) => trx.raw("select * from external_holds where model_id = ?", [modelId]))).rows[0];
  const count = async (sql: string, values: string[]) => (await test.database.knex.raw(`select count(*)::integer as count from ${sql}`, values)).rows[0].count as number;

  /** A hold of 10 of 25 credits in one of its states, as the program brings it there. */
  async function make(state: "opening" | "held" | "capture_due" | "release_due", { isHeld = true, ledgerName = "stub" } = {}): Promise<{ userId: string; modelId: string }> {
    const [userId, modelId] = [randomUUID(), randomUUID()];
    ledger.give(userId, 25);
    if (isHeld) await ledger.hold({ key: modelId, userId, amount: 10, allowShort: false }, { signal: new AbortController().signal });
    await test.database.asService(async (trx) => {
      await openExternalHold(trx, { userId, modelId, ledger: ledgerName, amount: 10, allowShort: false, giveUpAt: new Date(now.getTime() + MINUTE_MS), at: now, limits: null });
      if (state === "opening") return;
      await confirmExternalHold(trx, modelId, "reference");
      if (state === "capture_due") await markCaptureDue(trx, modelId, { provider: "stub", at: now });
      if (state === "release_due") await markReleaseDue(trx, modelId, { reason: "test", at: now });
    });
    return { userId, modelId };
  }

  it.each(["capture_due", "release_due"] as const)("%s: a worker that is killed at any statement charges or gives back once (no double charge, nothing held for ever)", async (state) => {
    for (let statement = 1; ; statement += 1) {
      expect(statement).toBeLessThan(MOST_STATEMENTS);
      const { userId, modelId } = await make(state);
      const { wasKilled } = await cutter.killAt(statement, () => settleExternalHold(contextOf(dying, mortal), modelId));
      pass(MINUTE_MS);
      await sweep();
      expect(await rowOf(modelId)).toMatchObject({ state: state === "capture_due" ? "captured" : "released", charged: state === "capture_due" ? 10 : null });
      expect([ledger.charged(userId), ledger.available(userId), ledger.holds.get(modelId)?.state]).toEqual(state === "capture_due" ? [10, 15, "captured"] : [0, 25, "released"]);
      if (!wasKilled) break;
    }
  });

  it("is asked for once by many workers at a time", async () => {
    const { userId, modelId } = await make("capture_due");
    const before = ledger.calls.length;
    await Promise.all(Array.from({ length: 10 }, () => settle(modelId)));
    expect([ledger.calls.length - before, ledger.charged(userId)]).toEqual([1, 10]);
    await settle(modelId);
    expect(ledger.calls.length - before).toBe(1);
  });

  it("what a process that died was holding is given back, whether or not the ledger has heard of it", async () => {
    for (const isHeld of [true, false]) {
      const { userId, modelId } = await make("opening", { isHeld });
      await sweep();
      expect((await rowOf(modelId)).state).toBe("opening");
      pass(2 * MINUTE_MS);
      await sweep();
      expect([(await rowOf(modelId)).state, ledger.available(userId)]).toEqual(["released", 25]);
      // It cannot be confirmed any more.
      expect(await test.database.asService((trx) => confirmExternalHold(trx, modelId, null))).toBe(false);
    }
  });

  it("what is held for a model that is gone with its user is given back", async () => {
    const { userId, modelId } = await make("held");
    await sweep();
    expect((await rowOf(modelId)).state).toBe("held");
    pass(2 * MINUTE_MS);
    await sweep();
    expect([(await rowOf(modelId)).state, ledger.available(userId)]).toEqual(["released", 25]);
  });

  it("is tried ever more rarely while the ledger is away, at most an hour apart, for good; no secret is kept of it", async () => {
    const { userId, modelId } = await make("capture_due");
    ledger.before = (_call, about) => {
      if (about === modelId) throw new Error("401 for sk_very_secret_key");
    };
    let [tries, last] = [0, now.getTime()];
    const pauses: number[] = [];
    for (let minute = 0; minute < 12 * 60; minute += STEP) {
      const attempts = (await rowOf(modelId)).attempts as number;
      await settle(modelId);
      if (((await rowOf(modelId)).attempts as number) > attempts) {
        tries += 1;
        pauses.push(now.getTime() - last);
        last = now.getTime();
      }
      pass(STEP * MINUTE_MS);
    }
    expect(Math.max(...pauses)).toBeLessThanOrEqual(HOUR_MS + STEP * MINUTE_MS);
    expect(tries).toBeGreaterThan(15);
    expect(tries).toBeLessThan(30);
    expect((await rowOf(modelId)).last_error).not.toContain("sk_very_secret_key");
    expect(log.some(({ level, msg }) => level === pino.levels.values.error && msg.includes("could not be settled"))).toBe(true);
    ledger.before = null;
    pass(HOUR_MS);
    await sweep();
    expect([(await rowOf(modelId)).state, ledger.charged(userId)]).toEqual(["captured", 10]);
  });

  it("a shortfall is told once, however often the ledger is asked", async () => {
    const { modelId } = await make("capture_due");
    Object.assign(ledger.holds.get(modelId) ?? {}, { state: "gone" });
    ledger.losesAnswersTo.add("capture");
    await settle(modelId);
    ledger.losesAnswersTo.clear();
    pass(MINUTE_MS);
    await sweep();
    await sweep();
    expect(await rowOf(modelId)).toMatchObject({ state: "captured", charged: 0, short: 10, reason: "the ledger holds it no more" });
    expect(await count("host_events where type = 'credits.short' and data ->> 'modelId' = ?", [modelId])).toBe(1);
    expect(await metrics.toText()).toContain('model_3d_external_holds_total{ledger="stub",result="short"} 1');
  });

  it.each([["charges more than was held", { kind: "captured", charged: 11 }], ["answers nonsense", { kind: "ok" }], ["answers nothing", undefined]])("a ledger that %s has not answered", async (_what, answer) => {
    const { modelId } = await make("capture_due");
    const given = { ...mortal, capture: async () => answer as never };
    await settleExternalHold(contextOf(test.database, given), modelId);
    expect(await rowOf(modelId)).toMatchObject({ state: "capture_due", attempts: 1, charged: null });
    pass(MINUTE_MS);
    await settle(modelId);
    expect((await rowOf(modelId)).state).toBe("captured");
  });

  it("with another ledger than the one in use is left alone", async () => {
    const { modelId } = await make("capture_due", { ledgerName: "former" });
    await sweep();
    await settle(modelId);
    expect((await rowOf(modelId)).state).toBe("capture_due");
  });
});

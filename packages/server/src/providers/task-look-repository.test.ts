import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LATE_LOOKS_FOR_MS, lookLate } from "../generations/plan-look.ts";
import { planTurns } from "./account-limits.ts";
import { pauseAccount, reserveTurn } from "./provider-account-repository.ts";
import { claimAsking, claimDueLooks, claimLateLooks, claimOverdue, claimStreams, findDueWork, pruneTasks } from "./provider-tasks.ts";

const HOUR_MS = 3_600_000;
const PROVIDER = "meshy";
const later = (ms: number) => new Date(Date.now() + ms);

describe("looks at tasks", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
  });
  afterAll(() => test.remove());
  beforeEach(() => test.database.asService((trx) => trx("provider_tasks").delete()));

  const insert = async (row: object): Promise<string> => {
    const modelId = randomUUID();
    await test.database.asService((trx) => trx("provider_tasks").insert({ model_id: modelId, user_id: randomUUID(), provider: PROVIDER, task_id: modelId, handle: JSON.stringify({ taskId: modelId }), submitted_at: new Date(), ...row }));
    return modelId;
  };
  const times = { openBefore: later(-HOUR_MS), waitingBefore: later(-HOUR_MS), mostLookMs: 60_000, mostStreamMs: 120_000 };

  it("asks for a task that was given up during three days, and then leaves it alone and forgets it, however often it was asked for", async () => {
    const ended = later(-71 * HOUR_MS);
    await insert({ state: "ended", outcome: "EXPIRED", next_look_at: ended, ended_at: ended });
    const look = (at: Date) => test.database.asService((trx) => claimLateLooks(trx, PROVIDER, { at, nextAt: lookLate(at), endedAfter: new Date(at.getTime() - LATE_LOOKS_FOR_MS), limit: 10 }));
    expect(await look(new Date())).toHaveLength(1);
    expect(await look(later(48 * HOUR_MS))).toHaveLength(1);
    expect(await look(later(96 * HOUR_MS))).toEqual([]);
    expect(await test.database.asService((trx) => pruneTasks(trx, later(-70 * HOUR_MS)))).toBe(1);
  });

  it("is held up by no time that was set before the clock jumped back a day", async () => {
    const jumped = later(24 * HOUR_MS);
    const modelId = await insert({ state: "open", next_look_at: jumped, asked_at: jumped, streamed_until: jumped });
    const at = new Date();
    expect(await test.database.asService((trx) => findDueWork(trx, { at, ...times }))).toMatchObject([{ provider: PROVIDER, looks: true, streams: true, overdue: false }]);
    expect(await test.database.asService((trx) => claimAsking(trx, modelId, { at, askedBefore: later(-5_000) }))).not.toBeNull();
    expect(await test.database.asService((trx) => claimStreams(trx, PROVIDER, { at, until: later(60_000), limit: 5, mostStreamMs: 120_000 }))).toHaveLength(1);
    const plan = { at, firstMs: 5_000, lastMs: 30_000, factor: 1.45, limit: 5, mostLookMs: 60_000 };
    expect(await test.database.asService((trx) => claimDueLooks(trx, PROVIDER, plan))).toHaveLength(1);
    expect(await test.database.asService((trx) => claimDueLooks(trx, PROVIDER, plan))).toEqual([]);
  });

  it("takes each overdue task in its turn: those that could not be asked for are in nobody's way", async () => {
    for (let i = 0; i < 5; i += 1) await insert({ state: "open", submitted_at: later(-2 * HOUR_MS), created_at: later(-3 * HOUR_MS + i) });
    const take = () => test.database.asService((trx) => claimOverdue(trx, PROVIDER, { at: new Date(), ...times, nextAt: later(30_000), limit: 2 }));
    const taken = [...(await take()), ...(await take()), ...(await take())];
    expect(new Set(taken.map(({ modelId }) => modelId)).size).toBe(5);
    expect(await take()).toEqual([]);
  });

  it("keeps no turn for those who would have to wait too long: after thousands of questions a submission has its turn in seconds", async () => {
    const turns = planTurns({ requestsPerSecond: 20 });
    const reserve = (longestWaitMs: number) => test.database.asService((trx) => reserveTurn(trx, "busy", { ...turns, longestWaitMs }));
    const waits: (number | null)[] = [];
    for (let i = 0; i < 400; i += 1) waits.push(await reserve(1_000));
    expect(waits).toContain(null);
    expect(await reserve(40_000)).toBeLessThan(2_000);
    await test.database.asService((trx) => trx("provider_accounts").where({ provider: "busy" }).update({ next_request_at: later(24 * HOUR_MS) }));
    expect(await reserve(40_000)).toBeLessThan(2_000);
  });

  it("leaves an account alone for as long as its service says", async () => {
    await test.database.asService((trx) => pauseAccount(trx, "paused", 30 * 60_000));
    const reserve = (longestWaitMs: number) => test.database.asService((trx) => reserveTurn(trx, "paused", { ...planTurns({ requestsPerSecond: 20 }), longestWaitMs }));
    expect(await reserve(40_000)).toBeNull();
    expect(await reserve(HOUR_MS)).toBeGreaterThan(29 * 60_000);
  });
});

import { randomUUID } from "node:crypto";
import { creditsSchema, ledgerPageSchema, type HostEvent } from "@model-3d/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CreditOptions } from "../src/index.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";
import { createStubLedger, type StubLedger } from "./stub-ledger.ts";
import { photoIsBad } from "./stub-provider.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

const TIMEOUT_MS = 400;
const away = () => {
  throw new Error("The billing is away.");
};

describe.each(DATABASE_KINDS)("credits in a ledger of the host's, on %s", (kind) => {
  let connection: TestConnection;
  let ledger: StubLedger;
  let host: TestHost;
  let told: HostEvent[];
  beforeEach(async () => {
    connection = await openTestConnection(kind);
    ledger = createStubLedger();
    told = [];
  });
  afterEach(async () => {
    // A server that stops waits for what is being made.
    for (const open of host.provider.runs) open.fail(new Error("The test is over."));
    await host.stop();
    await connection.close();
  });

  async function open(credits: CreditOptions = {}, more: object = {}): Promise<void> {
    host = await startTestHost({ database: connection.database, credits: { ledger, ledgerTimeoutMs: TIMEOUT_MS, ...credits }, ...more });
    host.model3d.on("*", (event) => void told.push(event));
  }
  function user(credits: number): string {
    const userId = randomUUID();
    ledger.give(userId, credits);
    return userId;
  }
  const start = async (userId: string, sourceId: string = randomUUID(), headers = {}): Promise<Answer> =>
    host.call("POST", "/api/generate-3d-model", { user: userId, headers, json: { imageUrls: await uploadPhotos(host, userId), sourceType: "product", sourceId } });
  const run = (answer: Answer) => until("the run has started", () => host.provider.runs.find(({ request }) => request.modelId === answer.body.modelId));
  const status = async (userId: string, answer: Answer) => (await host.call("GET", `/api/generate-3d-model?taskId=${answer.body.taskId}`, { user: userId })).body;
  const credits = async (userId: string) => creditsSchema.parse((await host.call("GET", "/api/credits", { user: userId })).body);
  const entries = async (userId: string) => ledgerPageSchema.parse((await host.call("GET", "/api/credits/ledger", { user: userId })).body).entries;
  const charged = (userId: string, answer: Answer) => until("it is charged", async () => (await status(userId, answer)).credits.charged > 0 && (await status(userId, answer)));
  const callsOf = (call: string) => ledger.calls.filter((one) => one.call === call);
  /** Of credits: where a server has another storage than the one before, its files are elsewhere. */
  const findings = async () => (await host.model3d.check()).invariants.filter(({ invariant }) => invariant >= 3 && invariant <= 5).flatMap(({ rows }) => rows);

  it("are held before the generation and charged once when it has succeeded; our own tables stay empty", async () => {
    await open();
    const userId = user(25);
    const answer = await start(userId);
    expect(answer.status).toBe(200);
    expect(ledger.held()).toEqual([answer.body.modelId]);
    expect(await credits(userId)).toMatchObject({ balance: 25, held: 10, available: 15, cost: 10, low: true, grants: [] });
    expect(await entries(userId)).toMatchObject([{ kind: "hold", amount: 0, held_change: 10, model_id: answer.body.modelId }]);
    (await run(answer)).succeed();
    expect((await charged(userId, answer)).credits).toEqual({ charged: 10, short: 0 });
    expect([ledger.charged(userId), ledger.held(), callsOf("capture").length]).toEqual([10, [], 1]);
    expect(await credits(userId)).toMatchObject({ balance: 15, held: 0, available: 15 });
    expect(await entries(userId)).toMatchObject([{ kind: "charge", amount: -10, held_change: 0 }]);
    expect((await host.model3d.credits.ledger(userId)).entries).toHaveLength(1);
    expect(await host.model3d.credits.balance(userId)).toMatchObject({ balance: 15, available: 15, low: true });
    expect((await host.model3d.credits.reconcile({ from: new Date(Date.now() - 60_000), to: new Date(Date.now() + 60_000) })).providers).toMatchObject([{ provider: "stub", models: 1, charged: 10, short: 0 }]);
    expect(await findings()).toEqual([]);
    await until("the host is told that they are low", () => told.some(({ type }) => type === "credits.low"));
  });

  it.each(["fails", "is deleted"] as const)("are given back when it %s", async (end) => {
    await open();
    const userId = user(10);
    const answer = await start(userId);
    if (end === "fails") (await run(answer)).fail(photoIsBad("There is nothing in the photos."));
    else expect((await host.call("DELETE", `/api/product-3d-models?modelId=${answer.body.modelId}`, { user: userId })).status).toBe(200);
    await until("it is given back", () => ledger.holds.get(answer.body.modelId)?.state === "released");
    await until("that is written down", async () => (await entries(userId))[0]?.kind === "release" && (await credits(userId)).held === 0);
    expect(await credits(userId)).toMatchObject({ balance: 10, available: 10 });
    expect(callsOf("capture")).toEqual([]);
    expect(await findings()).toEqual([]);
  });

  it("that are too few answer 402, and nothing is written or held", async () => {
    await open();
    const userId = user(9);
    expect(await start(userId)).toMatchObject({ status: 402, body: { code: "insufficient_credits", balance: 9, held: 0, available: 9, cost: 10 } });
    // The ledger's word counts, also when the balance had been enough a moment ago.
    ledger.give(userId, 1);
    ledger.before = (call) => void (call === "hold" && ledger.give(userId, -5));
    expect(await start(userId)).toMatchObject({ status: 402, body: { code: "insufficient_credits", available: 5 } });
    expect([ledger.holds.size, await entries(userId), host.provider.runs.length]).toEqual([0, [], 0]);
  });

  it("50 parallel starts on 25 credits: 2 run, the others get 402 (no double spending)", async () => {
    await open({}, { generation: { maxPerUser: 100 } });
    const userId = user(25);
    const imageUrls = await uploadPhotos(host, userId);
    const answers = await Promise.all(Array.from({ length: 50 }, () => host.call("POST", "/api/generate-3d-model", { user: userId, json: { imageUrls, sourceType: "product", sourceId: randomUUID() } })));
    expect(Map.groupBy(answers, (answer) => answer.status).get(200)).toHaveLength(2);
    expect(Map.groupBy(answers, (answer) => answer.status).get(402)).toHaveLength(48);
    expect([ledger.available(userId), ledger.held().length]).toEqual([5, 2]);
  });

  it("are refused with 503 while the ledger is away: the generator hears of nothing, and what may be held is given back (no hold that stays)", async () => {
    await open();
    const userId = user(100);
    const isAway = { hold: false, release: false };
    ledger.before = (call) => (call === "hold" && isAway.hold) || (call === "release" && isAway.release) ? away() : undefined;
    for (const fault of ["away", "answer-lost", "hangs"] as const) {
      isAway.hold = fault === "away";
      isAway.release = true;
      if (fault === "answer-lost") ledger.losesAnswersTo.add("hold");
      if (fault === "hangs") ledger.before = (call) => (call === "hold" ? new Promise(() => undefined) : call === "release" && isAway.release ? away() : undefined);
      const refused = await start(userId, randomUUID(), { "idempotency-key": fault });
      expect(refused).toMatchObject({ status: 503, body: { code: "credits_unavailable", message: expect.stringContaining("Nothing was charged") } });
      expect(ledger.held().length).toBe(fault === "answer-lost" ? 1 : 0);
      isAway.release = false;
      await until("it is given back", () => callsOf("release").length > ["away", "answer-lost", "hangs"].indexOf(fault));
      expect([ledger.held(), ledger.available(userId), host.provider.runs.length]).toEqual([[], 100, 0]);
      ledger.losesAnswersTo.clear();
    }
    ledger.before = null;
    expect((await host.call("GET", "/api/product-3d-models", { user: userId })).body.models).toEqual([]);
    // A request that was refused can be sent again under its key.
    const again = await start(userId, randomUUID(), { "idempotency-key": "away" });
    expect(again.status).toBe(200);
    (await run(again)).succeed();
    await charged(userId, again);
  });

  it("a hold that arrives after it was given up holds nothing", async () => {
    await open();
    const userId = user(10);
    let arrive = () => {};
    const underWay = new Promise<void>((resolve) => (arrive = resolve));
    ledger.before = (call) => (call === "hold" ? underWay : undefined);
    expect((await start(userId)).status).toBe(503);
    await until("it was given up", () => callsOf("release").length === 1);
    arrive();
    await until("it has arrived", () => callsOf("hold").length === 1);
    expect([ledger.held(), ledger.available(userId)]).toEqual([[], 10]);
  });

  it("are charged once, however often the ledger's answer is lost (no double charge)", async () => {
    await open();
    const userId = user(100);
    const answer = await start(userId);
    ledger.losesAnswersTo.add("capture");
    (await run(answer)).succeed();
    await until("it was asked twice", () => callsOf("capture").length >= 2);
    expect((await status(userId, answer)).status).toBe("SUCCEEDED");
    ledger.losesAnswersTo.clear();
    expect((await charged(userId, answer)).credits).toEqual({ charged: 10, short: 0 });
    expect(ledger.charged(userId)).toBe(10);
    expect(await findings()).toEqual([]);
  });

  it.each([["holds them no more", "gone"], ["has given them back", "released"]] as const)("that the ledger %s at the end are a shortfall, which the host and the user are told of", async (_what, state) => {
    await open();
    const userId = user(100);
    const answer = await start(userId);
    Object.assign(ledger.holds.get(answer.body.modelId) ?? {}, { state });
    (await run(answer)).succeed();
    await until("the host is told", () => told.some(({ type }) => type === "credits.short"));
    expect(told.find(({ type }) => type === "credits.short")).toMatchObject({ userId, data: { modelId: answer.body.modelId, charged: 0, short: 10 } });
    expect((await status(userId, answer)).credits).toEqual({ charged: 0, short: 10 });
    expect(await entries(userId)).toMatchObject([{ kind: "shortfall", amount: 0 }]);
    expect([ledger.charged(userId), await findings()]).toEqual([0, []]);
  });

  it("may be short where the host allows it: what there is is charged", async () => {
    await open({ whenInsufficient: "allow" });
    const userId = user(4);
    const answer = await start(userId);
    expect(await credits(userId)).toMatchObject({ balance: 4, held: 10, available: -6 });
    (await run(answer)).succeed();
    expect((await charged(userId, answer)).credits).toEqual({ charged: 4, short: 6 });
    await until("the host is told", () => told.some(({ type }) => type === "credits.short"));
  });

  it("that cost nothing are asked of nobody", async () => {
    await open({ costPerGeneration: 0 });
    const userId = user(0);
    const answer = await start(userId);
    (await run(answer)).succeed();
    await until("it is settled", async () => (await entries(userId))[0]?.kind === "charge");
    expect(ledger.calls.filter(({ call }) => call !== "balance")).toEqual([]);
    expect(await findings()).toEqual([]);
  });

  it("are limited by day and by host as ours are, and what was given back does not count", async () => {
    await open({ limits: { user: { day: 20 }, host: { month: 30 } } }, { withoutWorkers: true });
    const [ann, bob] = [user(100), user(100)];
    const first = await start(ann);
    expect((await start(ann)).status).toBe(200);
    expect(await start(ann)).toMatchObject({ status: 429, body: { code: "credit_limit_reached", scope: "user", period: "day", limit: 20, used: 20 } });
    expect((await start(bob)).status).toBe(200);
    expect(await start(bob)).toMatchObject({ status: 429, body: { scope: "host", period: "month" } });
    await host.call("DELETE", `/api/product-3d-models?modelId=${first.body.modelId}`, { user: ann });
    expect((await start(bob)).status).toBe(200);
    expect(callsOf("hold")).toHaveLength(4);
  });

  it("count towards the limits when the credits are kept here from then on (limits are not doubled by a change of ledger)", async () => {
    const limits = { user: { day: 20 }, host: { day: 30 } };
    await open({ limits }, { withoutWorkers: true });
    const [ann, bob] = [user(100), user(100)];
    expect((await start(ann)).status).toBe(200);
    await host.stop();
    host = await startTestHost({ database: connection.database, credits: { limits }, withoutWorkers: true });
    for (const userId of [ann, bob]) await host.model3d.credits.grant({ userId, amount: 50, planType: "one_time", reason: "moved" });
    expect((await start(ann)).status).toBe(200);
    expect(await start(ann)).toMatchObject({ status: 429, body: { code: "credit_limit_reached", scope: "user", limit: 20, used: 20 } });
    expect((await start(bob)).status).toBe(200);
    expect(await start(bob)).toMatchObject({ status: 429, body: { code: "credit_limit_reached", scope: "host" } });
  });

  it("cannot be moved here: grants, corrections and the rest say where", async () => {
    await open();
    const [userId, model3d] = [user(0), host.model3d];
    const moves = [
      () => model3d.credits.grant({ userId, amount: 5, planType: "one_time", reason: "test" }),
      () => model3d.credits.topUp({ userId, amount: 5, reason: "test" }),
      () => model3d.credits.correct({ userId, amount: 5, reason: "test", actor: "test" }),
      () => model3d.credits.refund({ modelId: randomUUID(), reason: "test", actor: "test" }),
      () => model3d.credits.subscribe({ userId, allowance: 5 }),
      () => model3d.credits.unsubscribe({ userId }),
    ];
    for (const move of moves) await expect(move()).rejects.toThrow(/kept by its own ledger "stub".*Make the movement there/);
    ledger.before = away;
    expect(await host.call("GET", "/api/credits", { user: userId })).toMatchObject({ status: 503, body: { code: "credits_unavailable" } });
    expect((await host.call("GET", "/api/credits/ledger", { user: userId })).status).toBe(200);
  });

  it("change hands between two starts of the server: what is under way is settled where it was held", async () => {
    await open({}, { withoutWorkers: true });
    const userId = user(30);
    const answer = await start(userId);
    await host.stop();
    host = await startTestHost({ database: connection.database });
    await host.model3d.credits.grant({ userId, amount: 50, planType: "one_time", reason: "moved" });
    (await run(answer)).succeed();
    await until("it is made", async () => (await status(userId, answer)).status === "SUCCEEDED");
    expect(await credits(userId)).toMatchObject({ balance: 50, held: 0 });
    await host.stop();
    host = await startTestHost({ database: connection.database, withoutWorkers: true });
    const second = await start(userId);
    await host.stop();
    await open();
    expect((await charged(userId, answer)).credits).toEqual({ charged: 10, short: 0 });
    (await run(second)).succeed();
    expect((await charged(userId, second)).credits).toEqual({ charged: 10, short: 0 });
    expect([ledger.charged(userId), ledger.available(userId)]).toEqual([10, 20]);
    expect(await findings()).toEqual([]);
  });
});

import { randomUUID } from "node:crypto";
import { adminArchivePageSchema, adminBatchAnswerSchema, adminBatchPageSchema, interveneBatchAnswerSchema, overviewSchema, type BatchIntervention } from "@model-3d/contract";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { changeBatch, cancelBatch, letAllSucceed, makeItems, readBatch, readCredits, readStates, runOf, startBatch, untilBatch, untilDone } from "./batch-bench.ts";
import { makeBoxGlb } from "./make-box-glb.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";
import { photoIsBad } from "./stub-provider.ts";

const MINUTE_MS = 60_000;
const AT_ONCE = 2;

let test: TestDatabase;
let host: TestHost;
let aheadMs = 0;
const clock = { now: () => new Date(Date.now() + aheadMs) };

const read = (path: string, operator = "ann"): Promise<Answer> => host.call("GET", `/api/admin${path}`, { headers: { "x-operator": operator } });
const act = (path: string, json: object, headers: Record<string, string> = {}): Promise<Answer> => host.call("POST", `/api/admin${path}`, { json, headers: { "x-operator": "ann", ...headers } });
const change = (batchId: string, action: BatchIntervention, headers: Record<string, string> = {}) => act(`/batches/${batchId}`, { action, reason: `to ${action}` }, headers);
const list = async (query = "") => adminBatchPageSchema.parse((await read(`/batches?${query}`)).body);
const show = async (batchId: string, query = "", operator = "ann") => adminBatchAnswerSchema.parse((await read(`/batches/${batchId}?${query}`, operator)).body);
const archives = async (query = "") => adminArchivePageSchema.parse((await read(`/archives?${query}`)).body);
/** A batch of which as many have begun as may. */
const begun = async (count: number, { credits = 100, name = "Chairs" } = {}) => {
  const user = await host.user(credits);
  const items = await makeItems(host, user, count);
  const id = await startBatch(host, user, items, { name });
  await untilBatch(host, user, id, "the first have begun", ({ counts }) => counts.inProgress === Math.min(AT_ONCE, count));
  return { user, id, items };
};

beforeAll(async () => {
  test = await createTestDatabase({ kind: "postgres" });
  host = await startTestHost({
    database: String(test.connection),
    clock,
    generation: { concurrency: 20 },
    batches: { atOncePerUser: AT_ONCE },
    authorizeOperator: (request) => (request.get("x-operator") ? { operatorId: request.get("x-operator") ?? "", may: request.get("x-operator") === "bob" ? [] : ["generations"] } : null),
  });
});
afterEach(async () => {
  aheadMs = 0;
  expect((await host.model3d.check()).invariants.flatMap(({ rows }) => rows)).toEqual([]);
});
afterAll(async () => {
  await host.stop();
  await test.remove();
});

/** Ends everything that a test has left. */
async function endAll(): Promise<void> {
  const wait = letAllSucceed(host);
  await until("nothing goes on", async () => (await list()).batches.every(({ finished_at: at, status }) => at !== null || status === "PAUSED"));
  wait();
}

describe("batches of all users", () => {
  it("come by pages, those that run first, with whose they are, what is held and why they rest", async () => {
    const first = await begun(4);
    const second = await begun(1, { name: "Tables" });
    const third = await begun(3);
    await changeBatch(host, third.user, third.id, "pause");
    const { batches } = await list();
    expect(batches.map(({ id }) => id)).toEqual([second.id, first.id, third.id]);
    expect(batches.map(({ status, user_id: user, name, held, pause_reason: why, is_stuck: isStuck, counts }) => [status, user, name, held, why, isStuck, counts.total])).toEqual([
      ["RUNNING", second.user, "Tables", 10, null, false, 1],
      ["RUNNING", first.user, "Chairs", 40, null, false, 4],
      ["PAUSED", third.user, "Chairs", 30, "user", false, 3],
    ]);
    for (const { user_id: user, held } of batches) expect((await readCredits(host, user)).held).toBe(held);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(`limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.batches.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(batches.map(({ id }) => id));
    expect((await list("status=PAUSED")).batches.map(({ id }) => id)).toEqual([third.id]);
    expect((await list(`userId=${first.user}`)).batches.map(({ id }) => id)).toEqual([first.id]);
    await cancelBatch(host, third.user, third.id);
    await endAll();
  }, 60_000);

  it("are stuck when they run and nothing of them has moved for long, and not when they rest", async () => {
    const { id, user } = await begun(3);
    const resting = await begun(3);
    await changeBatch(host, resting.user, resting.id, "pause");
    const countBatches = async () => overviewSchema.parse((await read("/overview")).body).batches;
    expect((await list("stuck=true")).batches).toEqual([]);
    expect(await countBatches()).toEqual({ running: 1, paused: 1, stuck: 0 });
    aheadMs = 11 * MINUTE_MS;
    expect((await list("stuck=true")).batches.map((batch) => [batch.id, batch.is_stuck])).toEqual([[id, true]]);
    expect((await list(`stuck=true&userId=${resting.user}`)).batches).toEqual([]);
    expect(await countBatches()).toEqual({ running: 1, paused: 1, stuck: 1 });
    expect((await show(id)).batch.is_stuck).toBe(true);
    aheadMs = 0;
    await cancelBatch(host, resting.user, resting.id);
    await cancelBatch(host, user, id);
    await endAll();
  }, 60_000);

  it("refuses filters and cursors that are none", async () => {
    for (const query of ["status=OPEN", "userId=ann", "cursor=abc", "limit=101", "stuck=false"]) expect((await read(`/batches?${query}`)).body.code, query).toBe("invalid_request");
    for (const query of ["status=OPEN", "userId=ann", "cursor=abc"]) expect((await read(`/archives?${query}`)).body.code, query).toBe("invalid_request");
    expect((await read(`/batches/${randomUUID()}`)).status).toBe(404);
    expect((await read("/batches/none")).status).toBe(400);
  });
});

describe("an operator", () => {
  it("pauses a batch for the host: its user sees so and cannot resume it, and goes on once the operator lets it", async () => {
    const { id, user } = await begun(4);
    expect((await show(id)).can).toEqual(["pause", "cancel"]);
    expect((await show(id, "", "bob")).can, "who only looks").toEqual([]);
    const { body } = await change(id, "pause");
    expect(interveneBatchAnswerSchema.parse(body)).toMatchObject({ batchId: id, action: "pause", batch: { status: "PAUSED", pause_reason: "operator" } });
    expect((await readBatch(host, user, id)).batch.pause_reason).toBe("operator");
    expect(await changeBatch(host, user, id, "resume")).toMatchObject({ status: 409, body: { code: "paused_by_operator", message: expect.stringContaining("paused this batch") } });
    expect((await changeBatch(host, user, id, "pause")).body.batch.pause_reason, "a user's pause takes nothing from it").toBe("operator");
    expect((await show(id)).can).toEqual(["resume", "cancel"]);
    expect((await change(id, "resume")).body.batch).toMatchObject({ status: "RUNNING", pause_reason: null });
    await endAll();
    expect((await readBatch(host, user, id)).batch).toMatchObject({ status: "DONE", counts: { succeeded: 4 } });
  }, 60_000);

  it("makes a user's pause the host's own, and cancels: what has not begun gives its credits back, and its user still may after a pause of the host's", async () => {
    const { id, user } = await begun(5);
    await changeBatch(host, user, id, "pause");
    expect((await change(id, "pause")).body.batch.pause_reason).toBe("operator");
    expect((await readCredits(host, user)).held).toBe(50);
    expect((await change(id, "cancel")).body).toMatchObject({ action: "cancel", items: 3, batch: { status: "CANCELLED", counts: { cancelled: 3 } } });
    expect((await readCredits(host, user)).held).toBe(20);
    expect((await show(id)).actions.map(({ action, items }) => [action, items])).toEqual([["batch.cancel", 3], ["batch.pause", undefined]]);
    expect((await show(id)).can).toEqual([]);
    expect((await change(id, "resume")).body.code).toBe("batch_ended");
    const other = await begun(3);
    await change(other.id, "pause");
    expect((await cancelBatch(host, other.user, other.id)).body.batch).toMatchObject({ status: "CANCELLED", counts: { cancelled: 1 } });
    await endAll();
  }, 60_000);

  it("has failed items tried again, for its user's credits, once for a key; sees each item and why it failed, and all that was done", async () => {
    const { id, user, items } = await begun(3, { credits: 30 });
    const [failing] = items;
    if (!failing) throw new Error("There are three.");
    (await runOf(host, failing, user)).fail(photoIsBad("It is at https://files.example/a.png?Signature=very-secret-signature"));
    const wait = letAllSucceed(host);
    await untilDone(host, user, id);
    wait();
    const failed = await show(id, "status=FAILED");
    expect(failed).toMatchObject({ can: ["retry_failed"], batch: { status: "DONE", held: 0, counts: { failed: 1 } }, items: [{ position: 0, provider: "stub", attempts: 1, status: "FAILED", reason: { message: expect.stringContaining("It is at") } }] });
    expect(JSON.stringify(failed)).not.toContain("very-secret-signature");
    const headers = { "idempotency-key": randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => change(id, "retry_failed", headers)));
    for (const { status, body } of answers) expect([status, body.items]).toEqual([200, 1]);
    expect((await readCredits(host, user)).held).toBe(10);
    await untilBatch(host, user, id, "it has begun again", ({ counts }) => counts.inProgress === 1);
    (await runOf(host, failing, user)).fail(photoIsBad("again"));
    await untilDone(host, user, id);
    await host.model3d.credits.correct({ userId: user, amount: -10, reason: "a test", actor: "test" });
    const before = (await show(id)).actions;
    expect(await change(id, "retry_failed")).toMatchObject({ status: 402, body: { code: "insufficient_credits" } });
    expect((await show(id)).actions, "what was not done is not written down").toEqual(before);
    expect(before).toMatchObject([{ operator: "ann", action: "batch.retry_failed", subject: id, reason: "to retry_failed" }]);
    expect(await readStates(host, user, id)).toEqual(["FAILED", "SUCCEEDED", "SUCCEEDED"]);
    const [page, rest] = [await show(id, "limit=2"), await show(id, `limit=2&cursor=${String((await show(id, "limit=2")).nextCursor)}`)];
    expect([page.items.map(({ position }) => position), rest.items.map(({ position }) => position), rest.nextCursor]).toEqual([[0, 1], [2], null]);
  }, 60_000);
});

describe("archives of all users", () => {
  const ask = (user: string, json: object) => host.call("POST", "/api/model-archives", { user, json });

  it("show whose they are and of what, and are taken away: row and file go, and it can be packed again", async () => {
    const glb = await makeBoxGlb();
    const user = await host.user(100);
    host.provider.always = (run) => run.succeed(glb);
    const batchId = await startBatch(host, user, await makeItems(host, user, 2), { name: "Oak" });
    await untilDone(host, user, batchId);
    host.provider.always = null;
    const { body } = await ask(user, { batchId });
    const archiveId = body.archive.id;
    const archive = await until("it is packed", async () => (await archives(`userId=${user}&status=SUCCEEDED`)).archives[0]);
    const [first] = (await readBatch(host, user, batchId)).items;
    expect(archive).toMatchObject({ id: archiveId, user_id: user, batch_id: batchId, first_model_id: first?.model_id, name: "Oak-glb.zip", format: "glb", models: 2, attempts: 1, bytes: expect.any(Number) });
    const single = await ask(user, { modelIds: [first?.model_id], format: "stl" });
    const { archives: both } = await archives(`userId=${user}`);
    expect(both.map(({ id, batch_id: of }) => [id, of])).toEqual([[single.body.archive.id, null], [archiveId, batchId]]);
    const { archives: second } = await archives(`limit=1&cursor=${String((await archives("limit=1")).nextCursor)}`);
    expect(second.map(({ id }) => id)).toEqual([archiveId]);

    expect(await act(`/archives/${archiveId}`, { action: "delete", reason: "too large" })).toMatchObject({ status: 200, body: { success: true, archiveId } });
    expect((await host.call("GET", `/api/model-archives/${archiveId}/file`, { user })).status).toBe(404);
    await until("its file is gone", async () => (await test.database.knex("stored_files").where({ kind: "archive", state: "stored", user_id: user, name: "Oak-glb" })).length === 0);
    expect((await read("/actions?limit=1")).body.actions).toMatchObject([{ operator: "ann", action: "archive.delete", subject: archiveId, reason: "too large" }]);
    expect((await act(`/archives/${archiveId}`, { action: "delete", reason: "too large" })).status).toBe(404);
    expect((await ask(user, { batchId })).status).toBe(202);
    await until("both are packed", async () => (await archives(`userId=${user}&status=SUCCEEDED`)).archives.length === 2);
  }, 60_000);

  it("tell the page that waits for one that is being made", async () => {
    const idle = await startTestHost({ database: String(test.connection), storage: { kind: "folder", directory: host.filesDirectory }, withoutWorkers: true });
    const { user_id: user, first_model_id: modelId } = (await archives()).archives[0] ?? {};
    const { archive } = (await idle.call("POST", "/api/model-archives", { user: String(user), json: { modelIds: [modelId], format: "ply" } })).body;
    await act(`/archives/${archive.id}`, { action: "delete", reason: "it hangs" });
    const told = await test.database.knex<{ user_id: string; type: string; data: { archive: { id: string } } }>("model_events").where({ user_id: String(user), type: "archive.failed" });
    expect(told.map(({ data }) => data.archive.id)).toEqual([archive.id]);
    await idle.stop();
  }, 60_000);
});

import { randomUUID } from "node:crypto";
import { batchAnswerSchema, batchEstimateSchema, batchItemsAnswerSchema, batchPageAnswerSchema, type HostEvent } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelBatch, changeBatch, letAllSucceed, makeItems, postBatch, readBatch, readCredits, readStates, runOf, startBatch, untilBatch, untilDone } from "./batch-bench.ts";
import { photoIsBad } from "./stub-provider.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

/** Of one user's. So many are also run at once: all that have begun have a run, whichever of them was first. */
const AT_ONCE = 3;

const estimate = (host: TestHost, user: string, json: object) => host.call("POST", "/api/generation-batches/estimate", { user, json });

describe.each(DATABASE_KINDS)("batches on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  const told: { batchId: string; userId: string; status: string }[] = [];
  let failingTells = 0;
  beforeAll(async () => {
    connection = await openTestConnection(kind);
    const onDone = (batch: (typeof told)[number]) => {
      if ((failingTells -= 1) >= 0) throw new Error("The mail server is away.");
      told.push(batch);
    };
    host = await startTestHost({ database: connection.database, generation: { concurrency: AT_ONCE }, batches: { onDone, atOncePerUser: AT_ONCE } });
  });
  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  it("goes its way: estimate, hold, one that lacks a view, one that fails, retry, done, and everybody is told", async () => {
    const user = await host.user(100);
    const heard: HostEvent[] = [];
    const leave = host.model3d.on("batch.done", (event) => void heard.push(event));
    const items = await makeItems(host, user, 5);
    const [, lacking, failing] = items;
    if (!lacking || !failing) throw new Error("There are five.");
    lacking.imageUrls = { front: "https://shop.example/front.png" };
    const asked = { items, name: "Chairs" };

    const before = await readCredits(host, user);
    const estimated = batchEstimateSchema.parse((await estimate(host, user, asked)).body);
    expect(estimated).toMatchObject({ items: 5, ready: 4, credits: { cost: 40, available: 100, enough: true, hold: "all" }, atOnce: 3 });
    expect(estimated.leftOut).toMatchObject([{ position: 1, source_id: lacking.sourceId, reason: { code: "views_missing", views: ["back"] } }]);
    expect(estimated.seconds).toEqual({ from: 60, to: 120 });
    expect(await readCredits(host, user)).toEqual(before);
    expect((await host.call("GET", "/api/generation-batches", { user })).body.batches).toEqual([]);

    const started = batchAnswerSchema.parse((await postBatch(host, user, asked)).body);
    const { id } = started.batch;
    expect(started.batch).toMatchObject({ name: "Chairs", status: "RUNNING", progress: 0, counts: { total: 5, waiting: 4, skipped: 1 } });
    expect(await readCredits(host, user)).toEqual({ balance: 100, held: 40, available: 60 });
    (await runOf(host, failing, user)).fail(photoIsBad("The back photo shows something else."));
    const wait = letAllSucceed(host);
    const done = await untilDone(host, user, id);
    expect(done).toMatchObject({ status: "DONE", progress: 100, counts: { total: 5, waiting: 0, inProgress: 0, succeeded: 3, failed: 1, skipped: 1, cancelled: 0 } });
    const shown = batchItemsAnswerSchema.parse((await host.call("GET", `/api/generation-batches/${id}`, { user })).body);
    expect(shown.items.map(({ status }) => status)).toEqual(["SUCCEEDED", "SKIPPED", "FAILED", "SUCCEEDED", "SUCCEEDED"]);
    expect(shown.items[2]).toMatchObject({ source_id: failing.sourceId, reason: { message: "The back photo shows something else." }, cost: 10 });
    expect(await readCredits(host, user)).toEqual({ balance: 70, held: 0, available: 70 });

    await until("the host was told", () => heard.length > 0 && told.some(({ batchId }) => batchId === id));
    const retried = await changeBatch(host, user, id, "retry_failed");
    expect(retried.body).toMatchObject({ message: "1 item is tried again.", batch: { status: "RUNNING", finished_at: null, counts: { waiting: 1, failed: 0 } } });
    expect((await untilDone(host, user, id)).counts).toMatchObject({ succeeded: 4, failed: 0 });
    expect(await readCredits(host, user)).toEqual({ balance: 60, held: 0, available: 60 });
    await until("the host was told again", () => heard.length === 2 && told.filter(({ batchId }) => batchId === id).length === 2);
    leave();
    expect(heard.map(({ data }) => data)).toMatchObject([{ batchId: id, name: "Chairs", status: "DONE", counts: { failed: 1 } }, { batchId: id, counts: { failed: 0 } }]);
    expect(told.find(({ batchId }) => batchId === id)).toMatchObject({ userId: user, status: "DONE" });
    expect(await changeBatch(host, user, id, "pause")).toMatchObject({ status: 409, body: { code: "batch_ended" } });
    expect((await host.model3d.check()).holds).toBe(true);
    wait();
  });

  it("rests while it is paused, whatever becomes free, goes on, and gives back what is cancelled", async () => {
    const user = await host.user(100);
    const items = await makeItems(host, user, 6);
    const id = await startBatch(host, user, items);
    const first = await untilBatch(host, user, id, "three have begun", ({ counts }) => counts.inProgress === 3);
    expect(first.counts).toMatchObject({ waiting: 3 });
    expect((await changeBatch(host, user, id, "pause")).body.batch).toMatchObject({ status: "PAUSED", pause_reason: "user" });
    let wait = letAllSucceed(host);
    await untilBatch(host, user, id, "what had begun has ended", ({ counts }) => counts.succeeded === 3);
    wait();
    expect(await readStates(host, user, id)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "WAITING", "WAITING", "WAITING"]);
    expect(await readCredits(host, user)).toMatchObject({ balance: 70, held: 30 });
    expect((await changeBatch(host, user, id, "resume")).body.batch).toMatchObject({ status: "RUNNING", pause_reason: null });
    await untilBatch(host, user, id, "the next have begun", ({ counts }) => counts.inProgress > 0);
    await changeBatch(host, user, id, "pause");
    const open = (await readBatch(host, user, id)).batch.counts;
    const cancelled = await cancelBatch(host, user, id);
    expect(cancelled.body.batch).toMatchObject({ status: "CANCELLED", counts: { waiting: 0, cancelled: open.waiting } });
    expect(await readCredits(host, user)).toMatchObject({ held: 10 * open.inProgress });
    wait = letAllSucceed(host);
    expect(await untilDone(host, user, id)).toMatchObject({ status: "CANCELLED", counts: { succeeded: 3 + open.inProgress, cancelled: open.waiting } });
    wait();
    for (const action of ["pause", "resume", "retry_failed"]) expect(await changeBatch(host, user, id, action)).toMatchObject({ status: 409, body: { code: "batch_ended" } });
    expect((await cancelBatch(host, user, id)).status).toBe(200);
    expect((await host.model3d.check()).holds).toBe(true);
  });

  it("has its host told again where that failed, and an item whose version was deleted cancelled", async () => {
    const user = await host.user(20);
    failingTells = 1;
    const items = await makeItems(host, user, 2);
    const id = await startBatch(host, user, items);
    const [first] = items;
    if (!first) throw new Error("There are two.");
    const run = await runOf(host, first, user);
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${run.request.modelId}`, { user })).status).toBe(200);
    const wait = letAllSucceed(host);
    await untilDone(host, user, id);
    wait();
    expect((await readBatch(host, user, id)).items).toMatchObject([{ status: "CANCELLED", model_id: null, reason: { code: "deleted" } }, { status: "SUCCEEDED" }]);
    await until("the host was told in the end", () => told.some(({ batchId }) => batchId === id));
    expect(failingTells).toBeLessThan(0);
  });

  it("is all or nothing where credits are held together, and says what it would take", async () => {
    const user = await host.user(45);
    const items = await makeItems(host, user, 5);
    const refused = await postBatch(host, user, { items });
    expect([refused.status, refused.body]).toMatchObject([402, { code: "insufficient_credits", cost: 50, available: 45, held: 0, balance: 45 }]);
    expect((await estimate(host, user, { items })).body.credits).toMatchObject({ cost: 50, available: 45, enough: false });
    expect(await readCredits(host, user)).toEqual({ balance: 45, held: 0, available: 45 });
    expect((await host.call("GET", "/api/generation-batches", { user })).body.batches).toEqual([]);
  });

  it.each([
    ["no items", { items: [] }, "items"],
    ["an item without a source", { items: [{ imageUrls: {} }] }, "items.0.sourceType"],
    ["a view that there is not", { items: [{ sourceType: "product", sourceId: randomUUID(), imageUrls: { inside: "https://shop.example/a.png" } }] }, "items.0.imageUrls"],
    ["more items than a batch takes", { items: Array.from({ length: 1_001 }, () => ({ sourceType: "product", sourceId: randomUUID(), imageUrls: {} })) }, "items"],
    ["a provider that there is not", { items: [{ sourceType: "product", sourceId: randomUUID(), imageUrls: {} }], provider: "nobody" }, "provider"],
  ])("refuses %s, and so does its estimate", async (_what, json, path) => {
    const user = await host.user();
    for (const answer of [await postBatch(host, user, json), await estimate(host, user, json)]) expect([answer.status, answer.body.code, answer.body.issues?.[0]?.path]).toEqual([400, "invalid_request", path]);
  });

  it("leaves out what is there twice, is being made, or names photos of somebody else, and refuses what leaves nothing", async () => {
    const [user, other] = [await host.user(), await host.user()];
    const [one, two, three, four] = await makeItems(host, user, 4);
    const [theirs] = await makeItems(host, other, 1);
    if (!one || !two || !three || !four || !theirs) throw new Error("There are four.");
    three.imageUrls = theirs.imageUrls;
    expect((await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: two.imageUrls, sourceType: "product", sourceId: two.sourceId } })).status).toBe(200);
    const items = [one, two, three, one, { ...four, sourceId: four.sourceId.toUpperCase() }];
    const { body } = await estimate(host, user, { items });
    expect(body.leftOut).toMatchObject([
      { position: 1, reason: { code: "generation_in_progress" } },
      { position: 2, reason: { code: "views_missing", views: ["front", "back"], message: expect.stringContaining("Upload it again") } },
      { position: 3, reason: { code: "duplicate" } },
    ]);
    const nothing = await postBatch(host, user, { items: [two, three] });
    expect([nothing.status, nothing.body.code, nothing.body.leftOut.length]).toEqual([400, "nothing_to_make", 2]);
    const id = await startBatch(host, user, items);
    expect(await readStates(host, user, id)).toMatchObject([expect.anything(), "SKIPPED", "SKIPPED", "SKIPPED", expect.anything()]);
    await cancelBatch(host, user, id);
    const wait = letAllSucceed(host);
    await untilDone(host, user, id);
    wait();
  });

  it("makes what is named twice by the one that can be made, and calls nothing a repetition of what is not made", async () => {
    const user = await host.user(100);
    const [whole] = await makeItems(host, user, 1);
    if (!whole) throw new Error("There is one.");
    const lacking = { ...whole, imageUrls: { front: "https://shop.example/front.png" } };
    const { ready, leftOut } = batchEstimateSchema.parse((await estimate(host, user, { items: [lacking, whole, whole] })).body);
    expect([ready, leftOut.map(({ position, reason }) => [position, reason.code])]).toEqual([1, [[0, "views_missing"], [2, "duplicate"]]]);
    expect((await estimate(host, user, { items: [lacking, lacking] })).body.leftOut).toMatchObject([{ reason: { code: "views_missing" } }, { reason: { code: "views_missing" } }]);
    const answers = await Promise.all([1, 2, 3].map(() => postBatch(host, user, { items: [whole, whole] })));
    const refused = answers.flatMap(({ body }) => (body.code === "nothing_to_make" ? (body.leftOut as { reason: { code: string } }[]) : []));
    // Whether it waits in the other batch or has begun there: this one has it in neither case.
    expect(refused.map(({ reason }) => reason.code).filter((code) => !["in_other_batch", "generation_in_progress"].includes(code))).toEqual([]);
    expect(refused).toHaveLength(4);
    const wait = letAllSucceed(host);
    await untilDone(host, user, answers.find(({ status }) => status === 200)?.body.batch.id as string);
    wait();
  });

  it("leaves out what another batch of the user's has and has not ended, at the same moment too, and says when an item has moved", async () => {
    const user = await host.user(1_000);
    const items = await makeItems(host, user, 4);
    const answers = await Promise.all([1, 2, 3].map(() => postBatch(host, user, { items })));
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([200, "nothing_to_make", "nothing_to_make"]);
    const id = answers.find(({ status }) => status === 200)?.body.batch.id as string;
    await untilBatch(host, user, id, "three have begun", ({ counts }) => counts.inProgress === 3);
    await changeBatch(host, user, id, "pause");
    const created = (await readBatch(host, user, id)).batch;
    const estimated = batchEstimateSchema.parse((await estimate(host, user, { items: [...items, ...(await makeItems(host, user, 1))] })).body);
    expect(estimated).toMatchObject({ ready: 1, credits: { cost: 10 } });
    expect(new Set(estimated.leftOut.map(({ reason }) => reason.code))).toEqual(new Set(["generation_in_progress", "in_other_batch"]));
    // What was begun goes on while the batch rests.
    const wait = letAllSucceed(host);
    const moved = await untilBatch(host, user, id, "what has begun has ended", ({ counts }) => counts.inProgress === 0 && counts.succeeded > 0);
    expect(moved.updated_at > created.updated_at).toBe(true);
    expect((await host.call("GET", "/api/generation-batches", { user })).body.batches[0].updated_at).toBe(moved.updated_at);
    await changeBatch(host, user, id, "resume");
    await untilDone(host, user, id);
    // When it has ended its models may be made anew.
    const again = await startBatch(host, user, items.slice(0, 1));
    await untilDone(host, user, again);
    wait();
    expect(await readCredits(host, user)).toMatchObject({ balance: 950, held: 0 });
    expect((await host.model3d.check()).holds).toBe(true);
  });

  it("tries nothing again that another batch of the user's has by now, so that none is made and charged for twice", async () => {
    const user = await host.user(100);
    const [both, alone] = await makeItems(host, user, 2);
    if (!both || !alone) throw new Error("There are two.");
    const first = await startBatch(host, user, [both, alone]);
    for (const item of [both, alone]) (await runOf(host, item, user)).fail(photoIsBad("It is blurred."));
    await untilDone(host, user, first);
    const second = await startBatch(host, user, [both]);
    await untilBatch(host, user, second, "it has begun", ({ counts }) => counts.inProgress === 1);
    const run = await runOf(host, both, user);
    expect((await changeBatch(host, user, first, "retry_failed")).body).toMatchObject({ message: "1 item is tried again. 1 item is left to another batch of yours, which is not done with it.", batch: { counts: { waiting: 1, failed: 1 } } });
    expect(await readCredits(host, user)).toMatchObject({ held: 20 });
    await untilBatch(host, user, first, "the other one has begun again", ({ counts }) => counts.inProgress === 1);
    expect(await readStates(host, user, first)).toEqual(["FAILED", "IN_PROGRESS"]);
    (await runOf(host, alone, user)).fail(photoIsBad("It is blurred still."));
    await untilDone(host, user, first);
    expect((await changeBatch(host, user, first, "pause")).status).toBe(409);
    run.fail(photoIsBad("It is blurred here too."));
    await untilDone(host, user, second);
    // It failed in both; whichever asks first has it.
    const answers = await Promise.all([first, second].map((id) => changeBatch(host, user, id, "retry_failed")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await readCredits(host, user)).toMatchObject({ held: 20 });
    const wait = letAllSucceed(host);
    await Promise.all([first, second].map((id) => untilDone(host, user, id)));
    wait();
    expect(await readCredits(host, user)).toMatchObject({ balance: 80, held: 0 });
    expect((await host.model3d.check()).holds).toBe(true);
  });

  it("answers a repeated request with the same batch, shows pages, and is nobody else's", async () => {
    const user = await host.user(1_000);
    const items = await makeItems(host, user, 5);
    const key = { "idempotency-key": randomUUID() };
    const [first, second] = [await postBatch(host, user, { items }, key), await postBatch(host, user, { items }, key)];
    expect(second.body).toEqual(first.body);
    const id = first.body.batch.id as string;
    await changeBatch(host, user, id, "pause");
    const others = [await startBatch(host, user, (await makeItems(host, user, 1))), await startBatch(host, user, (await makeItems(host, user, 1)))];
    const listed = batchPageAnswerSchema.parse((await host.call("GET", "/api/generation-batches?limit=2", { user })).body);
    const rest = batchPageAnswerSchema.parse((await host.call("GET", `/api/generation-batches?limit=2&cursor=${listed.nextCursor}`, { user })).body);
    expect([...listed.batches, ...rest.batches].map((batch) => batch.id)).toEqual([others[1], others[0], id]);
    expect(rest.nextCursor).toBeNull();
    const seen: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body } = await host.call("GET", `/api/generation-batches/${id}?limit=2${cursor ? `&cursor=${cursor}` : ""}`, { user });
      seen.push(...body.items.map(({ position }: { position: number }) => position));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect((await host.call("GET", `/api/generation-batches/${id}?cursor=nonsense`, { user })).body.code).toBe("invalid_request");
    const stranger = await host.user();
    for (const answer of [await host.call("GET", `/api/generation-batches/${id}`, { user: stranger }), await changeBatch(host, stranger, id, "resume"), await cancelBatch(host, stranger, id)]) expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
    for (const batchId of [id, ...others]) await cancelBatch(host, user, batchId);
    const wait = letAllSucceed(host);
    for (const batchId of [id, ...others]) await untilDone(host, user, batchId);
    wait();
    expect((await host.model3d.check()).holds).toBe(true);
  });
});

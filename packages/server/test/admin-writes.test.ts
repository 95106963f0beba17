import { randomUUID } from "node:crypto";
import { correctionAnswerSchema, interveneAnswerSchema, operatorActionPageSchema, refundAnswerSchema, timelineSchema } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";

let host: TestHost;
let service: StubAsyncProvider;

const act = (path: string, json: object, { operator = "ann", headers = {} }: { operator?: string; headers?: Record<string, string> } = {}): Promise<Answer> =>
  host.call("POST", `/api/admin${path}`, { json, headers: { "x-operator": operator, ...headers } });
const read = async (path: string) => (await host.call("GET", `/api/admin${path}`, { headers: { "x-operator": "ann" } })).body;
const actions = async () => operatorActionPageSchema.parse(await read("/actions?limit=100")).actions;
const timeline = async (modelId: string) => timelineSchema.parse(await read(`/generations/${modelId}`));
const credits = async (user: string) => (await host.call("GET", "/api/credits", { user })).body;
const start = async () => {
  const user = await host.user(50);
  const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
  return { ...body, user } as { modelId: string; taskId: string; user: string };
};
const deliver = (taskId: string) => host.call("POST", `/api/webhooks/${service.name}`, { body: service.bodyOf(taskId, { status: "PENDING" }), headers: { "content-type": "application/json", [STUB_SECRET_HEADER]: STUB_SECRET } });

beforeAll(async () => {
  service = createStubAsyncProvider();
  host = await startTestHost({
    providers: [service],
    tasks: { tickMs: 50, firstLookMs: 30, lastLookMs: 100, askIntervalMs: 1, news: { sweeper: false, stream: false } },
    authorizeOperator: (request) => {
      const operatorId = request.get("x-operator");
      return operatorId ? { operatorId, may: operatorId === "bob" ? [] : ["generations", "webhooks", "credits"] } : null;
    },
  });
});
afterAll(async () => {
  const { isSound } = await host.model3d.check().then((report) => ({ isSound: report.invariants.every(({ rows }) => rows.length === 0), report }));
  await host.stop();
  expect(isSound).toBe(true);
});

describe("a correction", () => {
  it("is one entry of the ledger, by the operator's name and with a reason, and the balance follows", async () => {
    const user = await host.user(20);
    const { status, body } = await act("/ledger/corrections", { userId: user, amount: -5, reason: "  charged twice " });
    expect([status, correctionAnswerSchema.parse(body)]).toEqual([200, { success: true, userId: user, amount: -5, available: 15 }]);
    expect(await credits(user)).toMatchObject({ balance: 15, available: 15 });
    expect((await read(`/ledger?userId=${user}&kind=correction`)).entries).toMatchObject([{ amount: -5, reason: "charged twice", actor: "ann" }]);
    expect((await actions())[0]).toMatchObject({ operator: "ann", action: "credits.correct", subject: user, reason: "charged twice", credits: -5 });
  });

  it("is made once for an Idempotency-Key, sent again and at the same time, and another body is refused", async () => {
    const user = await host.user(0);
    const headers = { "idempotency-key": randomUUID() };
    const once = { userId: user, amount: 7, reason: "a gift" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => act("/ledger/corrections", once, { headers })));
    for (const { status, body } of answers) expect([status, body]).toEqual([200, { success: true, userId: user, amount: 7, available: 7 }]);
    expect((await credits(user)).balance).toBe(7);
    expect((await act("/ledger/corrections", { ...once, amount: 8 }, { headers })).body.code).toBe("idempotency_mismatch");
    expect((await act("/ledger/corrections", once, { operator: "eve", headers })).status, "another operator's key is another key").toBe(200);
    expect((await credits(user)).balance).toBe(14);
    expect((await actions()).filter(({ subject }) => subject === user)).toHaveLength(2);
  });

  it("that would take more than is available moves nothing, says so, and is not written down", async () => {
    const user = await host.user(3);
    const before = (await actions()).length;
    const { status, body } = await act("/ledger/corrections", { userId: user, amount: -4, reason: "too much" });
    expect([status, body.code]).toEqual([409, "correction_refused"]);
    expect(body.message).toContain("Only 3 credits are available");
    expect((await credits(user)).balance).toBe(3);
    expect(await actions()).toHaveLength(before);
  });

  it.each([
    ["no reason", { amount: 1 }],
    ["a reason that says nothing", { amount: 1, reason: " " }],
    ["nothing to move", { amount: 0, reason: "a test" }],
    ["part of a credit", { amount: 0.5, reason: "a test" }],
    ["2³¹", { amount: 2 ** 31, reason: "a test" }],
    ["no id of a user", { userId: "ann", amount: 1, reason: "a test" }],
  ])("with %s is refused", async (_what, body) => {
    expect((await act("/ledger/corrections", { userId: randomUUID(), ...body })).body.code).toBe("invalid_request");
  });
});

describe("a replay", () => {
  it("has a delivery worked on again, is written down once for its key, and is no more than a 404 for none", async () => {
    const { taskId } = await start();
    await deliver(taskId);
    const found = () => read("/webhooks?limit=100").then(({ deliveries }) => deliveries.find(({ task_id }: { task_id: string }) => task_id === taskId));
    const { id } = await until("it was worked on", async () => ((await found())?.state === "applied" ? found() : null));
    const headers = { "idempotency-key": randomUUID() };
    for (let i = 0; i < 2; i++) expect((await act(`/webhooks/${id}/replay`, { reason: "it was lost" }, { headers })).body).toEqual({ success: true, deliveryId: id });
    await until("it was worked on again", async () => (await found()).state === "applied" && (await found()).attempts === 2);
    expect((await actions()).filter(({ subject }) => subject === id)).toMatchObject([{ action: "webhook.replay", reason: "it was lost", operator: "ann" }]);
    expect((await act(`/webhooks/${randomUUID()}/replay`, { reason: "it was lost" })).status).toBe(404);
  });
});

describe("a generation that is stuck", () => {
  it("is asked for at once when it is tried again, and what its service says is applied", async () => {
    const { modelId, taskId } = await start();
    expect((await timeline(modelId)).can).toEqual(["retry", "give_up"]);
    service.tell(taskId, succeededAt("https://assets.example.com/model.glb"));
    const { status, body } = await act(`/generations/${modelId}`, { action: "retry", reason: "no news came" });
    expect([status, interveneAnswerSchema.parse(body)]).toEqual([200, { success: true, modelId, action: "retry", files: [] }]);
    const after = await timeline(modelId);
    expect(after.generation?.status).toBe("SUCCEEDED");
    expect(after.events.find(({ kind }) => kind === "operator_acted")?.facts).toEqual({ action: "generation.retry", operator: "ann", reason: "no news came" });
    expect((await act(`/generations/${modelId}`, { action: "give_up", reason: "too late" })).body.code).toBe("generation_ended");
  });

  it("is given up: its credits are free, its user is told why, and the same request again answers the same", async () => {
    const { modelId, user } = await start();
    expect(await credits(user)).toMatchObject({ held: 10 });
    const headers = { "idempotency-key": randomUUID() };
    const answers = [await act(`/generations/${modelId}`, { action: "give_up", reason: "hangs" }, { headers }), await act(`/generations/${modelId}`, { action: "give_up", reason: "hangs" }, { headers })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await timeline(modelId)).generation).toMatchObject({ status: "EXPIRED", task_error: expect.stringContaining("Nothing was charged") });
    expect(await credits(user)).toMatchObject({ balance: 50, held: 0 });
    expect((await timeline(modelId)).events.filter(({ kind }) => kind === "operator_acted")).toHaveLength(1);
  });

  it("of a user whose service had made it after all is not thrown away", async () => {
    const { modelId, taskId } = await start();
    service.tell(taskId, succeededAt("https://assets.example.com/model.glb"));
    expect((await act(`/generations/${modelId}`, { action: "give_up", reason: "hangs" })).status).toBe(200);
    expect((await timeline(modelId)).generation?.status).toBe("SUCCEEDED");
  });

  it("that was never is a 404, and an action that is none a 400", async () => {
    for (const action of ["retry", "give_up", "retry_files"]) expect((await act(`/generations/${randomUUID()}`, { action, reason: "a test" })).status, action).toBe(404);
    expect((await act(`/generations/${randomUUID()}`, { action: "delete", reason: "a test" })).status).toBe(400);
  });
});

describe("a refund", () => {
  /** A generation that succeeded and was charged. */
  const made = async () => {
    const { modelId, taskId, user } = await start();
    service.tell(taskId, succeededAt("https://assets.example.com/model.glb"));
    await act(`/generations/${modelId}`, { action: "retry", reason: "at once" });
    await until("it is charged", async () => (await credits(user)).balance === 40);
    return { modelId, user };
  };
  const refunds = async (modelId: string) => (await read(`/ledger?reference=${modelId}&kind=refund`)).entries;

  it("gives back all that one generation cost: the ledger, its time line and the log say who and why", async () => {
    const { modelId, user } = await made();
    expect((await timeline(modelId)).can).toEqual(["refund"]);
    const { status, body } = await act(`/generations/${modelId}/refund`, { reason: " it is no chair " });
    expect([status, refundAnswerSchema.parse(body)]).toEqual([200, { success: true, modelId, userId: user, refunded: 10 }]);
    expect(await credits(user)).toMatchObject({ balance: 50, held: 0 });
    expect(await refunds(modelId)).toMatchObject([{ amount: 10, model_id: modelId, user_id: user, reason: "it is no chair", actor: "ann" }]);
    expect((await actions())[0]).toMatchObject({ operator: "ann", action: "credits.refund", subject: modelId, reason: "it is no chair", credits: 10 });
    const after = await timeline(modelId);
    expect(after.can).toEqual([]);
    expect(after.events.filter(({ kind }) => kind === "credits_refunded")).toMatchObject([{ facts: { amount: 10, actor: "ann" } }]);
    expect(after.events.some(({ kind, facts }) => kind === "operator_acted" && facts.action === "credits.refund")).toBe(true);
  });

  it("is made once, by however many operators at once, and a key that comes again gets the same answer", async () => {
    const { modelId, user } = await made();
    const headers = { "idempotency-key": randomUUID() };
    const wish = { reason: "it is no chair" };
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => act(`/generations/${modelId}/refund`, wish, index % 3 === 0 ? { headers } : { operator: index % 3 === 1 ? "ann" : "eve" })));
    expect(answers.filter(({ status }) => status !== 200).map(({ status, body }) => [status, body.code])).toEqual(answers.filter(({ status }) => status !== 200).map(() => [409, "refund_refused"]));
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(answers.find(({ status }) => status === 409)?.body.message).toContain("given back before");
    expect((await credits(user)).balance).toBe(50);
    expect(await refunds(modelId)).toHaveLength(1);
    expect((await actions()).filter(({ subject, action }) => subject === modelId && action === "credits.refund")).toHaveLength(1);
  });

  it("is possible for a version that was deleted, and for none that cost nothing or never was", async () => {
    const { modelId, user } = await made();
    const { modelId: open } = await start();
    await host.call("DELETE", `/api/user-3d-models?modelId=${modelId}`, { user });
    for (const id of [open, randomUUID()]) expect(await act(`/generations/${id}/refund`, { reason: "a test" })).toMatchObject({ status: 409, body: { code: "refund_refused", message: expect.stringContaining("Nothing was charged") } });
    expect((await timeline(modelId)).can).toEqual(["refund"]);
    expect((await act(`/generations/${modelId}/refund`, { reason: "a test" })).status).toBe(200);
    expect((await credits(user)).balance).toBe(50);
    expect((await act(`/generations/${modelId}/refund`, { reason: " " })).body.code).toBe("invalid_request");
  });
});

describe("every change", () => {
  const changes = (): [string, object][] => [
    ["/ledger/corrections", { userId: randomUUID(), amount: 1, reason: "a test" }],
    [`/webhooks/${randomUUID()}/replay`, { reason: "a test" }],
    [`/generations/${randomUUID()}`, { action: "retry", reason: "a test" }],
    [`/generations/${randomUUID()}/refund`, { reason: "a test" }],
    [`/batches/${randomUUID()}`, { action: "pause", reason: "a test" }],
    [`/archives/${randomUUID()}`, { action: "delete", reason: "a test" }],
  ];

  it("is refused to an operator who may only look, to a page of another site, and to everybody else, and nothing is written down", async () => {
    const before = await actions();
    for (const [path, json] of changes()) {
      expect((await act(path, json, { operator: "bob" })).body.code, path).toBe("not_permitted");
      expect((await act(path, json, { headers: { origin: "https://evil.example", cookie: "session=1" } })).body.code, path).toBe("cross_site_refused");
      expect((await host.call("POST", `/api/admin${path}`, { json, headers: { origin: "https://evil.example", cookie: "session=1" } })).body.code, path).toBe("not_found");
      expect((await host.call("POST", `/api/admin${path}`, { body: JSON.stringify(json), headers: { "x-operator": "ann", "content-type": "text/plain" } })).status, path).toBe(415);
    }
    expect(await actions()).toEqual(before);
  });

  it("stays written down: nobody but the database's own administrator takes it back", async () => {
    expect((await actions()).length).toBeGreaterThan(0);
    const { nextCursor, actions: [newest] } = await read("/actions?limit=1");
    expect((await read(`/actions?limit=1&cursor=${nextCursor}`)).actions[0].id).not.toBe(newest.id);
  });
});

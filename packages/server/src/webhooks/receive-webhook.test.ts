import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import express from "express";
import express4 from "express4";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Model3D } from "../index.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER, succeededAt } from "../../test/stub-async-provider.ts";
import { startTestHost, type TestHost, type TestHostOptions } from "../../test/start-test-host.ts";
import { timestampedHmac } from "../providers/webhook-proofs/timestamped-hmac.ts";
import { playWebhooks, startWebhookHost, WEBHOOKS_ONLY, type WebhookHost } from "./test/start-webhook-host.ts";

const IN_PROGRESS = { status: "IN_PROGRESS", progress: 10 } as const;

let web: WebhookHost;
beforeAll(async () => {
  web = await startWebhookHost({ withoutWorkers: true, stub: createStubAsyncProvider({ webhook: { secrets: [STUB_SECRET, "the-secret-before-it"] } }) });
});
afterAll(() => web.close());

describe("a delivery", () => {
  const body = (taskId = "t1") => web.stub.bodyOf(taskId, IN_PROGRESS);

  it.each([
    ["no secret", null],
    ["a wrong one", "wrong"],
    ["a wrong one of the same length", "x".repeat(STUB_SECRET.length)],
    ["an empty one", ""],
    ["the start of it", STUB_SECRET.slice(0, -1)],
  ])("is refused with %s: 401, and nothing is stored or asked", async (_what, secret) => {
    const answer = await web.deliver(body(), { secret });
    expect([answer.status, answer.body.code]).toEqual([401, "unauthorized"]);
    expect(JSON.stringify(answer.body)).not.toContain(STUB_SECRET);
    expect(await web.inbox()).toEqual([]);
    expect(web.stub.calls).toEqual([]);
  });

  it("is refused with the secret doubled, or as long as a header can be: 401", async () => {
    const { hostname, port } = new URL(web.host.url);
    const send = (headers: string[]) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () => socket.write([`POST /api/webhooks/${web.stub.name} HTTP/1.1`, "Host: x", "Connection: close", "Content-Type: application/json", `Content-Length: ${body().length}`, ...headers, "", body()].join("\r\n")));
        let text = "";
        socket.on("data", (part) => (text += part.toString())).on("close", () => resolve(text)).on("error", reject);
      });
    expect(await send([`${STUB_SECRET_HEADER}: ${STUB_SECRET}`, `${STUB_SECRET_HEADER}: ${STUB_SECRET}`])).toMatch(/^HTTP\/1.1 401 /);
    expect(await send([`${STUB_SECRET_HEADER}: ${STUB_SECRET.repeat(600)}`])).toMatch(/^HTTP\/1.1 401 /);
    // Beyond that Node itself refuses the request, before anybody reads it.
    expect(await send([`${STUB_SECRET_HEADER}: ${"s".repeat(1_000_000)}`]).catch(() => "HTTP/1.1 431 ")).toMatch(/^HTTP\/1.1 431 /);
    expect(await send([`${STUB_SECRET_HEADER}: ${STUB_SECRET}`])).toMatch(/^HTTP\/1.1 404 /);
    expect(await web.inbox()).toHaveLength(1);
  });

  it("is taken with each of several secrets, so that one can be rotated", async () => {
    expect((await web.deliver(body("rotated"), { secret: "the-secret-before-it" })).status).toBe(404);
    expect((await web.inbox()).some(({ taskId }) => taskId === "rotated")).toBe(true);
  });

  it("is refused, quickly, when it is none: too large, another type, another encoding, no JSON", async () => {
    const before = (await web.inbox()).length;
    const large = JSON.stringify({ id: "large", filling: "x".repeat(300_000) });
    const statuses = async (...deliveries: Parameters<WebhookHost["deliver"]>[]) => Promise.all(deliveries.map(async (delivery) => (await web.deliver(...delivery)).status));
    const begin = performance.now();
    expect(await statuses([large], [large, { secret: null }])).toEqual([413, 413]);
    expect(await statuses([body(), { headers: { "content-type": "text/plain" } }], [body(), { headers: { "content-type": "application/x-www-form-urlencoded" } }])).toEqual([415, 415]);
    expect(await statuses([gzipSync(body()), { headers: { "content-encoding": "gzip" } }], [body(), { headers: { "content-type": "application/json; charset=utf-16" } }])).toEqual([415, 415]);
    expect(await statuses([Buffer.from(body(), "utf16le")], [`\ufeff${body()}`], [Buffer.from([0xff, 0xfe, 0x7b])], [""], ["nonsense"], [`${body()}}`], [`${body()}\0`], ['{"id":"t","x":"\0"}'])).toEqual(Array(8).fill(400));
    expect(await statuses([`${"[".repeat(100_000)}${"]".repeat(100_000)}`], [`${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}`])).toEqual([400, 400]);
    expect(await statuses(['{"id":"t","__proto__":{"isAdmin":true}}'], ['{"id":"t","report":{"x":[{"\\u005f_proto__":1}]}}'])).toEqual([400, 400]);
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect(await web.inbox()).toHaveLength(before);
  });

  it("is refused as too large also when it does not say how long it is", async () => {
    const stream = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(32)) });
    const answer = await fetch(`${web.host.url}/api/webhooks/${web.stub.name}`, { method: "POST", body: stream, headers: { "content-type": "application/json" }, duplex: "half" } as RequestInit);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: "payload_too_large", limit: 262_144 });
  });

  it("is not believed about where files lie, and its secret is not kept", async () => {
    const text = web.stub.bodyOf("kept", succeededAt("https://evil.example/model.glb"));
    await web.deliver(text, { headers: { "user-agent": "service/1", "x-other": "not kept" } });
    const { rows } = await web.test.database.knex.raw("select * from webhook_inbox where task_id = 'kept'");
    expect(rows).toMatchObject([{ state: "waiting", report: { status: "SUCCEEDED" }, body: text, headers: { "user-agent": "service/1" } }]);
    expect(Object.keys(rows[0].headers)).toEqual(["user-agent"]);
    expect(JSON.stringify({ ...rows[0], body: "" })).not.toMatch(/evil|stub-webhook-secret/);
  });

  it("whose task no row could name is kept unread", async () => {
    for (const text of [JSON.stringify({ id: "a\0b" }), JSON.stringify({ id: "x".repeat(201) }), JSON.stringify({ id: "" }), '{"id":"\\ud800"}']) expect((await web.deliver(text)).status).toBe(200);
    expect((await web.inbox()).slice(0, 4).map(({ taskId, state }) => [taskId, state])).toEqual(Array(4).fill([null, "given_up"]));
  });

  it("that says nothing, as a test of the address, is acknowledged and not kept", async () => {
    const before = (await web.inbox()).length;
    for (const text of ["null", "[]", '"hello"', "{}"]) expect(await web.deliver(text)).toMatchObject({ status: 200, body: { success: true } });
    expect(await web.inbox()).toHaveLength(before);
  });

  it("of a word that is not known, or of odd values, is kept as what it means at least", async () => {
    for (const report of [{ status: "DREAMING" }, { status: "IN_PROGRESS", progress: "abc" }, { status: "IN_PROGRESS", progress: null }, { status: "PENDING", queuePlace: {} }, { status: "SUCCEEDED", files: null, filesExpireAt: "abc" }]) {
      expect((await web.tell(`odd-${report.status}`, report)).status).toBe(404);
    }
  });

  it("under another name than that of a provider with webhooks is 404, whatever its proof", async () => {
    for (const path of ["/api/webhooks/nobody", "/api/webhooks/Stub-Async", "/api/webhooks/constructor", "/api/webhooks/..%2f", "/api/webhooks/%00"]) expect((await web.deliver(body(), { path })).status).toBe(404);
  });

  it("500 times forged within a moment asks nothing of the service and stores nothing", async () => {
    const before = (await web.inbox()).length;
    const forged = web.stub.bodyOf("forged", succeededAt("https://evil.example/model.glb"));
    const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => web.deliver(forged, { secret: `guess-${index}` })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await web.inbox()).toHaveLength(before);
    expect(web.stub.calls).toEqual([]);
  });

  it("has an address that can be tested", async () => {
    const answer = await web.host.call("GET", "/api/webhooks/meshy");
    expect([answer.status, answer.body]).toEqual([200, { success: true }]);
    expect((await web.host.call("PUT", "/api/webhooks/meshy")).status).toBe(405);
  });
});

describe("a provider", () => {
  const withHost = async (options: TestHostOptions, work: (host: TestHost) => Promise<void>) => {
    const host = await startTestHost({ database: web.test.connection, withoutWorkers: true, ...options });
    await work(host);
    await host.stop();
  };

  it("that tells no news has no address for any, nor has one whose host does not want webhooks", async () => {
    const [silent, unwanted] = [createStubAsyncProvider({ name: "silent", webhook: null }), createStubAsyncProvider()];
    await withHost({ providers: [silent] }, async (host) => expect((await playWebhooks(host, silent).tell("t", IN_PROGRESS)).status).toBe(404));
    await withHost({ providers: [unwanted], tasks: { news: { webhooks: false } } }, async (host) => expect((await playWebhooks(host, unwanted).tell("t", IN_PROGRESS)).status).toBe(404));
  });

  it("whose proof throws has proven nothing", async () => {
    const stub = createStubAsyncProvider();
    if (stub.webhook) stub.webhook.verify = () => Promise.reject(new Error("no keys"));
    await withHost({ providers: [stub] }, async (host) => expect((await playWebhooks(host, stub).tell("t", IN_PROGRESS)).status).toBe(401));
  });
});

const keepBytes = (request: object, _response: unknown, bytes: Buffer) => void Object.assign(request, { rawBody: bytes });
const FRAMEWORKS = [["Express 4", express4], ["Express 5", express]] as const;
/** Whether what is left of the body will do for a proof over its bytes. */
const ORDERS: [what: string, isExact: boolean, mount: (framework: typeof express, model3d: Model3D) => RequestListener][] = [
  ["no parser", true, (framework, model3d) => framework().use("/api", model3d.router)],
  ["a parser behind us", true, (framework, model3d) => framework().use("/api", model3d.router).use(framework.json())],
  ["a parser before us", false, (framework, model3d) => framework().use(framework.json(), framework.urlencoded({ extended: true })).use("/api", model3d.router)],
  ["a parser before us that keeps the bytes", true, (framework, model3d) => framework().use(framework.json({ verify: keepBytes })).use("/api", model3d.router)],
  ["a parser of bytes before us", true, (framework, model3d) => framework().use(framework.raw({ type: "*/*" })).use("/api", model3d.router)],
  ["a parser of text before us", true, (framework, model3d) => framework().use(framework.text({ type: "*/*" })).use("/api", model3d.router)],
  ["a parser of other types before us", true, (framework, model3d) => framework().use(framework.urlencoded({ extended: true })).use("/api", model3d.router)],
];

describe("mounted by a host", () => {
  let host: TestHost;
  const plain = createStubAsyncProvider();
  const exact = createStubAsyncProvider({ name: "exact", webhook: { needsRawBody: true } });
  if (exact.webhook) exact.webhook.verify = timestampedHmac({ header: "x-signature", secrets: ["s"], toleranceMs: Infinity });
  beforeAll(async () => {
    host = await startTestHost({ database: web.test.connection, withoutWorkers: true, providers: [plain, exact], tasks: WEBHOOKS_ONLY });
  });
  afterAll(() => host.stop());

  const cases = FRAMEWORKS.flatMap(([name, framework]) => ORDERS.map(([what, isExact, mount]) => [name, what, isExact, (model3d: Model3D) => mount(framework, model3d)] as const));
  it.each(cases)("in %s with %s it takes deliveries, refuses what is too deep, and has a proof over the bytes: %s", async (name, what, isExact, mount) => {
    const server = createServer(mount(host.model3d)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const at = (provider: string) => ({ path: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/${provider}` });
    const taskId = `${name} ${what}`;
    const { deliver } = playWebhooks(host, plain);
    expect((await deliver(plain.bodyOf(taskId, IN_PROGRESS), at("stub-async"))).body).toEqual({ error: "Record not found", taskId, message: "3D model record not yet created, will retry" });
    expect((await deliver(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, at("stub-async"))).status).toBe(400);
    expect((await deliver("{}", { ...at("stub-async"), secret: "wrong" })).status).toBe(401);
    // Written as no JSON.stringify would write it.
    const body = `{ "id" : "${taskId}",  "report": {"status":"IN_PROGRESS","progress":1.0}}`;
    const signature = `t=1,v1=${createHmac("sha256", "s").update(`1.${body}`).digest("hex")}`;
    const answer = await deliver(body, { ...at("exact"), headers: { "x-signature": signature } });
    if (isExact) expect(answer).toMatchObject({ status: 404, body: { taskId } });
    else expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request", message: expect.stringContaining("before `express.json()`") } });
    server.close();
    server.closeAllConnections();
  });
});

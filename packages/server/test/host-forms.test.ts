import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Response as ExpressResponse, Request as ExpressRequest } from "express";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Model3DOptions } from "../src/index.ts";
import { standardWebhooksProof } from "../src/providers/webhook-proofs/standard-webhooks-proof.ts";
import { FRAMEWORK_FORMS } from "./host-forms/framework-forms.ts";
import { PLAIN_FORMS } from "./host-forms/plain-forms.ts";
import { STREAMED, type OpenForm } from "./host-forms/host-form.ts";
import { discPhoto, photoForm } from "./photos.ts";
import { readEvents } from "./host-forms/read-events.ts";
import { signDelivery, WEBHOOK_SECRET } from "./host-forms/sign-delivery.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { openTestConnection, type TestConnection } from "./test-connection.ts";
import { createStubAsyncProvider } from "./stub-async-provider.ts";
import { createStubProvider } from "./stub-provider.ts";

const FORMS = [...PLAIN_FORMS, ...FRAMEWORK_FORMS];
const DESIGNER = "https://designer.example";
/** More than what every buffer on the way holds together. */
const GLB = Buffer.concat([Buffer.from("glTF"), randomBytes(12 * 1024 * 1024)]);
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let host: TestHost;
let connection: TestConnection;
let options: Model3DOptions;
let folder: string;
/** What `authenticate` was asked about, the newest last. */
const asked: ExpressRequest[] = [];
/** How each of them looked then: a host's own address is given back when the answer ends. */
const looks: unknown[][] = [];
const lookOf = (request: ExpressRequest): unknown[] => [request.method, request.originalUrl, request.baseUrl, request.path, request.get("Cookie"), request.headers["x-many"], request.query, request.protocol, request.get("host")];
const answerOf = (path: string): ExpressResponse | undefined => asked.findLast(({ originalUrl }) => originalUrl.startsWith(path))?.res;

beforeAll(async () => {
  const service = createStubAsyncProvider({ webhook: { needsRawBody: true } });
  if (service.webhook) Object.assign(service.webhook, { verify: standardWebhooksProof({ secrets: [WEBHOOK_SECRET] }) });
  const provider = createStubProvider();
  provider.always = (run) => run.succeed(GLB);
  folder = await mkdtemp(join(tmpdir(), "model-3d-forms-"));
  connection = await openTestConnection("postgres");
  options = {
    database: connection.database,
    storage: { kind: "folder", directory: folder },
    logger: pino({ level: "silent" }),
    rateLimits: false,
    stopTimeoutMs: 1_000,
    providers: [provider, service],
    cors: { origins: [DESIGNER] },
    authenticate: (request) => {
      asked.push(request);
      looks.push(lookOf(request));
      return request.get("x-user") ? { userId: request.get("x-user") ?? "" } : null;
    },
  };
  host = await startTestHost(options);
});
afterAll(async () => {
  await host.stop();
  await connection.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(FORMS)("$name", (form) => {
  let opened: OpenForm;
  let user: string;
  beforeAll(async () => {
    opened = await form.open(host.model3d, options);
    user = await host.user();
  });
  afterAll(() => opened.close());
  beforeEach(() => {
    asked.length = 0;
    looks.length = 0;
  });

  const ask = (path: string, init: RequestInit = {}) => opened.ask(new Request(new URL(path, opened.url), { ...init, headers: { "x-user": user, ...init.headers } }));
  const json = (body: unknown): RequestInit => ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const upload = async (view: string) => ask("/api/source-images", { method: "POST", body: photoForm(view, await discPhoto()) });
  const makeModel = async () => {
    const imageUrls = Object.fromEntries(await Promise.all(["front", "back"].map(async (view) => [view, (await (await upload(view)).json()).url])));
    const sourceId = randomUUID();
    const started = await ask("/api/generate-3d-model", json({ imageUrls, sourceType: "product", sourceId }));
    expect(started.status).toBe(200);
    return until("the model is there", async () => (await (await ask(`/api/product-3d-models?sourceType=product&sourceId=${sourceId}`)).json()).model);
  };

  it("takes photos, makes a model, and sends its file whole, in part, or only told of", async () => {
    const model = await makeModel();
    const path = model.model_urls.glb as string;
    expect(path).toMatch(/^\/api\/model-files\//);
    const whole = await ask(path);
    expect([whole.status, whole.headers.get("content-type"), whole.headers.get("content-length")]).toEqual([200, "model/gltf-binary", String(GLB.length)]);
    expect(hashOf(await whole.bytes())).toBe(hashOf(GLB));
    const part = await ask(path, { headers: { range: "bytes=100-299" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 100-299/${GLB.length}`]);
    expect(Buffer.from(await part.bytes()).equals(GLB.subarray(100, 300))).toBe(true);
    const beyond = await ask(path, { headers: { range: "bytes=99999999-" } });
    expect([beyond.status, (await beyond.json()).code]).toEqual([416, "range_not_satisfiable"]);
    const same = await ask(path, { headers: { "if-none-match": whole.headers.get("etag") ?? "" } });
    expect([same.status, (await same.bytes()).length]).toEqual([304, 0]);
    const told = await ask(path, { method: "HEAD" });
    expect([told.status, told.headers.get("content-length"), (await told.bytes()).length]).toEqual([200, String(GLB.length), 0]);
    for (const answer of [whole, part, beyond, same, told]) expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("sends a file no faster than it is read, and stops when nobody reads any more", async () => {
    const { id } = await makeModel();
    const path = `/api/model-files/${id}/model.glb`;
    const reader = (await ask(path)).body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    const sent = await until("it is being sent", () => answerOf(path));
    await until("it waits for its reader", () => sent.writableNeedDrain);
    expect(sent.writableEnded).toBe(false);
    await reader?.cancel();
    await until("it has stopped", () => sent.destroyed || sent.closed);
    expect(sent.writableFinished).toBe(false);
  });

  it("keeps a stream of events open, goes on from the last event, and ends it when the reader goes", async () => {
    const leave = new AbortController();
    const open = (lastEventId?: number) => ask("/api/model-events", { signal: leave.signal, headers: lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) } });
    const first = readEvents(await open());
    await until("it is open", () => first.events[0]?.name === "stream.open");
    await host.model3d.credits.grant({ userId: user, amount: 1, planType: "one_time", reason: "test" });
    const told = await until("news came", () => first.events.find(({ name }) => name === "credits.changed"));
    await host.model3d.credits.grant({ userId: user, amount: 2, planType: "one_time", reason: "test" });
    const again = readEvents(await open(told.id));
    await until("only what was missed came", () => again.events.filter(({ name }) => name === "credits.changed").length === 1);
    const streams = asked.flatMap(({ originalUrl, res }) => (originalUrl === "/api/model-events" && res ? [res] : []));
    expect(streams).toHaveLength(2);
    leave.abort();
    await until("both have ended on the server", () => streams.every((stream) => stream.closed));
    await Promise.all([first.ended, again.ended]);
  });

  it("believes a delivery by its signature over the very bytes", async () => {
    const body = `{ "id" :  "task-${randomUUID()}",\n "report": {"status":"PENDING"} }`;
    const deliver = async (sent: string) => {
      const answer = await ask("/api/webhooks/stub-async", { method: "POST", body: sent, headers: { "content-type": "application/json", ...signDelivery(body) } });
      return [answer.status, (await answer.json()).error];
    };
    expect(await deliver(body)).toEqual([404, "Record not found"]);
    expect((await deliver(body.replace("PENDING", "FAILED")))[0]).toBe(401);
    const tested = await ask("/api/webhooks/stub-async");
    expect([tested.status, (await tested.json()).success]).toEqual([200, true]);
  });

  it("refuses what is too large, by its word and by its bytes", async () => {
    const long = JSON.stringify({ text: "x".repeat(300_000) });
    const declared = await ask("/api/generate-3d-model", { method: "POST", body: long, headers: { "content-type": "application/json" } });
    expect(declared.status).toBe(413);
    const parts = new ReadableStream({ pull: (controller) => (controller.enqueue(new TextEncoder().encode(long)), controller.close()) });
    const streamed = await ask("/api/generate-3d-model", { method: "POST", body: parts, ...STREAMED, headers: { "content-type": "application/json" } });
    expect(streamed.status).toBe(413);
  });

  it("lets go of an upload whose sender goes in the middle, and keeps nothing of it", async () => {
    const stored = async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
    const before = await stored();
    const leave = new AbortController();
    const head = new TextEncoder().encode('--edge\r\ncontent-disposition: form-data; name="view"\r\n\r\nfront\r\n--edge\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n');
    const body = new ReadableStream({ start: (controller) => (controller.enqueue(head), controller.enqueue(randomBytes(1000))) });
    const answer = ask("/api/source-images", { method: "POST", body, ...STREAMED, signal: leave.signal, headers: { "content-type": "multipart/form-data; boundary=edge" } }).catch((error: unknown) => error);
    const open = await until("it has begun", () => answerOf("/api/source-images"));
    leave.abort();
    if (!open.closed) await once(open, "close");
    await answer;
    await until("nothing of it is kept", async () => (await stored()) === before);
  });

  it("answers the question that a page of a listed origin asks first", async () => {
    const question = (origin: string) => ask("/api/generate-3d-model", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    const [allowed, other] = [await question(DESIGNER), await question("https://evil.example")];
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, DESIGNER]);
    expect(allowed.headers.get("access-control-allow-methods")).toContain("POST");
    expect([other.status, other.headers.get("access-control-allow-origin")]).toEqual([204, null]);
  });

  it.each([
    ["nobody", "/api/credits", { headers: { "x-user": "" } }, 401, "unauthorized"],
    ["a bad id", "/api/product-3d-models?modelId=x", { method: "DELETE" }, 400, "invalid_request"],
    ["bad JSON", "/api/generate-3d-model", { method: "POST", body: "{", headers: { "content-type": "application/json" } }, 400, "invalid_request"],
    ["no JSON", "/api/generate-3d-model", { method: "POST", body: "a=b", headers: { "content-type": "text/plain" } }, 415, "unsupported_media_type"],
    ["somebody else's", `/api/product-3d-models?modelId=${randomUUID()}`, { method: "DELETE" }, 404, "not_found"],
    ["another method", "/api/credits", { method: "PUT" }, 405, "method_not_allowed"],
    ["another page", "/api/generate-3d-model", { method: "POST", body: "{}", headers: { "content-type": "application/json", cookie: "a=b" } }, 403, "cross_site_refused"],
    ["a changed link", `/api/model-files/${randomUUID()}/model.glb?signature=x`, { headers: { "x-user": "" } }, 403, "link_invalid"],
    ["a bad address", "/api/model-files/%zz/model.glb", {}, 400, "invalid_request"],
  ] as const)("answers %s by the one table", async (_what, path, init, status, code) => {
    const answer = await ask(path, init as RequestInit);
    if (form.refuses?.includes(path)) return expect(answer.status).toBe(status);
    expect([answer.status, answer.headers.get("content-type"), (await answer.json()).code]).toEqual([status, "application/json; charset=utf-8", code]);
    return expect(answer.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
  });

  it("has nothing under a path that is none of ours", async () => {
    expect((await ask("/api/nothing-here")).status).toBe(404);
  });

  it("asks `authenticate` about the same request as Express has", async () => {
    await ask("/api/credits?a=1", { headers: { cookie: "session=7", "x-many": "a, b" } });
    expect(looks[0]).toEqual(["GET", "/api/credits?a=1", "/api", "/credits", "session=7", "a, b", { a: "1" }, "http", new URL(opened.url).host]);
  });
});

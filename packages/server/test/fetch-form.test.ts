import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { Request as ExpressRequest } from "express";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchRequestOf, toFetchHandler } from "../src/hosts/to-fetch-handler.ts";
import { STREAMED } from "./host-forms/host-form.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER } from "./stub-async-provider.ts";

const HOUR_MS = 3_600_000;
const SHOP = "https://shop.example";
const visitor = new AsyncLocalStorage<string>();
const lines: string[] = [];
const asked: ExpressRequest[] = [];
let host: TestHost;
let userId: string;

beforeAll(async () => {
  host = await startTestHost({
    providers: [createStubAsyncProvider()],
    withoutWorkers: true,
    logger: pino({ level: "warn" }, { write: (line) => lines.push(line) }),
    rateLimits: { strangers: { requests: 3, windowMs: HOUR_MS }, webhooks: { requests: 3, windowMs: HOUR_MS } },
    authenticate: (request) => {
      asked.push(request);
      const given = fetchRequestOf(request);
      if (given === undefined) throw new Error("There is no Request.");
      return given.headers.get("x-session") === visitor.getStore() ? { userId } : null;
    },
  });
  userId = await host.user(7);
});
afterAll(() => host.stop());

const get = (path: string, headers: Record<string, string> = {}) => new Request(SHOP + path, { headers });
const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);

describe("the fetch form", () => {
  it("has `authenticate` read the host's own request, in the context that the host has made for it", async () => {
    const handle = toFetchHandler(host.model3d, { address: () => "198.51.100.7" });
    const answers = await Promise.all(["ann", "bob"].map((name) => visitor.run(name, () => handle(get("/api/credits", { "x-session": "ann" })))));
    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    expect((await answers[0]?.json()).balance).toBe(7);
  });

  it("believes no header about where a request comes from, and the host's function alone", async () => {
    const handle = toFetchHandler(host.model3d, { address: (request) => request.headers.get("x-platform-address") ?? undefined });
    const from = (address: string, forwarded: string) => handle(get("/api/openapi.json", { "x-platform-address": address, "x-forwarded-for": forwarded, forwarded: `for=${forwarded}` }));
    expect(await statuses([1, 2, 3, 4].map((n) => from("198.51.100.20", `203.0.113.${n}`)))).toEqual([200, 200, 200, 429]);
    expect(await statuses([from("198.51.100.21", "203.0.113.1")])).toEqual([200]);
  });

  it("without an address: visitors share one limit, the log says so once, and nobody can shut a service out", async () => {
    lines.length = 0;
    const handle = toFetchHandler(host.model3d);
    expect(await statuses([1, 2, 3, 4].map((n) => handle(get("/api/openapi.json", { "x-forwarded-for": `203.0.113.${n}` }))))).toEqual([200, 200, 200, 200]);
    expect(lines.filter((line) => line.includes("Give the handler `address`"))).toHaveLength(1);
    const deliver = (secret: string) => handle(new Request(`${SHOP}/api/webhooks/stub-async`, { method: "POST", body: JSON.stringify({ id: randomUUID(), report: { status: "PENDING" } }), headers: { [STUB_SECRET_HEADER]: secret, "content-type": "application/json" } }));
    for (let i = 0; i < 60; i += 1) await deliver("wrong");
    expect((await deliver("wrong")).status).toBe(429);
    expect((await deliver(STUB_SECRET)).status).toBe(404);
  });

  it("cancels an upload that nobody will read, and answers a caller who has gone with nothing", async () => {
    const handle = toFetchHandler(host.model3d);
    const leave = new AbortController();
    let isLetGo = false;
    let asked = 0;
    const body = new ReadableStream({
      pull: (controller) => ((asked += 1), controller.enqueue(new Uint8Array(64 * 1024))),
      cancel: () => void (isLetGo = true),
    });
    const answer = visitor.run("ann", () => handle(new Request(`${SHOP}/api/source-images`, { method: "POST", body, ...STREAMED, signal: leave.signal, headers: { "x-session": "ann", "content-type": "multipart/form-data; boundary=edge" } })));
    await until("the body is being read", () => asked > 2);
    leave.abort();
    expect((await answer).status).toBe(499);
    await until("the rest is not asked for", () => isLetGo);
    const gone = AbortSignal.abort();
    expect((await handle(new Request(`${SHOP}/api/health`, { signal: gone }))).status).toBe(499);
  });

  it("ends a stream of events on which nothing comes, when its body is cancelled", async () => {
    const answer = await visitor.run("ann", () => toFetchHandler(host.model3d)(get("/api/model-events", { "x-session": "ann" })));
    const reader = answer.body?.getReader();
    await reader?.read();
    const waiting = reader?.read();
    await reader?.cancel();
    expect(await waiting).toEqual({ done: true, value: undefined });
    // Sooner than the next sign of life would have it found out.
    await until("it has ended on the server", () => asked.at(-1)?.res?.closed, 10_000);
  });

  it("cancels what is still to come of a body that was refused", async () => {
    let isLetGo = false;
    const head = '--edge\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n';
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
      cancel: () => void (isLetGo = true),
    });
    const answer = await visitor.run("ann", () => toFetchHandler(host.model3d)(new Request(`${SHOP}/api/source-images`, { method: "POST", body, ...STREAMED, headers: { "x-session": "ann", "content-type": "multipart/form-data; boundary=edge" } })));
    expect([answer.status, (await answer.json()).code]).toEqual([413, "payload_too_large"]);
    await until("the rest is not asked for", () => isLetGo);
  });

  it("hands on what kept model-3d from opening, and asks again the next time", async () => {
    let tries = 0;
    const handle = toFetchHandler(async () => {
      tries += 1;
      if (tries === 1) throw new Error("The database is away.");
      return host.model3d;
    });
    await expect(handle(get("/api/health"))).rejects.toThrow("The database is away.");
    expect((await handle(get("/api/health"))).status).toBe(200);
  });

  it("is under the path that the handler is told", async () => {
    const handle = toFetchHandler(host.model3d, { mountPath: "/shop/3d" });
    expect((await handle(get("/shop/3d/health"))).status).toBe(200);
    const missing = await handle(get("/api/health"));
    expect([missing.status, (await missing.json()).code]).toEqual([404, "not_found"]);
  });
});

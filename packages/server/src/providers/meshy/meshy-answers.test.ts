import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import type { TaskReport } from "../provider.ts";
import { openFakeServer, type SeenRequest } from "./test/open-fake-server.ts";
import { call, errorOf, openProvider, request, view } from "./test/open-meshy.ts";
import { recorded } from "./test/read-recorded-tasks.ts";
import { readRetryAfter } from "./to-meshy-error.ts";

type Reply = { status?: number; body?: unknown; headers?: Record<string, string> };

function send(response: ServerResponse, { status = 200, body = "", headers = {} }: Reply): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(typeof body === "string" ? body : JSON.stringify(body));
}

/** A provider whose Meshy gives this answer to everything. */
async function openAnswering(reply: Reply | ((request: SeenRequest, response: ServerResponse) => void), options: Parameters<typeof openProvider>[1] = {}) {
  const server = await openFakeServer(typeof reply === "function" ? reply : (_request, response) => send(response, reply));
  return { ...server, provider: openProvider(server.url, options) };
}

const TASK = { taskId: String(recorded("succeeded").id) };
const message = (text: string) => ({ message: text });

describe("a create request", () => {
  it("carries the key and JSON, and takes any success with a task's id", async () => {
    for (const status of [200, 201, 202]) {
      const { provider, seen } = await openAnswering({ status, body: { result: "task-1" } });
      expect(await provider.createTask(await request(), call())).toEqual({ taskId: "task-1" });
      expect(seen).toMatchObject([{ method: "POST", path: "/openapi/v1/multi-image-to-3d", headers: { authorization: "Bearer msy_simulator", "content-type": "application/json" } }]);
    }
  });

  it.each<[string, Reply, Record<string, unknown>]>([
    ["bad input", { status: 400, body: message("InvalidParameter: image_urls[1] is not one object") }, { actor: "user", retryable: false, code: "invalid_input", taskFate: "none", message: "Meshy refused the request. Meshy says: image_urls[1] is not one object" }],
    ["bad input without words", { status: 422, body: "" }, { actor: "user", code: "invalid_input", taskFate: "none", message: "Meshy refused the request." }],
    ["a model that there is no more", { status: 400, body: message("InvalidParameter: ai_model meshy-7.1 is no longer supported") }, { actor: "host", retryable: false, code: "provider_options_refused", taskFate: "none" }],
    ["a wrong key", { status: 401, body: message("Unauthorized: Invalid API key") }, { actor: "host", retryable: false, code: "provider_key_refused", taskFate: "none" }],
    ["an empty account", { status: 402, body: message("InsufficientCredits: Insufficient funds") }, { actor: "host", retryable: false, code: "provider_account_empty", taskFate: "none" }],
    ["a plan without the API", { status: 403, body: message("Forbidden: Upgrade your plan") }, { actor: "host", retryable: false, code: "provider_forbidden", taskFate: "none" }],
    ["an address that is not Meshy's", { status: 404, body: "<html>" }, { actor: "host", code: "not_found", taskFate: "none" }],
    ["a conflict", { status: 409, body: message("Conflict: Busy") }, { actor: "provider", retryable: true, code: "conflict", taskFate: "none" }],
    ["too large photos", { status: 413, body: "<html>" }, { actor: "user", code: "photos_too_large", taskFate: "none" }],
    ["a teapot", { status: 418, body: message("I am a teapot") }, { actor: "provider", retryable: false, code: "status_418", taskFate: "none" }],
    ["the rate limit", { status: 429, body: message("RateLimitExceeded: Too many requests"), headers: { "retry-after": "7" } }, { limit: "rate", retryAfterMs: 7000, retryable: true, taskFate: "none" }],
    ["a full queue", { status: 429, body: message("NoMorePendingTasks") }, { limit: "places", retryAfterMs: null, retryable: true, taskFate: "none" }],
    ["too many at once", { status: 429, body: message("NoMoreConcurrentTasks: x") }, { limit: "places", taskFate: "none" }],
    ["a 429 in HTML", { status: 429, body: "<html>" }, { limit: "rate", taskFate: "none" }],
    ["a fault", { status: 500, body: message("InternalError: x") }, { actor: "provider", retryable: true, code: "provider_unavailable", taskFate: "unknown", limit: null }],
    ["a page of a gateway", { status: 502, body: "<html>" }, { actor: "provider", retryable: true, taskFate: "unknown" }],
    ["being busy", { status: 503, body: "", headers: { "retry-after": "30" } }, { retryable: true, taskFate: "unknown", retryAfterMs: 30_000 }],
    ["a success in HTML", { status: 200, body: "<html>" }, { actor: "provider", retryable: true, code: "unreadable_answer", taskFate: "unknown" }],
    ["a success without a task", { status: 202, body: {} }, { code: "unreadable_answer", taskFate: "unknown" }],
    ["a success with a strange id", { status: 202, body: { result: "../balance" } }, { code: "unreadable_answer", taskFate: "unknown" }],
    ["a success of 3 MB", { status: 202, body: { result: "a", more: "x".repeat(3 * 1024 * 1024) } }, { code: "unreadable_answer", taskFate: "unknown" }],
    ["a redirect", { status: 307, body: "", headers: { location: "/elsewhere" } }, { actor: "host", code: "redirected", taskFate: "none" }],
  ])("that is answered by %s says who has to do something", async (_what, reply, expected) => {
    const { provider, seen } = await openAnswering(reply);
    const error = await errorOf(provider.createTask(await request(), call()));
    expect(error).toMatchObject(expected);
    expect(error.message).not.toMatch(/127\.0|<html>|msy_/);
    expect(seen).toHaveLength(1);
  });

  it("that Meshy could not fetch the photos of is the host's to correct", async () => {
    const { provider, seen } = await openAnswering({ status: 400, body: message("InvalidParameter: image_urls[0] could not be downloaded") });
    const linked = [await view("front", { link: "https://shop.example/front" }), await view("back", { link: "https://shop.example/back" })];
    expect(await errorOf(provider.createTask(await request({}, linked), call()))).toMatchObject({ actor: "host", code: "photos_not_reachable", taskFate: "none" });
    expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject({ image_urls: ["https://shop.example/front", "https://shop.example/back"] });
    expect(await errorOf(provider.createTask(await request(), call()))).toMatchObject({ actor: "user", code: "invalid_input" });
  });

  it("that could not be sent has made no task", async () => {
    const { url, server } = await openFakeServer(() => undefined);
    // Speaks no TLS.
    expect(await errorOf(openProvider(url.replace("http:", "https:")).createTask(await request(), call()))).toMatchObject({ retryable: true, actor: "provider", taskFate: "none" });
    server.close();
    expect(await errorOf(openProvider(url).createTask(await request(), call()))).toMatchObject({ code: "connection_lost", retryable: true, taskFate: "none" });
    expect(await errorOf(openProvider("https://meshy.invalid").createTask(await request(), call()))).toMatchObject({ code: "connection_lost", taskFate: "none" });
  });

  it("that was sent may have made a task when nothing comes back, however it ended", async () => {
    const silent = () => openAnswering(() => undefined, { createTimeoutMs: 300 });
    const slow = await silent();
    expect(await errorOf(slow.provider.createTask(await request(), call()))).toMatchObject({ code: "timeout", taskFate: "unknown" });

    const stopped = new AbortController();
    const reason = new Error("the server stops");
    const arrives = await openAnswering(() => stopped.abort(reason));
    expect(await errorOf(arrives.provider.createTask(await request(), call(stopped.signal)))).toMatchObject({ taskFate: "unknown", cause: reason });

    const closing = await openAnswering(() => void closing.provider.close());
    expect(await errorOf(closing.provider.createTask(await request(), call()))).toMatchObject({ code: "closed", actor: "host", taskFate: "unknown" });

    const half = await openAnswering((_request, response) => response.writeHead(202, { "content-length": "100" }).write('{"result":', () => response.destroy()));
    expect(await errorOf(half.provider.createTask(await request(), call()))).toMatchObject({ code: "connection_lost", taskFate: "unknown" });
  });

  it("that is stopped before it is sent is never sent", async () => {
    const { provider, seen } = await openAnswering({ status: 202, body: { result: "a" } });
    const reason = new Error("the version was deleted");
    await expect(provider.createTask(await request(), call(AbortSignal.abort(reason)))).rejects.toBe(reason);
    const stopped = new AbortController();
    await expect(provider.createTask(await request(), { signal: stopped.signal, beforeRequest: async () => stopped.abort(reason) })).rejects.toBe(reason);
    await expect(provider.createTask(await request(), { signal: new AbortController().signal, beforeRequest: () => Promise.reject(reason) })).rejects.toBe(reason);
    await expect(provider.createTask(await request({}, [{ ...(await view("front")), read: () => Promise.reject(reason) }]), call())).rejects.toBe(reason);
    expect(seen).toEqual([]);
  });

  it("is sent on a connection of its own, so that a dead one is never taken for a lost task", async () => {
    const sockets = new Set<unknown>();
    const { provider } = await openAnswering((_request, response) => {
      sockets.add(response.socket);
      send(response, { status: 202, body: { result: "a" } });
    });
    for (let i = 0; i < 3; i += 1) await provider.createTask(await request(), call());
    expect(sockets.size).toBe(3);
  });
});

describe("a task that is asked for", () => {
  it.each<[string, Reply, Record<string, unknown>]>([
    ["a page of a gateway", { status: 200, body: "<html>" }, { code: "unreadable_answer" }],
    ["a list", { body: [recorded("succeeded")] }, { code: "unreadable_answer" }],
    ["another task", { body: recorded("failedInput") }, { code: "unreadable_answer" }],
    ["nothing of its state", { body: { id: TASK.taskId } }, { code: "unreadable_answer" }],
    ["a 404 of a gateway", { status: 404, body: "<html>" }, { code: "unreadable_answer" }],
    ["a fault", { status: 500, body: message("x") }, { code: "provider_unavailable" }],
    ["the rate limit", { status: 429, body: message("RateLimitExceeded") }, { limit: "rate" }],
  ])("and answered by %s is asked for again later", async (_what, reply, expected) => {
    const { provider } = await openAnswering(reply);
    expect(await errorOf(provider.readTask(TASK, call()))).toMatchObject({ retryable: true, actor: "provider", taskFate: "none", ...expected });
  });

  it("is gone when Meshy itself says so", async () => {
    const { provider } = await openAnswering({ status: 404, body: message("NotFound: Task not found") });
    expect(await provider.readTask(TASK, call())).toEqual({ status: "GONE" });
    await provider.cancelTask?.(TASK, call());
  });

  it("is given up when the answer does not end, long before its time is over", async () => {
    const { provider } = await openAnswering((_request, response) => {
      const more = () => void (response.destroyed || response.write("x".repeat(64 * 1024), more));
      response.writeHead(200, { "content-type": "application/json" });
      more();
    });
    expect(await errorOf(provider.readTask(TASK, call()))).toMatchObject({ code: "unreadable_answer", retryable: true });
  });

  it("is given up in time, or when it is said so", async () => {
    const { provider } = await openAnswering(() => undefined, { readTimeoutMs: 200 });
    expect(await errorOf(provider.readTask(TASK, call()))).toMatchObject({ code: "timeout", retryable: true });
    const stopped = new AbortController();
    const reason = new Error("no longer wanted");
    const reading = provider.readTask(TASK, call(stopped.signal));
    stopped.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});

describe("a list that does not end", () => {
  it("is not taken for one without the task", async () => {
    const tasks = Array.from({ length: 50 }, (_, i) => ({ id: `task-${i}`, created_at: 1764057600000 }));
    const { provider, seen } = await openAnswering({ body: tasks });
    expect(await errorOf(provider.findTasks!({ from: new Date(0), to: new Date(1) }, await request(), call()))).toMatchObject({ retryable: false, code: "list_too_long" });
    expect(seen).toHaveLength(20);
    expect(seen[1]?.path).toBe("/openapi/v1/multi-image-to-3d?page_num=2&page_size=50&sort_by=-created_at");
    const whole = { id: "task-1", created_at: 1764057600000 };
    for (const broken of [null, 7, [], {}, { id: "a" }, { created_at: 1764057600000 }, { id: "../b", created_at: 1764057600000 }, { id: "c", created_at: "abc" }, { id: "d", created_at: null }]) {
      const half = await openAnswering({ body: [whole, broken] });
      // Not to know of a task is no word that there is none: it would be made and paid again.
      expect(await errorOf(half.provider.findTasks!({ from: new Date(0), to: new Date() }, await request(), call())), JSON.stringify(broken)).toMatchObject({ actor: "provider", retryable: true });
    }
    const html = await openAnswering({ body: "<html>" });
    expect(await errorOf(html.provider.findTasks!({ from: new Date(0), to: new Date() }, await request(), call()))).toMatchObject({ code: "unreadable_answer" });
  });
});

describe("an event stream", () => {
  const event = (data: unknown, name = "message") => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  const streaming = (text: string, end = true) => (asked: SeenRequest, response: ServerResponse) => {
    if (!asked.path.endsWith("/stream")) return send(response, { body: recorded("succeeded") });
    response.writeHead(200, { "content-type": "text/event-stream" }).write(text);
    if (end) response.end();
  };
  const reportsOf = async (provider: ReturnType<typeof openProvider>) => {
    const reports: TaskReport[] = [];
    for await (const report of provider.streamTask!(TASK, call())) reports.push(report);
    return reports;
  };

  it("is put together from parts, and its end asked for where a part only says that it has come", async () => {
    const { provider, seen } = await openAnswering(streaming(`: hello\n\n${event({ status: "PENDING", preceding_tasks: 2 })}${event({ preceding_tasks: 1 })}data: nonsense\n\n${event({ preceding_tasks: 1 })}${event({ status: "IN_PROGRESS" })}${event({ progress: 50 })}${event({ status: "SUCCEEDED" })}`));
    const reports = await reportsOf(provider);
    expect(reports.slice(0, -1)).toEqual([{ status: "PENDING", queuePlace: 2 }, { status: "PENDING", queuePlace: 1 }, { status: "IN_PROGRESS", progress: 0 }, { status: "IN_PROGRESS", progress: 50 }]);
    expect(reports.at(-1)).toEqual(await provider.readTask(TASK, call()));
    expect(seen.filter(({ path }) => !path.endsWith("/stream"))).toHaveLength(2);
  });

  it("ends without a word where Meshy ends it before the task", async () => {
    const { provider } = await openAnswering(streaming(event({ status: "IN_PROGRESS", progress: 3 })));
    expect(await reportsOf(provider)).toEqual([{ status: "IN_PROGRESS", progress: 3 }]);
  });

  it("is left when it falls silent, is none, or is refused", async () => {
    const silent = await openAnswering(streaming(": hello\n\n", false), { streamIdleTimeoutMs: 300 });
    expect(await errorOf(reportsOf(silent.provider))).toMatchObject({ code: "timeout", retryable: true });
    const unopened = await openAnswering(() => undefined, { readTimeoutMs: 200 });
    expect(await errorOf(reportsOf(unopened.provider))).toMatchObject({ code: "timeout", retryable: true });
    const page = await openAnswering({ body: "<html>", headers: { "content-type": "text/html" } });
    expect(await errorOf(reportsOf(page.provider))).toMatchObject({ code: "unreadable_answer", retryable: true });
    const refused = await openAnswering({ status: 401, body: message("Unauthorized") });
    expect(await errorOf(reportsOf(refused.provider))).toMatchObject({ actor: "host", code: "provider_key_refused" });
    const limited = await openAnswering(streaming(event({ status_code: 429, message: "RateLimitExceeded" }, "error")));
    expect(await errorOf(reportsOf(limited.provider))).toMatchObject({ limit: "rate" });
  });
});

describe("Retry-After", () => {
  it.each([
    ["5", undefined, 5000],
    ["0", undefined, 0],
    ["999999999", undefined, 3_600_000],
    ["Tue, 25 Nov 2025 08:00:10 GMT", "Tue, 25 Nov 2025 08:00:00 GMT", 10_000],
    ["Tue, 25 Nov 2025 08:00:00 GMT", "Tue, 25 Nov 2025 08:00:10 GMT", null],
    ["Tue, 25 Nov 2025 08:00:10 GMT", undefined, null],
    ["soon", "Tue, 25 Nov 2025 08:00:00 GMT", null],
    ["-1", undefined, null],
    [undefined, undefined, null],
  ])("%s, said at %s, is %s ms", (retryAfter, date, expected) => {
    expect(readRetryAfter(retryAfter, date)).toBe(expected);
  });
});

import { randomUUID } from "node:crypto";
import { request as sendRequest } from "node:http";
import { gzipSync } from "node:zlib";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_JSON_BYTES } from "../src/http/read-json-body.ts";
import type { Model3D } from "../src/index.ts";
import { ENDPOINTS } from "../src/router.ts";
import { startTestHost, type TestHost } from "./start-test-host.ts";

/** Every route that reads JSON of a user. */
const JSON_ROUTES = ENDPOINTS.filter(({ body }) => body !== undefined).map(({ method, path, maxBodyBytes = MAX_JSON_BYTES }) => [method.toUpperCase(), `/api${path.replace(/:\w+/g, randomUUID())}`, maxBodyBytes] as const);
const DEEP = 100_000;

const HOSTS: readonly [string, (model3d: Model3D) => express.Express][] = [
  ["a plain app", (model3d) => express().use("/api", model3d.router)],
  ["an app that has parsed up to 10 MB before", (model3d) => express().use(express.json({ limit: "10mb" })).use("/api", model3d.router)],
];

it("routes that read JSON are the ones that are known here", () => {
  expect(JSON_ROUTES.length).toBeGreaterThanOrEqual(2);
});

describe.each(HOSTS)("%s", (what, mount) => {
  let host: TestHost;
  let user: string;

  beforeAll(async () => {
    host = await startTestHost({ mount, withoutWorkers: true, authorizeOperator: (request) => (request.get("x-user") ? { operatorId: "ann" } : null) });
    user = await host.user();
  });
  afterAll(() => host.stop());

  /** By hand, since `fetch` writes the headers that matter here itself. */
  const send = (method: string, path: string, { body = Buffer.alloc(0), headers = {}, chunked = false }: { body?: Buffer | string; headers?: Record<string, string>; chunked?: boolean }): Promise<{ status: number; code?: string; ms: number }> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const request = sendRequest(host.url + path, { method, headers: { "x-user": user, "content-type": "application/json", ...(chunked ? { "transfer-encoding": "chunked" } : { "content-length": String(Buffer.byteLength(body)) }), ...headers } }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, code: text.startsWith("{") ? (JSON.parse(text) as { code: string }).code : undefined, ms: performance.now() - started }));
      });
      request.on("error", reject);
      request.end(body);
    });

  describe.each(JSON_ROUTES)("%s %s", (method, path, maxBytes) => {
    it.each([
      ["300 kB", { body: JSON.stringify({ a: "x".repeat(300_000) }) }, [413, 400]],
      ["300 kB of no declared length", { body: JSON.stringify({ a: "x".repeat(300_000) }), chunked: true }, [413, 400]],
      ["lists in lists, 100,000 deep", { body: "[".repeat(DEEP) + "]".repeat(DEEP) }, [413, 400]],
      ["objects in objects where options belong, 100,000 deep", { body: `{"options":${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP + 1)}`, chunked: true }, [413, 400]],
      ["20,000 lists in lists, below the limit in bytes", { body: `{"options":${"[".repeat(20_000)}${"]".repeat(20_000)}}` }, [400]],
      ["keys of the prototype", { body: '{"__proto__":{"userId":"x"},"constructor":{"prototype":{"isAdmin":true}}}' }, [400]],
      ["a byte order mark before nonsense", { body: "\ufeff{" }, [400]],
      ["UTF-16", { body: Buffer.from('{"a":1}', "utf16le"), headers: { "content-type": "application/json; charset=utf-16" } }, [400, 415]],
      ["gzip", { body: gzipSync(Buffer.alloc(1_000_000, "[")), headers: { "content-encoding": "gzip" } }, [400, 415]],
      ["text", { body: "{}", headers: { "content-type": "text/plain" } }, [415]],
      ["a form", { body: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } }, [415]],
      ["no type", { body: "{}", headers: { "content-type": "" } }, [415]],
      ["nothing", {}, [400]],
      ["a number", { body: "1" }, [400]],
    ])("answers %s by a refusal, quickly, and never by a 500", async (_what, request, statuses) => {
      const { status, ms } = await send(method, path, request);
      expect(statuses).toContain(status);
      expect(ms).toBeLessThan(3_000);
    });

    if (what === "a plain app") {
      it("says by code and limit what is too large, before all of it has come", async () => {
        expect(await send(method, path, { body: "x".repeat(maxBytes + 5_000), chunked: true })).toMatchObject({ status: 413, code: "payload_too_large" });
      });
    }
  });

  it("headers that are too long or strange are refused or passed over", async () => {
    expect((await send("POST", "/api/generate-3d-model", { body: "{}", headers: { "idempotency-key": "k".repeat(300) } })).status).toBe(400);
    expect((await send("GET", "/api/credits", { headers: { "x-request-id": "a b;c=<script>" } })).status).toBe(200);
    expect((await send("GET", "/api/credits", { headers: { cookie: "c".repeat(100_000) } })).status).toBe(431);
    expect((await send("GET", `/api/product-3d-models?cursor=${"c".repeat(100_000)}`, {})).status).toBe(431);
    expect((await send("GET", `/api/product-3d-models?cursor=${"c".repeat(5_000)}`, {})).status).toBe(400);
    expect((await send("HEAD", "/api/model-events", { headers: { "last-event-id": "9".repeat(5_000) } })).status).toBe(200);
  });

  it("an id of a request is the caller's own where it is a plain one, and ours where it is long or strange (nothing of a caller's is written into headers and logs as it came)", async () => {
    const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    const idOf = async (given: string) => (await host.call("GET", "/api/credits", { user, headers: { "x-request-id": given } })).headers.get("x-request-id");
    for (const plain of ["shop:7f3a.1_b-2", "k".repeat(128)]) expect(await idOf(plain)).toBe(plain);
    for (const strange of ["a b;c=<script>", '{"level":60}', "a,b", "k".repeat(129), "a/../b", "\u00fc"]) expect(await idOf(strange), strange).toMatch(UUID);
  });

  it("a body where none belongs is not looked at", async () => {
    expect((await send("DELETE", `/api/product-3d-models?modelId=${randomUUID()}`, { body: '{"modelId":"other"}' })).status).toBe(404);
    expect((await send("GET", "/api/credits", { body: "{}" })).status).toBe(200);
  });
});

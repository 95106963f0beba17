import { randomUUID } from "node:crypto";
import { request as sendRequest } from "node:http";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discPhoto, photoForm } from "./photos.ts";
import { startTestHost, type TestHost } from "./start-test-host.ts";

const DESIGNER = "https://designer.example";
let host: TestHost;
let user: string;

beforeAll(async () => {
  host = await startTestHost({
    withoutWorkers: true,
    publicUrl: "https://shop.example",
    cors: { origins: [DESIGNER], credentials: true, headers: ["X-User"] },
    mount: (model3d) => express().set("trust proxy", 1).use("/api", model3d.router),
  });
  user = await host.user();
});
afterAll(() => host.stop());

/** As a browser sends it: `fetch` of this program does not let `Origin`, `Host` and `Sec-Fetch-Site` be set. */
function send(method: string, path: string, headers: Record<string, string>, body = "", to = host): Promise<{ status: number; code: string | undefined; message: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const request = sendRequest(to.url + path, { method, headers: { "x-user": user, "content-length": String(Buffer.byteLength(body)), ...headers } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        const parsed = text.startsWith("{") ? (JSON.parse(text) as { code?: string; message?: string }) : {};
        resolve({ status: response.statusCode ?? 0, code: parsed.code, message: parsed.message ?? "", headers: response.headers });
      });
    });
    request.on("error", reject).end(body);
  });
}

const CHANGES: readonly [string, string, Record<string, string>, string?][] = [
  ["POST", "/api/generate-3d-model", { "content-type": "application/json" }, "{}"],
  ["PATCH", "/api/product-3d-models", { "content-type": "application/json" }, "{}"],
  ["DELETE", `/api/product-3d-models?modelId=${randomUUID()}`, {}],
  ["POST", "/api/source-images", { "content-type": "multipart/form-data; boundary=edge" }, "--edge--\r\n"],
];

it("X-Forwarded-Host is believed of nobody where no proxy is trusted: an old browser's page of another site cannot make itself ours by it", async () => {
  const open = await startTestHost({ withoutWorkers: true });
  try {
    const [method, path, headers, body] = CHANGES[0] ?? [];
    const answer = await send(method ?? "", path ?? "", { ...headers, origin: "https://evil.example", "x-forwarded-host": "evil.example", cookie: "session=1" }, body, open);
    expect([answer.status, answer.code]).toEqual([403, "cross_site_refused"]);
  } finally {
    await open.stop();
  }
});

describe.each(CHANGES)("%s %s", (method, path, headers, body) => {
  const from = (more: Record<string, string>) => send(method, path, { ...headers, ...more }, body);

  it.each([
    ["a page of another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site", cookie: "session=1" }],
    ["a page of another site, by a browser without Sec-Fetch-Site", { origin: "https://evil.example", cookie: "session=1" }],
    ["a page of another site that has our name in its own, where the start of it is compared", { origin: "https://shop.example.evil.example", cookie: "session=1" }],
    ["a page of ours by http, where only the name is compared", { origin: "http://shop.example", "sec-fetch-site": "cross-site", cookie: "session=1" }],
    ["a page of a neighbour on the same site", { origin: "https://blog.shop.example", "sec-fetch-site": "same-site", cookie: "session=1" }],
    ["a page on another port", { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site", cookie: "session=1" }],
    ["a page in a sandbox", { origin: "null", "sec-fetch-site": "cross-site", cookie: "session=1" }],
    ["a form of another site without Origin", { referer: "https://evil.example/page", cookie: "session=1" }],
    ["nobody knows where, with a cookie", { cookie: "session=1" }],
    ["a page of another site that writes X-Forwarded-Host", { origin: "https://evil.example", "sec-fetch-site": "cross-site", "x-forwarded-host": "evil.example" }],
  ])("is refused from %s, which a cookie's session alone lets pass", async (_what, more) => {
    const answer = await from(more);
    expect([answer.status, answer.code]).toEqual([403, "cross_site_refused"]);
    expect(answer.message).toMatch(/cors\.origins|Send `Origin`/);
  });

  it.each([
    ["our own page", { origin: "https://shop.example", "sec-fetch-site": "same-origin", cookie: "session=1" }],
    ["our own page by a browser without Sec-Fetch-Site", { origin: "https://shop.example", cookie: "session=1" }],
    ["our own page, at the address that it was asked under", { origin: "", cookie: "session=1" }],
    ["our own page behind a trusted proxy under another name", { origin: "https://www.shop.example", "x-forwarded-host": "www.shop.example", cookie: "session=1" }],
    ["a page of a listed origin", { origin: DESIGNER, "sec-fetch-site": "cross-site", cookie: "session=1" }],
    ["another server without a cookie", {}],
  ])("is let pass from %s", async (_what, { origin, ...more }: Record<string, string | undefined>) => {
    const answer = await from({ ...(more as Record<string, string>), ...(origin === undefined ? {} : { origin: origin || host.url }) });
    expect(answer.code).not.toBe("cross_site_refused");
    expect([400, 404]).toContain(answer.status);
  });
});

describe("reading", () => {
  it("is let pass from everywhere: nothing changes, and no other site's page may see the answer", async () => {
    const answer = await send("GET", "/api/product-3d-models", { origin: "https://evil.example", "sec-fetch-site": "cross-site", cookie: "session=1" });
    expect(answer.status).toBe(200);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("pages of listed origins", () => {
  it("may read answers and errors with their headers; others may not, and nobody's answer is kept for another", async () => {
    for (const path of ["/api/product-3d-models", "/api/product-3d-models?limit=0"]) {
      const { headers } = await send("GET", path, { origin: DESIGNER });
      expect(headers["access-control-allow-origin"]).toBe(DESIGNER);
      expect(headers["access-control-allow-credentials"]).toBe("true");
      expect(headers["access-control-expose-headers"]).toMatch(/Date, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id/);
      expect(headers.vary).toContain("Origin");
      for (const origin of ["https://designer.example.evil.example", "http://designer.example", "https://designer.example:8443", "null"]) {
        const other = await send("GET", path, { origin });
        expect(other.headers["access-control-allow-origin"], origin).toBeUndefined();
        expect(other.headers["access-control-allow-credentials"]).toBeUndefined();
        expect(other.headers.vary).toContain("Origin");
      }
    }
  });

  it("may ask before they send, for every header of this API and the host's own", async () => {
    const ask = (origin: string, path = "/api/generate-3d-model") => send("OPTIONS", path, { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type,idempotency-key" });
    const { status, headers } = await ask(DESIGNER);
    expect(status).toBe(204);
    expect(headers["access-control-allow-origin"]).toBe(DESIGNER);
    expect(headers["access-control-allow-methods"]).toBe("POST, GET, HEAD, OPTIONS");
    for (const name of ["Content-Type", "Idempotency-Key", "Last-Event-ID", "Authorization", "X-Request-Id", "X-User"]) expect(headers["access-control-allow-headers"]).toContain(name);
    const refused = await ask("https://evil.example");
    expect([refused.headers["access-control-allow-origin"], refused.headers["access-control-allow-headers"]]).toEqual([undefined, undefined]);
    // The proxy's own rule stays: everybody, and never with a cookie.
    const proxy = await ask("https://evil.example", "/api/proxy-3d-model?url=x");
    expect([proxy.headers["access-control-allow-origin"], proxy.headers["access-control-allow-credentials"]]).toEqual(["*", undefined]);
    const listed = await ask(DESIGNER, "/api/proxy-3d-model?url=x");
    expect([listed.headers["access-control-allow-origin"], listed.headers["access-control-allow-credentials"]]).toEqual(["*", undefined]);
    const asked = await send("GET", "/api/proxy-3d-model?url=https://files.example/a.glb", { origin: DESIGNER });
    expect([asked.status, asked.headers["access-control-allow-credentials"]]).toEqual([404, undefined]);
  });

  it("are none by default, and are never everybody", async () => {
    const closed = await startTestHost({ withoutWorkers: true });
    const answer = await closed.call("OPTIONS", "/api/generate-3d-model", { headers: { origin: DESIGNER } });
    expect([answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")]).toEqual([204, null, null]);
    await closed.stop();
    for (const origin of ["*", "https://*.example", "https://designer.example/", "designer.example", "ftp://designer.example"]) {
      await expect(startTestHost({ cors: { origins: [origin], credentials: true } }), origin).rejects.toThrow(/^model-3d: `cors\.origins` takes origins/);
    }
  });
});

describe("the headers of an answer", () => {
  it("let nothing of JSON run, be framed, be embedded or be told to others", async () => {
    for (const path of ["/api/product-3d-models", "/api/product-3d-models?limit=0", "/api/openapi.json", "/api/webhooks/meshy"]) {
      const { headers } = await send("GET", path, {});
      expect(headers, path).toMatchObject({
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "cache-control": expect.stringContaining("no-store") as string,
      });
      expect(headers["x-powered-by"] ?? "Express").toBe("Express");
    }
  });

  it("keep a file in a sandbox under its own type, and let pages of listed origins show it", async () => {
    const { body } = await host.call("POST", "/api/source-images", { user, body: photoForm("front", await discPhoto(300)) });
    const { headers } = await send("GET", body.url.replace("https://shop.example", ""), { origin: DESIGNER });
    expect(headers).toMatchObject({ "content-type": "image/png", "x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox", "cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": DESIGNER, "referrer-policy": "no-referrer" });
    expect(headers["content-disposition"]).toMatch(/^inline; filename="/);
  });
});

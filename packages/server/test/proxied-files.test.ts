import { createHash, randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glbAt, proxyPath, startProxyBench, type ProxyBench } from "./proxy-bench.ts";

const BYTES = Buffer.from("glTF and what a model is made of ".repeat(400));
const ETAG = '"v1"';
const MODIFIED = "Mon, 05 Jan 2026 10:00:00 GMT";
let now = new Date("2026-01-01T12:00:00Z");
let bench: ProxyBench;
let owner: string;
let glb: string;
let link: string;

/** An object store as they all are: ranges, conditions, HEAD, and headers of its own. */
const store = (bytes: Buffer, type = "application/octet-stream"): RequestListener => (request, response) => {
  const { range, "if-none-match": tag, "if-modified-since": since, "if-range": ifRange } = request.headers;
  const headers = { etag: ETAG, "last-modified": MODIFIED, "accept-ranges": "bytes", "content-type": type, "cache-control": "no-store", "set-cookie": "a=b", "content-security-policy": "default-src *", "content-disposition": "attachment; filename=evil.html", "x-amz-id-2": "secret", server: "store", "access-control-allow-origin": "https://elsewhere.example" };
  if (tag === ETAG || (tag === undefined && since === MODIFIED)) return void response.writeHead(304, headers).end();
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (range === undefined || (ifRange !== undefined && ifRange !== ETAG)) return void response.writeHead(200, { ...headers, "content-length": bytes.length }).end(request.method === "HEAD" ? undefined : bytes);
  const start = from === "" ? bytes.length - Number(to) : Number(from);
  if (start >= bytes.length) return void response.writeHead(416, { "content-range": `bytes */${bytes.length}`, "content-type": "application/xml" }).end("<Error>InvalidRange</Error>");
  const end = from === "" || to === "" ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1);
  response.writeHead(206, { ...headers, "content-range": `bytes ${start}-${end}/${bytes.length}`, "content-length": end - start + 1 }).end(bytes.subarray(start, end + 1));
};

beforeAll(async () => {
  bench = await startProxyBench({ clock: { now: () => now }, linkLifeMs: 3_600_000 });
  const { host, upstream } = bench;
  owner = await host.user(0);
  const token = "Signature=abc%2Bdef~&Expires=1&Policy=" + "p".repeat(1800);
  glb = `${upstream.origin}/tasks/1/model.glb?${token}`;
  const thumbnail = `${upstream.origin}/tasks/1/preview.png?${token}`;
  const texture = `${upstream.origin}/tasks/1/base.png?${token}`;
  upstream.answers.set(new URL(glb).pathname + new URL(glb).search, store(BYTES));
  const files = [glbAt(glb), { kind: "thumbnail", name: "thumbnail.png", contentType: "image/png", url: thumbnail }, { kind: "texture", name: "texture-0.png", contentType: "image/png", url: texture, texture: { set: 0, map: "base_color" as const } }];
  const model = await bench.model(owner, files);

  const { body } = await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${model.sourceId}`, { user: owner });
  link = body.model.model_urls.glb;
  for (const shown of [link, body.model.thumbnail_url, body.model.texture_urls[0].base_color]) expect(shown).toMatch(/^\/api\/proxy-3d-model\?url=http/);
});

afterAll(() => bench.stop());

const get = (path: string, request: Parameters<ProxyBench["host"]["call"]>[2] = {}) => bench.host.call("GET", path, request);

describe("a file that lies with the service", () => {
  it("comes whole to its link and to its owner, with headers that are ours", async () => {
    for (const answer of [await get(link), await get(proxyPath(glb), { user: owner })]) {
      expect(answer.status).toBe(200);
      expect(Buffer.from(answer.body).equals(BYTES)).toBe(true);
      const headers = Object.fromEntries(answer.headers);
      expect(headers).toMatchObject({
        "content-type": "model/gltf-binary",
        "content-length": String(BYTES.length),
        "cache-control": "public, max-age=31536000, immutable",
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": "inline; filename=\"model.glb\"; filename*=UTF-8''model.glb",
        "last-modified": MODIFIED,
        "accept-ranges": "bytes",
        etag: ETAG,
      });
      expect(Object.keys(headers).filter((name) => ["set-cookie", "x-amz-id-2", "server"].includes(name))).toEqual([]);
    }
    for (const { headers } of bench.upstream.requests) expect([headers.cookie, headers.authorization, headers["x-user"], headers.referer]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("has no body for HEAD, and is not sent again to who has it", async () => {
    const head = await bench.host.call("HEAD", link);
    expect([head.status, head.headers.get("content-length"), head.body.length]).toEqual([200, String(BYTES.length), 0]);
    for (const headers of [{ "if-none-match": ETAG }, { "if-modified-since": MODIFIED }] as Record<string, string>[]) {
      const answer = await get(link, { headers });
      expect([answer.status, answer.body.length, answer.headers.get("etag"), answer.headers.get("access-control-allow-origin")]).toEqual([304, 0, ETAG, "*"]);
    }
    expect((await get(link, { headers: { "if-none-match": '"v0"' } })).status).toBe(200);
  });

  it.each([
    ["bytes=0-3", 0, 4],
    ["bytes=0-", 0, BYTES.length],
    ["bytes=100-199", 100, 200],
    ["bytes=-5", BYTES.length - 5, BYTES.length],
    ["bytes=100-99999999", 100, BYTES.length],
  ])("gives the part %s", async (range, start, end) => {
    const answer = await get(link, { headers: { range } });
    expect([answer.status, answer.headers.get("content-range"), answer.headers.get("content-type")]).toEqual([206, `bytes ${start}-${end - 1}/${BYTES.length}`, "model/gltf-binary"]);
    expect(Buffer.from(answer.body).equals(BYTES.subarray(start, end))).toBe(true);
  });

  it("gives the whole where a part makes no sense, and no part beyond its end", async () => {
    for (const headers of [{ range: "bytes=0-1,5-6" }, { range: "lines=1-2" }, { range: "bytes=0-3", "if-range": '"v0"' }] as Record<string, string>[]) {
      const answer = await get(link, { headers });
      expect([answer.status, answer.body.length], JSON.stringify(headers)).toEqual([200, BYTES.length]);
    }
    expect((await get(link, { headers: { range: "bytes=0-3", "if-range": ETAG } })).status).toBe(206);
    const beyond = await get(link, { headers: { range: "bytes=99999999-" } });
    expect([beyond.status, beyond.body.code, beyond.headers.get("content-range"), beyond.headers.get("cache-control")]).toEqual([416, "range_not_satisfiable", `bytes */${BYTES.length}`, "no-store"]);
  });

  it("is found by HEAD at a store whose addresses are for GET alone", async () => {
    const url = `${bench.upstream.origin}/get-only.glb`;
    await bench.model(owner, [glbAt(url)]);
    bench.upstream.answers.set("/get-only.glb", (request, response) => (request.method === "GET" ? store(BYTES)(request, response) : void response.writeHead(403).end()));
    const head = await bench.host.call("HEAD", proxyPath(url), { user: owner });
    expect([head.status, head.headers.get("content-length"), head.headers.get("content-range"), head.headers.get("etag")]).toEqual([200, String(BYTES.length), null, ETAG]);
  });

  it("may be asked for by pages of other sites", async () => {
    const answer = await bench.host.call("OPTIONS", link, { headers: { origin: "https://shop.example", "access-control-request-method": "GET", "access-control-request-headers": "range" } });
    expect([answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("access-control-allow-methods")]).toEqual([204, "*", "GET, HEAD, OPTIONS"]);
    expect(answer.headers.get("access-control-allow-headers")).toContain("Range");
    expect((await bench.host.call("OPTIONS", "/api/credits")).headers.get("access-control-allow-origin")).toBeNull();
    expect((await bench.host.call("POST", link)).status).toBe(405);
  });
});

describe("who may read it", () => {
  it("nobody else: not a stranger, not the public, and neither learns that it is there", async () => {
    const asked = bench.upstream.requests.length;
    const stranger = await bench.host.user(0);
    const unknown = `${bench.upstream.origin}/tasks/1/other.glb`;
    const signedOut = [await get(proxyPath(glb)), await get(proxyPath(unknown))];
    expect(signedOut.map((answer) => [answer.status, answer.body.code])).toEqual([[401, "unauthorized"], [401, "unauthorized"]]);
    const answers = [await get(proxyPath(glb), { user: stranger }), await get(proxyPath(unknown), { user: stranger }), await get(proxyPath(unknown), { user: owner }), await get(proxyPath("not an address".replaceAll(" ", "-")), { user: stranger })];
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual(answers[0]?.body);
      expect([answer.headers.get("cache-control"), answer.headers.get("access-control-allow-origin")]).toEqual(["no-store", null]);
    }
    expect(bench.upstream.requests.length).toBe(asked);
  });

  it("not with a link that was changed, made for another file, or has run out", async () => {
    const asked = bench.upstream.requests.length;
    const other = `${bench.upstream.origin}/tasks/1/other.glb`;
    await bench.model(owner, [glbAt(other)]);
    const changed = [
      link.replace(encodeURIComponent(glb), encodeURIComponent(other)),
      link.replace(/signature=../, "signature=AA"),
      link.replace(/expires=\d/, "expires=9"),
      link.replace(/&signature=.*/, ""),
      `${link}&download=1`,
      link.replace("http%3A", "HTTP%3A"),
    ];
    for (const path of changed) expect([(await get(path)).body.code, (await get(path, { user: owner })).body.code], path).toEqual(["link_invalid", "link_invalid"]);
    expect((await get(`${link}&url=${encodeURIComponent(other)}`)).status).toBe(400);
    const before = now;
    now = new Date(now.getTime() + 2 * 3_600_000);
    expect((await get(link)).body.code).toBe("link_invalid");
    now = before;
    expect(bench.upstream.requests.length).toBe(asked);
  });

  it("not once its model is deleted", async () => {
    const url = `${bench.upstream.origin}/deleted.glb`;
    bench.upstream.answers.set("/deleted.glb", store(BYTES));
    const { id, sourceId } = await bench.model(owner, [glbAt(url)]);
    const { body } = await get(`/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user: owner });
    expect((await get(body.model.model_urls.glb)).status).toBe(200);
    await bench.remove(id);
    expect([(await get(body.model.model_urls.glb)).body.code, (await get(proxyPath(url), { user: owner })).body.code]).toEqual(["link_invalid", "not_found"]);
  });

  it("says clearly what is wrong with an address that can be none", async () => {
    for (const path of ["/api/proxy-3d-model", "/api/proxy-3d-model?url=", proxyPath(`https://example.com/${"a".repeat(10_000)}`), proxyPath("https://example.com/\0"), proxyPath("https://example.com/a\r\nb")]) {
      const answer = await get(path, { user: owner });
      expect([answer.status, answer.body.code, answer.body.issues[0].path], path.slice(0, 80)).toEqual([400, "invalid_request", "url"]);
    }
  });
});

describe("our own copy", () => {
  const COPY = Buffer.from("glTF, our own copy");

  it("is served under the old link after the service has deleted its file", async () => {
    const url = `${bench.upstream.origin}/short-lived.glb`;
    bench.upstream.answers.set("/short-lived.glb", store(BYTES));
    const { id, sourceId } = await bench.model(owner, [glbAt(url)]);
    const { body } = await get(`/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user: owner });
    const old = body.model.model_urls.glb;
    expect((await get(old)).body.length).toBe(BYTES.length);
    await bench.copy(owner, id, "model.glb", COPY);
    await bench.setState(id, "copied");
    bench.upstream.answers.delete("/short-lived.glb");
    const asked = bench.upstream.requests.length;
    for (const answer of [await get(old), await get(proxyPath(url), { user: owner })]) {
      expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([200, COPY.toString()]);
      expect(Object.fromEntries(answer.headers)).toMatchObject({ "content-type": "model/gltf-binary", "cache-control": "public, max-age=31536000, immutable", "access-control-allow-origin": "*", etag: `"${createHash("sha256").update(COPY).digest("hex")}"` });
    }
    const part = await get(old, { headers: { range: "bytes=0-3" } });
    expect([part.status, Buffer.from(part.body).toString()]).toEqual([206, "glTF"]);
    expect((await get(proxyPath(url), { user: await bench.host.user(0) })).status).toBe(404);
    expect(bench.upstream.requests.length).toBe(asked);
  });

  it("is each user's own where two have the same file", async () => {
    const url = `${bench.upstream.origin}/same.glb`;
    const [first, second] = [await bench.host.user(0), await bench.host.user(0)];
    const copied = await bench.model(first, [glbAt(url)]);
    await bench.model(second, [glbAt(url)]);
    await bench.copy(first, copied.id, "model.glb", COPY);
    await bench.setState(copied.id, "copied");
    bench.upstream.answers.set("/same.glb", store(BYTES));
    expect([(await get(proxyPath(url), { user: first })).body.length, (await get(proxyPath(url), { user: second })).body.length]).toEqual([COPY.length, BYTES.length]);
  });

  it.each(["refused", "lost"] as const)("where there is none of a %s file, the service is not asked again", async (state) => {
    const path = `/${randomUUID()}.glb`;
    const { id } = await bench.model(owner, [glbAt(bench.upstream.origin + path)]);
    bench.upstream.answers.set(path, store(BYTES));
    await bench.setState(id, state);
    const asked = bench.upstream.requests.length;
    const answer = await get(proxyPath(bench.upstream.origin + path), { user: owner });
    expect([answer.status, answer.body.code, bench.upstream.requests.length]).toEqual([502, "file_unavailable", asked]);
  });
});

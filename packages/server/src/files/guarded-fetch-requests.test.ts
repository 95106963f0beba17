import type { IncomingMessage } from "node:http";
import { buffer, text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { createGuardedFetch, type FetchRequest } from "./guarded-fetch.ts";
import { until } from "../../test/start-test-host.ts";
import { createLoopbackServers, failureOf } from "./test/loopback-server.ts";

const ONE_KB = { maxBytes: 1024 };
const servers = createLoopbackServers();
const fetchFrom = (origin: string, options = {}) => createGuardedFetch({ allowedOrigins: [origin], ...options });

afterEach(() => servers.stopAll());

describe("a POST", () => {
  it("sends a body with its headers and gives the answer", async () => {
    const seen: { method?: string; headers: IncomingMessage["headers"]; body: string }[] = [];
    const origin = await servers.listen((request, response) => {
      void text(request).then((body) => {
        seen.push({ method: request.method, headers: request.headers, body });
        response.writeHead(429, { "retry-after": "7", "set-cookie": "a=b" }).end("slowly");
      });
    });
    const headers = { "content-type": "application/json", "webhook-id": "evt_1", "webhook-timestamp": "1700000000", "webhook-signature": "v1,abc" };
    for (const body of ['{"a":1}', new TextEncoder().encode('{"a":1}')]) {
      const answer = await fetchFrom(origin)(`${origin}/hook`, { ...ONE_KB, method: "POST", headers, body });
      expect([answer.status, answer.headers["retry-after"], answer.headers["set-cookie"]]).toEqual([429, "7", undefined]);
      expect(await text(answer.body)).toBe("slowly");
    }
    expect(seen.map(({ method, body }) => [method, body])).toEqual([["POST", '{"a":1}'], ["POST", '{"a":1}']]);
    for (const { headers: sent } of seen) expect(sent).toMatchObject({ ...headers, "content-length": "7" });
  });

  it("is never sent on: a redirect is its answer", async () => {
    const asked: string[] = [];
    const origin = await servers.listen((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(307, { location: "/elsewhere" }).end("moved");
    });
    const answer = await fetchFrom(origin)(`${origin}/hook`, { ...ONE_KB, method: "POST", body: "{}", redirects: 0 });
    answer.body.destroy();
    expect([answer.status, asked]).toEqual([307, ["/hook"]]);
  });

  it("keeps to the same addresses and limits as a GET", async () => {
    const origin = await servers.listen((_request, response) => response.end(Buffer.alloc(5000)));
    expect(await failureOf(createGuardedFetch()(`${origin}/hook`, { ...ONE_KB, method: "POST", body: "{}" }))).toBe("refused");
    expect(await failureOf(fetchFrom(origin)(`${origin}/hook`, { ...ONE_KB, method: "POST", body: "{}" }).then(({ body }) => buffer(body)))).toBe("too_large");
  });
});

describe("a request", () => {
  it("takes headers of the list only, and a body only of a POST", async () => {
    const fetch = createGuardedFetch();
    const url = "https://93.184.215.14/";
    for (const headers of [{ cookie: "a=b" }, { authorization: "Bearer x" }, { host: "inside" }, { Range: "bytes=0-1" }]) {
      await expect(fetch(url, { ...ONE_KB, headers } as FetchRequest), JSON.stringify(headers)).rejects.toThrow(RangeError);
    }
    await expect(fetch(url, { ...ONE_KB, body: "a" })).rejects.toThrow(RangeError);
  });

  it("can have fewer redirects than usual", async () => {
    const origin = await servers.listen((request, response) => (request.url === "/" ? response.writeHead(302, { location: "/next" }).end() : response.end("there")));
    expect(await failureOf(fetchFrom(origin)(`${origin}/`, { ...ONE_KB, redirects: 0 }))).toBe("too_many_redirects");
    expect(await text((await fetchFrom(origin)(`${origin}/`, { ...ONE_KB, redirects: 1 })).body)).toBe("there");
  });

  it("asks for a part, for what has changed, or for the headers alone", async () => {
    const origin = await servers.listen((request, response) => {
      if (request.headers["if-none-match"] === '"1"') response.writeHead(304, { etag: '"1"' }).end();
      else if (request.headers.range === "bytes=1-2" && request.headers["if-range"] === '"1"') response.writeHead(206, { "content-range": "bytes 1-2/4", "accept-ranges": "bytes" }).end("bc");
      else response.writeHead(200, { "content-length": "4", "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT" }).end(request.method === "HEAD" ? undefined : "abcd");
    });
    const fetch = fetchFrom(origin);
    const same = await fetch(origin, { ...ONE_KB, headers: { "if-none-match": '"1"' } });
    expect([same.status, same.headers.etag, await text(same.body)]).toEqual([304, '"1"', ""]);
    const part = await fetch(origin, { ...ONE_KB, headers: { range: "bytes=1-2", "if-range": '"1"' } });
    expect([part.status, part.headers["content-range"], part.headers["accept-ranges"], await text(part.body)]).toEqual([206, "bytes 1-2/4", "bytes", "bc"]);
    const head = await fetch(origin, { ...ONE_KB, method: "HEAD" });
    expect([head.status, head.headers["content-length"], head.headers["last-modified"], await text(head.body)]).toEqual([200, "4", "Mon, 01 Jan 2024 00:00:00 GMT", ""]);
    expect(await failureOf(fetch(origin, { maxBytes: 3, method: "HEAD" }))).toBe("too_large");
  });
});

describe("the speed of a body", () => {
  const PACE = { maxBytes: 1e9, minBytesPerSecond: 100_000, totalTimeoutMs: 600_000 };

  it("has a lower bound where one is asked for", async () => {
    const origin = await servers.listen((_request, response) => {
      const timer = setInterval(() => response.write("a"), 5);
      response.once("close", () => clearInterval(timer));
    });
    expect(await failureOf(fetchFrom(origin, { speedWindowMs: 200 })(origin, PACE).then(({ body }) => buffer(body)))).toBe("timeout");
  });

  it("is not too low because its reader takes a while, nor because the whole takes longer than a window", async () => {
    const WINDOW_MS = 300;
    const origin = await servers.listen((_request, response) => {
      response.write(Buffer.alloc(2_000_000));
      // Fast enough, for several windows on end.
      let left = 40;
      const timer = setInterval(() => {
        response.write(Buffer.alloc(20_000));
        left -= 1;
        if (left === 0) response.end();
      }, 25);
      response.once("close", () => clearInterval(timer));
    });
    const { body } = await fetchFrom(origin, { speedWindowMs: WINDOW_MS, totalTimeoutMs: 50 })(origin, PACE);
    const startedAt = performance.now();
    let bytes = 0;
    for await (const chunk of body) {
      // The first chunk is held for two windows.
      if (bytes === 0) await until("two windows are over", () => performance.now() - startedAt > 2 * WINDOW_MS);
      bytes += (chunk as Buffer).byteLength;
    }
    expect(bytes).toBe(2_800_000);
  });
});

import { randomUUID } from "node:crypto";
import { createServer, get as httpGet, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glbAt, proxyPath, startProxyBench, type ProxyBench } from "./proxy-bench.ts";
import { until } from "./start-test-host.ts";

const MAX_BYTES = 200 * 1024 * 1024;
const GLB = Buffer.from("glTF and what a model is made of ".repeat(400));
const HTML = "<!DOCTYPE html><html><script>alert(document.cookie)</script></html>";
let bench: ProxyBench;
let owner: string;
let insideRequests = 0;
let inside: string;
const insideServer = createServer((_request, response) => {
  insideRequests += 1;
  response.end(GLB);
});

beforeAll(async () => {
  bench = await startProxyBench({ proxy: { hosts: ["127.0.0.1", "assets.example.com"], maxBytes: MAX_BYTES, concurrency: 5, concurrencyPerUser: 2 } });
  owner = await bench.host.user(0);
  await new Promise<void>((resolve) => insideServer.listen(0, "127.0.0.1", resolve));
  inside = `http://127.0.0.1:${(insideServer.address() as AddressInfo).port}`;
});

afterAll(async () => {
  insideServer.close();
  await bench.stop();
});

/** A GLB of the owner's that lies at a new address, which answers like this. */
async function lies(answer: RequestListener, user = owner): Promise<string> {
  const path = `/${randomUUID()}.glb`;
  bench.upstream.answers.set(path, answer);
  await bench.model(user, [glbAt(bench.upstream.origin + path)]);
  return proxyPath(bench.upstream.origin + path);
}

/** Opens an answer and leaves its body to the test. */
function open(path: string, user = owner): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => httpGet(bench.host.url + path, { headers: { "x-user": user } }, resolve).on("error", reject));
}

describe("an answer that is not the file", () => {
  const answers: [what: string, answer: RequestListener, headers?: Record<string, string>][] = [
    ...[400, 401, 403, 404, 410, 429, 500, 503, 204, 206, 304, 416].map((status): [string, RequestListener] => [`status ${status}`, (_request, response) => void response.writeHead(status, { "content-type": "text/html", "set-cookie": "a=b", "retry-after": "1" }).end(status === 204 || status === 304 ? undefined : HTML)]),
    ["a page under .glb", (_request, response) => void response.writeHead(200, { "content-type": "model/gltf-binary" }).end(HTML)],
    ["a page that comes byte by byte", (_request, response) => { for (const byte of Buffer.from(HTML)) response.write(Buffer.from([byte])); response.end(); }],
    ["a page for the first part", (_request, response) => void response.writeHead(206, { "content-range": `bytes 0-${HTML.length - 1}/${HTML.length}` }).end(HTML), { range: "bytes=0-" }],
    ["another part than was asked for", (_request, response) => void response.writeHead(206, { "content-range": "bytes 5-9/100" }).end("12345"), { range: "bytes=0-4" }],
    ["a part of another length than it says", (_request, response) => void response.writeHead(206, { "content-range": "bytes 0-9/100", "content-length": "5" }).end("12345"), { range: "bytes=0-9" }],
    ["several parts", (_request, response) => void response.writeHead(206, { "content-type": "multipart/byteranges; boundary=x" }).end("--x--"), { range: "bytes=0-9" }],
    ["nothing", (_request, response) => void response.writeHead(200, { "content-length": "0" }).end()],
    ["three bytes", (_request, response) => void response.end("glT")],
    ["compressed", (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(GLB))],
    ["too large by its own word", (_request, response) => void response.writeHead(200, { "content-length": String(MAX_BYTES + 1) }).write("glTF")],
    ["a redirect to the inside", (_request, response) => void response.writeHead(302, { location: `${inside}/model.glb` }).end()],
    ["a redirect to the metadata of the cloud", (_request, response) => void response.writeHead(302, { location: "https://169.254.169.254/latest/" }).end()],
    ["a redirect to itself", (request, response) => void response.writeHead(302, { location: request.url ?? "" }).end()],
    ["an end before the first byte", (request) => void request.socket.destroy()],
    ["an end within the first bytes", (_request, response) => { response.writeHead(200, { "content-length": "5000" }).write("glTF"); setImmediate(() => response.destroy()); }],
  ];

  it.each(answers)("%s becomes our 502", async (_what, answer, headers = {}) => {
    const got = await bench.host.call("GET", await lies(answer), { user: owner, headers });
    expect([got.status, got.body.code, got.headers.get("cache-control")]).toEqual([502, "file_unavailable", "no-store"]);
    expect(Object.keys(got.body).sort()).toEqual(["code", "error", "message", "success"]);
    for (const name of ["set-cookie", "retry-after", "access-control-allow-origin", "content-disposition"]) expect(got.headers.get(name), name).toBeNull();
    expect(insideRequests).toBe(0);
  });

  it("cuts the answer where the service breaks off, so that nobody takes it for the whole", async () => {
    const path = await lies((_request, response) => { response.writeHead(200, { "content-length": String(GLB.length + 10) }).write(GLB); setImmediate(() => response.destroy()); });
    const answer = await open(path);
    const ended = new Promise<boolean>((resolve) => answer.on("error", () => resolve(false)).on("end", () => resolve(answer.complete)).resume());
    expect(await ended).toBe(false);
  });

  it("opens no connection for a row whose address lies inside", async () => {
    const [asked, stranger] = [insideRequests, await bench.host.user(0)];
    const urls = [`${inside}/a.glb`, inside.replace("127.0.0.1", "localhost"), "https://169.254.169.254/latest/meta-data/", "https://[::1]/a.glb", "https://2130706433/a.glb", "http://93.184.215.14/a.glb", "ftp://93.184.215.14/a.glb", "file:///etc/passwd"];
    for (const url of urls) {
      await bench.model(stranger, [glbAt(url)]);
      const answer = await bench.host.call("GET", proxyPath(url), { user: stranger });
      expect([answer.status, answer.body.code], url).toEqual([502, "file_unavailable"]);
    }
    expect(insideRequests).toBe(asked);
  });
});

describe("a host that the host app lists", () => {
  const open = (path: string) => bench.host.call("GET", proxyPath(path));

  it("may be read by anyone, its files by their ending", async () => {
    const png = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0", "latin1"), Buffer.alloc(20)]);
    bench.upstream.answers.set("/public/mug%20%22%E2%80%AE1.glb", (_request, response) => void response.writeHead(200, { "content-type": "text/html" }).end(GLB));
    bench.upstream.answers.set("/public/mug.png", (_request, response) => void response.end(png));
    bench.upstream.answers.set("/public/notes", (_request, response) => void response.end("just text"));
    const named = await open(`${bench.upstream.origin}/public/mug%20%22%E2%80%AE1.glb`);
    expect([named.status, named.headers.get("content-type"), named.headers.get("content-disposition")]).toEqual([200, "model/gltf-binary", "inline; filename=\"mug __1.glb\"; filename*=UTF-8''mug%20__1.glb"]);
    expect((await open(`${bench.upstream.origin}/public/mug.png`)).headers.get("content-type")).toBe("image/png");
    expect((await open(`${bench.upstream.origin}/public/notes`)).headers.get("content-type")).toBe("application/octet-stream");
  });

  it("opens no other: no other port, scheme, user, subdomain, dot or number", async () => {
    const urls = [inside, "http://assets.example.com/a.glb", "https://assets.example.com:8443/a.glb", "https://u:p@assets.example.com/a.glb", "https://assets.example.com./a.glb", "https://x.assets.example.com/a.glb", "https://assets.example.com.evil.example/a.glb", "https://assets.example.com@evil.example/a.glb", "ftp://assets.example.com/a.glb", "//assets.example.com/a.glb"];
    for (const url of urls) {
      const answer = await open(url);
      expect([answer.status, answer.body.code], url).toEqual([401, "unauthorized"]);
    }
    expect(insideRequests).toBe(0);
  });

  it("leads nowhere else: its redirects are not followed", async () => {
    bench.upstream.answers.set("/public/away.glb", (_request, response) => void response.writeHead(302, { location: "/public/there.glb" }).end());
    bench.upstream.answers.set("/public/there.glb", (_request, response) => void response.end(GLB));
    expect([(await open(`${bench.upstream.origin}/public/away.glb`)).status, (await open(`${bench.upstream.origin}/public/there.glb`)).status]).toEqual([502, 200]);
  });
});

describe("what it takes", () => {
  const CHUNK = Buffer.concat([Buffer.from("glTF"), Buffer.alloc(64 * 1024 - 4)]);
  /** More than passes. */
  const CHUNKS = 4000;
  let sentChunks = 0;
  let isGone = false;

  const endless: RequestListener = (_request, response) => {
    sentChunks = 0;
    isGone = false;
    response.once("close", () => { isGone = true; });
    const push = () => {
      while (sentChunks < CHUNKS && !response.destroyed) {
        sentChunks += 1;
        if (!response.write(CHUNK)) return void response.once("drain", push);
      }
      response.end();
    };
    push();
  };

  it("is no more memory for 200 MB than for a little, and not more bytes than the option says", async () => {
    const answer = await open(await lies(endless));
    let bytes = 0;
    let [rssAtStart, most] = [0, 0];
    answer.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes < 30e6) return;
      rssAtStart ||= process.memoryUsage.rss();
      most = Math.max(most, process.memoryUsage.rss());
    });
    await new Promise((resolve) => answer.on("error", resolve).on("close", resolve));
    expect([answer.complete, bytes <= MAX_BYTES, bytes > MAX_BYTES / 2]).toEqual([false, true, true]);
    expect(most - rssAtStart).toBeLessThan(100e6);
  });

  it("is no more from the service than the reader takes, and nothing once the reader has gone", async () => {
    const answer = await open(await lies(endless));
    await new Promise((resolve) => answer.once("readable", resolve));
    // What fits into the sockets' buffers on the way; then it stands still.
    let before = -1;
    await until("the service is held up", () => {
      const stands = before === sentChunks;
      before = sentChunks;
      return stands;
    });
    expect(sentChunks).toBeLessThan(CHUNKS / 4);
    expect(isGone).toBe(false);
    answer.destroy();
    await until("the service's connection has ended", () => isGone);
  });

  it("is no connection for a reader who has gone before the service answered", async () => {
    let [isAsked, isLeft] = [false, false];
    const path = await lies((request) => { isAsked = true; request.socket.once("close", () => { isLeft = true; }); });
    const asking = httpGet(bench.host.url + path, { headers: { "x-user": owner } }).on("error", () => undefined);
    await until("the service is asked", () => isAsked);
    asking.destroy();
    await until("the service's connection has ended", () => isLeft, 5_000);
  });

  it("is so many files of a user at once; the others wait, and other users do not", async () => {
    const waiting: (() => void)[] = [];
    const slow: RequestListener = (_request, response) => { response.write(GLB); waiting.push(() => response.end()); };
    const user = await bench.host.user(0);
    const paths = await Promise.all([1, 2, 3].map(() => lies(slow, user)));
    const answers = [await open(paths[0] ?? "", user), await open(paths[1] ?? "", user)];
    let isThirdThere = false;
    const third = open(paths[2] ?? "", user).then((answer) => { isThirdThere = true; return answer; });
    const other = await bench.host.user(0);
    const otherAnswer = await open(await lies(slow, other), other);
    expect([isThirdThere, waiting.length]).toEqual([false, 3]);
    waiting[0]?.();
    for (const answer of [...answers, otherAnswer]) answer.resume();
    const thirdAnswer = await third;
    await until("the third is asked for", () => waiting.length === 4);
    for (const end of waiting) end();
    thirdAnswer.resume();
  });
});

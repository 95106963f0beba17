import { createServer as createSocketServer, connect, type AddressInfo } from "node:net";
import { buffer, text } from "node:stream/consumers";
import fc from "fast-check";
import type { buildConnector } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { FetchError } from "./fetch-error.ts";
import { createGuardedFetch, type GuardedFetchOptions } from "./guarded-fetch.ts";
import { createLoopbackServers, failureOf } from "./test/loopback-server.ts";

const ONE_KB = { maxBytes: 1024 };
const servers = createLoopbackServers();

afterEach(() => servers.stopAll());

/** Counts the sockets that are opened and opens none. */
function countOnly() {
  const opened: string[] = [];
  const connector: buildConnector.connector = (options, callback) => {
    opened.push(options.hostname);
    callback(new Error("ECONNREFUSED"), null);
  };
  return { opened, connector };
}

/** The public names of a test, all of which are one server of this machine, by https too (without the TLS of it). */
function pretendPublic(origin: string, options: GuardedFetchOptions = {}) {
  const opened: string[] = [];
  const connector: buildConnector.connector = ({ protocol, hostname }, callback) => {
    opened.push(`${protocol}//${hostname}`);
    const socket = connect(Number(new URL(origin).port), "127.0.0.1", () => callback(null, socket));
  };
  return { opened, fetch: createGuardedFetch({ connector, resolveHost: () => Promise.resolve(["93.184.215.14"]), ...options }) };
}

const LITERALS = [
  "0.0.0.0", "0", "127.0.0.1", "127.1", "127.0.1", "0177.0.0.1", "0x7f000001", "0x7F.0.0.1", "2130706433", "017700000001", "127.255.255.254", "①②⑦.⓪.⓪.①", "127。0。0。1",
  "10.0.0.1", "012.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "3232235777", "169.254.169.254", "0xa9fea9fe", "2852039166", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192",
  "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
  "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:169.254.169.254]", "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]",
  "[64:ff9b::127.0.0.1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[2001:db8::1]", "[3fff::1]", "[2001:2::1]", "[2001:20::1]",
  "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[100::1]", "[4000::1]", "[5f00::1]",
];

describe("an address of the inside", () => {
  it.each(LITERALS)("%s is refused as such and with no socket opened", async (literal) => {
    const { opened, connector } = countOnly();
    const fetch = createGuardedFetch({ connector });
    for (const url of [`https://${literal}/`, `https://${literal}/latest/meta-data/`, `HTTPS://${literal}`]) await expect(fetch(url, ONE_KB), url).rejects.toThrow(new FetchError("refused"));
    expect(opened).toEqual([]);
  });

  it("is refused behind a name, alone and among good ones, in whichever place", async () => {
    const { opened, connector } = countOnly();
    const inside = LITERALS.map((literal) => new URL(`https://${literal}`).hostname.replace(/^\[|\]$/g, ""));
    for (const address of inside) {
      for (const addresses of [[address], [address, "93.184.215.14"], ["93.184.215.14", "2606:4700::1111", address]]) {
        const fetch = createGuardedFetch({ connector, resolveHost: () => Promise.resolve(addresses) });
        await expect(fetch("https://photos.example/", ONE_KB), addresses.join()).rejects.toThrow(new FetchError("refused"));
      }
    }
    expect(opened).toEqual([]);
  });

  it("is refused behind names of this machine, by the system's own resolver", async () => {
    const { opened, connector } = countOnly();
    for (const name of ["localhost", "LOCALHOST", "localhost.localdomain", "a.localhost", "nowhere.invalid"]) await expect(createGuardedFetch({ connector })(`https://${name}/`, ONE_KB), name).rejects.toThrow(new FetchError("refused"));
    expect(opened).toEqual([]);
  });

  it("is refused in any number that an address can be written as", async () => {
    const { opened, connector } = countOnly();
    const fetch = createGuardedFetch({ connector });
    const inside = fc.constantFrom([127, 0, 0, 0, 8], [10, 0, 0, 0, 8], [192, 168, 0, 0, 16], [169, 254, 0, 0, 16], [100, 64, 0, 0, 10], [172, 16, 0, 0, 12]).chain(([a = 0, b = 0, c = 0, d = 0, bits = 0]) =>
      fc.nat(2 ** (32 - bits) - 1).map((host) => a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d + host),
    );
    const spellings = [
      (ip: number) => String(ip),
      (ip: number) => `0x${ip.toString(16)}`,
      (ip: number) => `0${ip.toString(8)}`,
      (ip: number) => `${Math.floor(ip / 2 ** 24)}.${ip % 2 ** 24}`,
      (ip: number) => `0x${Math.floor(ip / 2 ** 24).toString(16)}.0${(Math.floor(ip / 2 ** 16) % 256).toString(8)}.${ip % 2 ** 16}`,
      (ip: number) => `[::ffff:${Math.floor(ip / 2 ** 16).toString(16)}:${(ip % 2 ** 16).toString(16)}]`,
      (ip: number) => `[64:ff9b::${Math.floor(ip / 2 ** 16).toString(16)}:${(ip % 2 ** 16).toString(16)}]`,
    ];
    await fc.assert(
      fc.asyncProperty(inside, fc.constantFrom(...spellings), async (ip, spell) => {
        expect(await failureOf(fetch(`https://${spell(ip)}/`, ONE_KB))).toBe("refused");
      }),
      { numRuns: 200 },
    );
    expect(opened).toEqual([]);
  });
});

describe("a redirect", () => {
  it("from https to http is refused, even where that origin is listed", async () => {
    const origin = await servers.listen((_request, response) => response.writeHead(302, { location: "http://photos.example:3000/" }).end());
    const { opened, fetch } = pretendPublic(origin, { allowedOrigins: ["http://photos.example:3000"] });
    expect(await failureOf(fetch("https://photos.example/", ONE_KB))).toBe("refused");
    expect(opened).toEqual(["https://93.184.215.14"]);
  });

  it("to a name of the inside is refused before a socket is opened for it", async () => {
    const origin = await servers.listen((_request, response) => response.writeHead(301, { location: "https://inside.example/" }).end());
    const { opened, fetch } = pretendPublic(origin, { resolveHost: (name) => Promise.resolve([name === "inside.example" ? "10.0.0.1" : "93.184.215.14"]) });
    expect(await failureOf(fetch("https://photos.example/", ONE_KB))).toBe("refused");
    expect(opened).toHaveLength(1);
  });

  it("to another public name is followed, and that name is looked up anew", async () => {
    const asked: string[] = [];
    const origin = await servers.listen((request, response) => (request.headers.host === "photos.example" ? response.writeHead(302, { location: "//assets.example/a.glb" }).end() : response.end("there")));
    const { fetch } = pretendPublic(origin, { resolveHost: (name) => { asked.push(name); return Promise.resolve(["93.184.215.14"]); } });
    const fetched = await fetch("https://photos.example/", ONE_KB);
    expect([await text(fetched.body), fetched.finalUrl, asked]).toEqual(["there", "https://assets.example/a.glb", ["photos.example", "assets.example"]]);
  });
});

describe("a server that lies", () => {
  async function listenRaw(answer: string): Promise<string> {
    const server = createSocketServer((socket) => socket.on("error", () => undefined).once("data", () => socket.end(answer)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

  it.each([
    ["about its length, which is no number", "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nabc", "unreachable"],
    ["about its length, twice", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd", "unreachable"],
    ["about a length that no file has", "HTTP/1.1 200 OK\r\ncontent-length: 999999999999999\r\n\r\nabc", "too_large"],
    ["about its chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc", "unreachable"],
    ["about the end of its chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab", "unreachable"],
    ["with headers without end", `HTTP/1.1 200 OK\r\nx-filler: ${"a".repeat(100_000)}\r\n\r\nabc`, "unreachable"],
    ["with a body that it says is compressed", "HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 3\r\n\r\nabc", "encoded"],
    ["with a switch of the protocol", "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nabc", "unreachable"],
  ])("%s ends with an error", async (_what, answer, failure) => {
    const origin = await listenRaw(answer);
    expect(await failureOf(createGuardedFetch({ allowedOrigins: [origin] })(origin, ONE_KB).then(({ body }) => buffer(body)))).toBe(failure);
  });

  it("and sends more than it said is read up to what it said", async () => {
    const origin = await listenRaw("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcdefgh");
    expect(await failureOf(createGuardedFetch({ allowedOrigins: [origin] })(origin, ONE_KB).then(async ({ body }) => expect(await text(body)).toBe("abc")))).toMatch(/^(let through|unreachable)$/);
  });

  it("in its resolver, which never answers, is not waited for", async () => {
    const { opened, connector } = countOnly();
    const fetch = createGuardedFetch({ connector, totalTimeoutMs: 50, resolveHost: () => new Promise(() => undefined) });
    expect(await failureOf(fetch("https://photos.example/", ONE_KB))).toBe("timeout");
    expect(opened).toEqual([]);
  });
});

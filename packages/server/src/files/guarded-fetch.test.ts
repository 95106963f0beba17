import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createSocketServer, type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { buildConnector } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { FetchError } from "./fetch-error.ts";
import { createGuardedFetch, resolveGuardedFetchOptions, type GuardedFetchOptions } from "./guarded-fetch.ts";

const ONE_KB = { maxBytes: 1024 };
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function listen(handle: RequestListener): Promise<string> {
  const server: Server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Counts the sockets that are opened, and lets through those that go to this machine. */
function countSockets() {
  const opened: string[] = [];
  const inner = buildConnector({ allowH2: false });
  const connector: buildConnector.connector = (options, callback) => {
    opened.push(options.hostname);
    inner(options, callback);
  };
  return { opened, connector };
}

const fetchFrom = (origin: string, options: GuardedFetchOptions = {}) => createGuardedFetch({ allowedOrigins: [origin], ...options });

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof FetchError) return error.failure;
    throw error;
  }
  return "let through";
}

describe("what it fetches", () => {
  it("gives status, a few headers, the body and where it came from", async () => {
    let seen: IncomingMessage["headers"] = {};
    const origin = await listen((request, response) => {
      seen = request.headers;
      response.writeHead(200, { "content-type": "image/png", "set-cookie": "a=b", "content-security-policy": "default-src *", "x-secret": "1" });
      response.end("hello");
    });
    const fetched = await fetchFrom(origin)(`${origin}/a.png?b=c`, { ...ONE_KB, accept: "image/png" });
    expect(fetched).toMatchObject({ status: 200, finalUrl: `${origin}/a.png?b=c` });
    expect(Object.keys(fetched.headers)).toEqual(["content-type"]);
    expect((await buffer(fetched.body)).toString()).toBe("hello");
    expect(seen).toMatchObject({ accept: "image/png", "accept-encoding": "identity", host: origin.slice("http://".length) });
    expect(seen.cookie).toBeUndefined();
  });

  it("connects to the address that was judged, whatever the name leads to later", async () => {
    const origin = await listen((request, response) => response.end(request.headers.host));
    const port = new URL(origin).port;
    const named = `http://photos.example:${port}`;
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    const { opened, connector } = countSockets();
    const fetch = createGuardedFetch({ allowedOrigins: [named], connector, resolveHost: () => Promise.resolve(answers.shift() ?? ["10.0.0.1"]) });
    const { body } = await fetch(`${named}/a`, ONE_KB);
    expect((await buffer(body)).toString()).toBe(`photos.example:${port}`);
    expect(opened).toEqual(["127.0.0.1"]);
    expect(await failureOf(fetch(`${named}/a`, ONE_KB))).toBe("refused");
    expect(opened).toEqual(["127.0.0.1"]);
  });

  it("takes the next address when the first does not answer", async () => {
    const origin = await listen((_request, response) => response.end("ok"));
    const named = `http://photos.example:${new URL(origin).port}`;
    const fetch = createGuardedFetch({ allowedOrigins: [named], resolveHost: () => Promise.resolve(["127.0.0.2", "127.0.0.1"]) });
    expect((await buffer((await fetch(named, ONE_KB)).body)).toString()).toBe("ok");
  });

  it("uses no proxy of the environment", async () => {
    const proxied: string[] = [];
    const proxy = await listen((request, response) => {
      proxied.push(request.url ?? "");
      response.end("from the proxy");
    });
    const origin = await listen((_request, response) => response.end("direct"));
    const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NODE_USE_ENV_PROXY"];
    const before = names.map((name) => process.env[name]);
    try {
      for (const name of names) process.env[name] = name === "NODE_USE_ENV_PROXY" ? "1" : proxy;
      expect((await buffer((await fetchFrom(origin)(origin, ONE_KB)).body)).toString()).toBe("direct");
    } finally {
      names.forEach((name, index) => {
        const value = before[index];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      });
    }
    expect(proxied).toEqual([]);
  });
});

describe("what it refuses, with no socket opened and one answer", () => {
  const port = 8443;
  const cases: Record<string, string> = {
    "plain http": "http://93.184.215.14/",
    "another port": `https://93.184.215.14:${port}/`,
    "another scheme": "ftp://93.184.215.14/",
    "a file": "file:///etc/passwd",
    "data": "data:image/png;base64,AAAA",
    "loopback": "https://127.0.0.1/",
    "loopback as one number": "https://2130706433/",
    "loopback in hex": "https://0x7f.1/",
    "loopback in octal": "https://0177.1/",
    "loopback in circled digits": "https://①②⑦.0.0.1/",
    "loopback v6": "https://[::1]/",
    "mapped": "https://[::ffff:127.0.0.1]/",
    "compatible": "https://[::127.0.0.1]/",
    "metadata": "https://169.254.169.254/latest/meta-data/",
    "host agent of Azure": "https://168.63.129.16/",
    "user info": "https://good.example@93.184.215.14/",
    "backslash": "https:\\\\93.184.215.14\\a",
    "trailing dot": "https://public.example./",
    "a space within": "https://public.example/ a",
    "line breaks": "https://pub\nlic.example/",
    "10 kB": `https://public.example/${"a".repeat(10_000)}`,
    "not an address": "photos of mine",
    "name of the inside": "https://inside.example/",
    "one bad address among good ones": "https://mixed.example/",
    "name that does not exist": "https://missing.example/",
    "name without addresses": "https://empty.example/",
    "name that only looks like a listed one": "https://listed.example.public.example:3000/",
    "listed host, other port": "http://127.0.0.1:9/",
    "listed name that leads inside": "http://listed.example:3000/",
  };
  const names: Record<string, string[]> = {
    "public.example": ["93.184.215.14"],
    "inside.example": ["10.1.2.3"],
    "mixed.example": ["93.184.215.14", "192.168.0.1"],
    "empty.example": [],
    "listed.example": ["10.0.0.1"],
    "listed.example.public.example": ["93.184.215.14"],
  };

  for (const [name, url] of Object.entries(cases)) {
    it(name, async () => {
      const { opened, connector } = countSockets();
      const resolveHost = (hostname: string) => (names[hostname] ? Promise.resolve(names[hostname]) : Promise.reject(new Error(`ENOTFOUND ${hostname}`)));
      const fetch = createGuardedFetch({ connector, resolveHost, allowedOrigins: ["http://127.0.0.1:3000", "http://listed.example:3000"] });
      await expect(fetch(url, ONE_KB)).rejects.toThrow(new FetchError("refused"));
      expect(opened).toEqual([]);
    });
  }

  it("but goes to a public one by https", async () => {
    const { opened, connector } = countSockets();
    const refuseAll: buildConnector.connector = (options, callback) => {
      opened.push(`${options.hostname} as ${options.servername}`);
      callback(new Error("ECONNREFUSED"), null);
    };
    expect(connector).toBeTypeOf("function");
    const fetch = createGuardedFetch({ connector: refuseAll, resolveHost: () => Promise.resolve(["93.184.215.14"]) });
    expect(await failureOf(fetch("https://public.example/", ONE_KB))).toBe("unreachable");
    expect(opened).toEqual(["93.184.215.14 as public.example"]);
  });
});

describe("redirects", () => {
  const redirectTo = (location: (path: string) => string | null) => (request: IncomingMessage, response: ServerResponse) => {
    const target = location(request.url ?? "");
    if (target === null) response.end("arrived");
    else response.writeHead(302, { location: target }).end("moved");
  };

  it("follows a few, relative ones too", async () => {
    const origin = await listen(redirectTo((path) => ({ "/1": "/2", "/2": "3?a=b", "/3?a=b": "//127.0.0.1:PORT/4" })[path]?.replace("PORT", new URL(origin).port) ?? null));
    const fetched = await fetchFrom(origin)(`${origin}/1`, ONE_KB);
    expect(fetched.finalUrl).toBe(`${origin}/4`);
    expect((await buffer(fetched.body)).toString()).toBe("arrived");
  });

  it("gives up on a loop", async () => {
    let requests = 0;
    const origin = await listen((_request, response) => {
      requests += 1;
      response.writeHead(301, { location: "/again" }).end();
    });
    expect(await failureOf(fetchFrom(origin)(origin, ONE_KB))).toBe("too_many_redirects");
    expect(requests).toBe(4);
  });

  it("does not follow to the inside, to another port, or to nonsense", async () => {
    let inside = 0;
    const hidden = await listen((_request, response) => {
      inside += 1;
      response.end("secret");
    });
    for (const target of [hidden, "https://169.254.169.254/", "https://[::1]/", "http://93.184.215.14/", "file:///etc/passwd", "https://user@93.184.215.14/", "http://["]) {
      const origin = await listen(redirectTo((path) => (path === "/" ? target : null)));
      expect(await failureOf(fetchFrom(origin)(`${origin}/`, ONE_KB)), target).toBe("refused");
    }
    expect(inside).toBe(0);
  });
});

describe("limits", () => {
  it("cuts a body that is longer than allowed, and one that says so at once", async () => {
    let closed: Promise<void> | undefined;
    const endless = await listen((_request, response) => {
      closed = new Promise((resolve) => response.once("close", () => resolve()));
      Readable.from((function* () { for (;;) yield Buffer.alloc(10_000); })()).on("error", () => undefined).pipe(response);
    });
    const { body } = await fetchFrom(endless)(endless, { maxBytes: 100_000 });
    expect(await failureOf(buffer(body))).toBe("too_large");
    await closed;
    const declared = await listen((_request, response) => response.writeHead(200, { "content-length": "5000" }).end(Buffer.alloc(5000)));
    expect(await failureOf(fetchFrom(declared)(declared, ONE_KB))).toBe("too_large");
  });

  it("takes a body of exactly the allowed length", async () => {
    const origin = await listen((_request, response) => response.end(Buffer.alloc(1024)));
    expect((await buffer((await fetchFrom(origin)(origin, ONE_KB)).body)).length).toBe(1024);
  });

  it("refuses what is compressed although it was not asked for", async () => {
    const origin = await listen((_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(1_000_000))));
    expect(await failureOf(fetchFrom(origin)(origin, ONE_KB))).toBe("encoded");
  });

  it("notices a body that is shorter than it said", async () => {
    const origin = await listen((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("short");
      setImmediate(() => response.destroy());
    });
    expect(await failureOf(fetchFrom(origin)(origin, ONE_KB).then(({ body }) => buffer(body)))).toBe("unreachable");
  });

  it("gives up on a server that never answers, drips, or stops within the body", async () => {
    const silent = await listen(() => undefined);
    expect(await failureOf(fetchFrom(silent, { firstByteTimeoutMs: 100 })(silent, ONE_KB))).toBe("timeout");
    const stopping = await listen((_request, response) => response.write("a"));
    expect(await failureOf(fetchFrom(stopping, { idleTimeoutMs: 100 })(stopping, ONE_KB).then(({ body }) => buffer(body)))).toBe("timeout");
    const dripping = await listen((_request, response) => {
      const timer = setInterval(() => response.write("a"), 5);
      response.once("close", () => clearInterval(timer));
    });
    expect(await failureOf(fetchFrom(dripping, { totalTimeoutMs: 300 })(dripping, { maxBytes: 1e9 }).then(({ body }) => buffer(body)))).toBe("timeout");
  });

  it("survives what is no HTTP", async () => {
    const server = createSocketServer((socket) => socket.on("error", () => undefined).resume().end("SSH-2.0-OpenSSH\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    stops.push(() => new Promise((resolve) => server.close(resolve)));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await failureOf(fetchFrom(origin)(origin, ONE_KB))).toBe("unreachable");
  });

  it("stops when it is told to, before, while waiting and within the body, and frees its place", async () => {
    const silent = await listen((request, response) => void (request.url === "/body" && response.write("a")));
    const fetch = fetchFrom(silent, { maxConcurrent: 1 });
    const reason = new Error("the user went away");
    await expect(fetch(silent, { ...ONE_KB, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const first = new AbortController();
    const second = new AbortController();
    const waiting = [fetch(silent, { ...ONE_KB, signal: first.signal }), fetch(silent, { ...ONE_KB, signal: second.signal })];
    second.abort(reason);
    await expect(waiting[1]).rejects.toBe(reason);
    first.abort(reason);
    await expect(waiting[0]).rejects.toBe(reason);
    const third = new AbortController();
    const { body } = await fetch(`${silent}/body`, { ...ONE_KB, signal: third.signal });
    const read = buffer(body);
    third.abort(reason);
    await expect(read).rejects.toBe(reason);
    const { body: unread } = await fetch(`${silent}/body`, ONE_KB);
    unread.destroy();
    const last = await fetch(`${silent}/body`, ONE_KB);
    expect(last.status).toBe(200);
    last.body.destroy();
  });
});

describe("options", () => {
  it("name what cannot be used", () => {
    expect(() => resolveGuardedFetchOptions({ allowedOrigins: ["http://127.0.0.1:3000/"] })).toThrow("allowedOrigins");
    expect(() => resolveGuardedFetchOptions({ allowedOrigins: ["*"] })).toThrow("allowedOrigins");
    expect(() => resolveGuardedFetchOptions({ totalTimeoutMs: 0 })).toThrow("totalTimeoutMs");
    expect(() => resolveGuardedFetchOptions({ maxRedirects: -1 })).toThrow("maxRedirects");
  });
});

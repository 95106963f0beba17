import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import express from "express";
import pg from "pg";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { discPhoto, photoForm } from "./photos.ts";
import { startTestHost, type Answer, type TestHost, type TestHostOptions } from "./start-test-host.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER } from "./stub-async-provider.ts";

const HOUR_MS = 3_600_000;
const an = (requests: number) => ({ requests, windowMs: HOUR_MS });
const hosts: TestHost[] = [];
let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase({ kind: "postgres" });
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
});
afterAll(() => test.remove());

/** A server that trusts one proxy before it, which is how a test comes from several addresses. */
async function open(options: TestHostOptions): Promise<TestHost> {
  const host = await startTestHost({ withoutWorkers: true, database: test.connection, mount: (model3d) => express().set("trust proxy", 1).use("/api", model3d.router), ...options });
  hosts.push(host);
  return host;
}

const codesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status);
const repeat = async (times: number, call: () => Promise<Answer>) => {
  const answers: Answer[] = [];
  for (let i = 0; i < times; i += 1) answers.push(await call());
  return answers;
};

describe("a user who asks too often", () => {
  it("is told how long to wait, in the draft's headers; another one goes on", async () => {
    const host = await open({ rateLimits: { reads: an(3) } });
    const [ann, bob] = [await host.user(), await host.user()];
    const answers = await repeat(4, () => host.call("GET", "/api/credits", { user: ann }));
    expect(codesOf(answers)).toEqual([200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get("ratelimit-policy"))).toEqual(Array.from({ length: 4 }, () => '"reads";q=3;w=3600'));
    expect(answers.map(({ headers }) => headers.get("ratelimit"))).toEqual(['"reads";r=2;t=1200', '"reads";r=1;t=1200', '"reads";r=0;t=1200', '"reads";r=0;t=1200'].map((value) => expect.stringMatching(new RegExp(value.replace("1200", "1(200|199|198|197)"))) as string));
    const refused = answers.at(-1);
    expect(refused?.body).toMatchObject({ success: false, code: "rate_limited", limit: "reads", message: expect.stringContaining("Wait 1") as string });
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(1_100);
    expect((await host.call("GET", "/api/credits", { user: bob })).status).toBe(200);
  });

  it("is counted over two servers for what costs much", async () => {
    const [here, there] = [await open({ rateLimits: { writes: an(4) } }), await open({ rateLimits: { writes: an(4) } })];
    const user = await here.user();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? here : there).call("DELETE", `/api/product-3d-models?modelId=${randomUUID()}`, { user })));
    expect(codesOf(answers).filter((status) => status === 404)).toHaveLength(4);
    expect(codesOf(answers).filter((status) => status === 429)).toHaveLength(6);
  });

  it("sends no more photos than may be, and none of a refused one is kept", async () => {
    const host = await open({ rateLimits: { uploads: an(2) } });
    const user = await host.user();
    const photo = await discPhoto(300);
    const answers = await repeat(3, () => host.call("POST", "/api/source-images", { user, body: photoForm("front", photo) }));
    expect(codesOf(answers)).toEqual([200, 200, 429]);
    expect(await host.storedFiles()).toHaveLength(2);
  });
});

describe("a request of a user that only reads", () => {
  it("is still one statement, counted and told of", async () => {
    const host = await open({ rateLimits: {} });
    const user = await host.user();
    await host.call("GET", "/api/credits", { user });
    const sent: string[] = [];
    const { query } = pg.Client.prototype;
    pg.Client.prototype.query = function (this: pg.Client, ...values: unknown[]) {
      sent.push(String(values[0]));
      return Reflect.apply(query, this, values) as unknown;
    } as typeof query;
    const answers = await repeat(20, () => host.call("GET", "/api/credits", { user }));
    pg.Client.prototype.query = query;
    expect(sent).toHaveLength(20);
    expect(answers.every(({ headers }) => headers.get("ratelimit")?.startsWith('"reads";r=5'))).toBe(true);
  });
});

describe("an address", () => {
  const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

  it("is held for requests without a session, a subscriber's IPv6 network as one; a user on it is not", async () => {
    const host = await open({ rateLimits: { strangers: an(3) } });
    const ask = (address: string) => host.call("GET", "/api/credits", from(address));
    expect(codesOf([await ask("2001:db8:1:2::1"), await ask("2001:db8:1:2::2"), await ask("2001:db8:1:2:ffff::3"), await ask("2001:db8:1:2::4")])).toEqual([401, 401, 401, 429]);
    expect((await ask("2001:db8:1:3::1")).status).toBe(401);
    expect((await host.call("GET", "/api/credits", { user: await host.user(), ...from("2001:db8:1:2::1") })).status).toBe(200);
    expect((await host.call("GET", "/api/health", from("2001:db8:1:2::9"))).status).toBe(429);
  });

  it("that tries links is refused; a link that holds still works there", async () => {
    const host = await open({ rateLimits: { strangers: an(2) } });
    const user = await host.user();
    const { body } = await host.call("POST", "/api/source-images", { user, body: photoForm("front", await discPhoto(300)) });
    const { headers } = from("203.0.113.5");
    const wrong = await repeat(3, () => host.call("GET", `/api/source-images/${randomUUID()}?expires=9999999999&signature=AAAA`, { headers }));
    expect(codesOf(wrong)).toEqual([403, 403, 429]);
    expect((await host.call("GET", body.url, { user, headers })).status).toBe(200);
  });

  it("that guesses a webhook's secret is not heard any more, not even with the right one; another is", async () => {
    const stub = createStubAsyncProvider();
    const host = await open({ providers: [stub], rateLimits: { webhooks: an(3) } });
    const deliver = (secret: string, address: string) =>
      host.call("POST", `/api/webhooks/${stub.name}`, { body: stub.bodyOf("t-1", { status: "IN_PROGRESS", progress: 1 }), headers: { "content-type": "application/json", [STUB_SECRET_HEADER]: secret, "x-forwarded-for": address } });
    for (let i = 0; i < 10; i += 1) expect((await deliver(STUB_SECRET, "203.0.113.8")).status).not.toBe(429);
    expect(codesOf(await repeat(3, () => deliver("wrong", "203.0.113.7")))).toEqual([401, 401, 401]);
    const refused = await deliver(STUB_SECRET, "203.0.113.7");
    expect([refused.status, refused.body.code, refused.headers.get("ratelimit-policy")]).toEqual([429, "rate_limited", '"webhooks";q=3;w=3600']);
    expect((await deliver(STUB_SECRET, "203.0.113.8")).status).not.toBe(429);
  });

});

describe("a proxy in the private network that has not been named", () => {
  const unnamed = (options: TestHostOptions) => open({ mount: (model3d) => express().use("/api", model3d.router), ...options });
  const ask = (host: TestHost, times: number, headers: Record<string, string>) => repeat(times, () => host.call("GET", "/api/credits", { headers }));

  it("has one bucket for all who come through it, twenty times as large, and a line in the log says what to set: no header lifts a limit", async () => {
    const lines: string[] = [];
    const host = await unnamed({ rateLimits: { strangers: an(2) }, logger: pino({ level: "warn" }, { write: (line: string) => void lines.push(line) }) });
    const answers = await ask(host, 41, { "x-forwarded-for": "203.0.113.5" });
    expect(codesOf(answers)).toEqual([...Array.from({ length: 40 }, () => 401), 429]);
    expect(answers.at(-1)?.headers.get("ratelimit-policy")).toBe('"strangers";q=40;w=3600');
    expect(codesOf(await ask(host, 2, { "x-forwarded-for": "198.51.100.7" }))).toEqual([429, 429]);
    expect(codesOf(await ask(host, 2, { forwarded: "for=198.51.100.7" }))).toEqual([429, 429]);
    expect(codesOf(await ask(host, 3, {}))).toEqual([401, 401, 429]);
    expect(lines.filter((line) => line.includes('app.set(\\"trust proxy\\", 1)'))).toHaveLength(1);
  });

  it("is held for guesses at a webhook's secret as anybody is, whatever headers they come with", async () => {
    const stub = createStubAsyncProvider();
    const host = await unnamed({ providers: [stub], rateLimits: { webhooks: an(3) } });
    const body = stub.bodyOf("t-1", { status: "IN_PROGRESS", progress: 1 });
    const guess = (headers: Record<string, string>) => host.call("POST", `/api/webhooks/${stub.name}`, { body, headers: { "content-type": "application/json", [STUB_SECRET_HEADER]: "wrong", ...headers } });
    expect(codesOf([await guess({ "x-forwarded-for": "203.0.113.5" }), await guess({ forwarded: "for=203.0.113.6" }), await guess({}), await guess({ "x-forwarded-for": "203.0.113.7" }), await guess({})])).toEqual([401, 401, 401, 429, 429]);
  });
});

describe("limits", () => {
  it("are off by false", async () => {
    const host = await open({ rateLimits: false });
    const answers = await repeat(30, () => host.call("GET", "/api/credits"));
    expect(new Set(codesOf(answers))).toEqual(new Set([401]));
    expect(answers[0]?.headers.get("ratelimit")).toBeNull();
  });
});

describe("an app that trusts every caller's X-Forwarded-For", () => {
  const trusting = (setting: unknown): TestHostOptions["mount"] => (model3d) => express().set("trust proxy", setting).use("/api", model3d.router).get("/own", (_request, response) => void response.send("own"));
  const everybody: readonly [string, unknown][] = [
    ["true", true],
    ["a function that takes every address", () => true],
    ["more proxies than anybody has", 99],
    ["a list of all addresses in halves", "0.0.0.0/1, 128.0.0.0/1"],
    ["a list of all IPv6 addresses", "loopback, 2000::/3"],
  ];

  it.each(everybody)("is not served by %s, and its log says in one line what to change; its own routes are its own business", async (_what, setting) => {
    const lines: string[] = [];
    const host = await open({ mount: trusting(setting), logger: pino({ level: "error" }, { write: (line: string) => void lines.push(line) }) });
    const answer = await host.call("GET", "/api/credits", { user: await host.user() });
    expect([answer.status, answer.body.code]).toEqual([503, "service_unavailable"]);
    expect(answer.body.message).not.toContain("trust proxy");
    expect(lines.some((line) => line.includes("`trust proxy` is true") && line.includes("callersMayForgeAddresses"))).toBe(true);
    expect((await host.call("GET", "/own")).status).toBe(200);
  });

  it.each(everybody)("is served by %s when the host takes that on", async (_what, setting) => {
    const host = await open({ mount: trusting(setting), acceptRisks: { callersMayForgeAddresses: true } });
    expect((await host.call("GET", "/api/credits", { user: await host.user() })).status).toBe(200);
  });

  it.each([
    ["no proxy", false],
    ["three proxies", 3],
    ["the private networks", "loopback, linklocal, uniquelocal"],
    ["a network that passes requests on for the public", ["104.16.0.0/13", "2606:4700::/32"]],
    ["a function that knows its proxies", (address: string, hop: number) => address === "127.0.0.1" || hop < 2],
  ])("is not what trusts %s: it is served", async (_what, setting) => {
    const host = await open({ mount: trusting(setting) });
    expect((await host.call("GET", "/api/credits", { user: await host.user() })).status).toBe(200);
  });
});

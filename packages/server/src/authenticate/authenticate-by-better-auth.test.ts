import { createTestDatabase } from "@model-3d/test-utils/database";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { bearer } from "better-auth/plugins";
import express from "express";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost, type TestHost } from "../../test/start-test-host.ts";
import { authenticateByBetterAuth } from "./authenticate-by-better-auth.ts";

const WEEK_MS = 7 * 24 * 3_600_000;
const store: Record<string, Record<string, unknown>[]> = { user: [], session: [], account: [], verification: [] };

function openAuth(generateId: "uuid" | undefined) {
  return betterAuth({
    baseURL: "http://127.0.0.1",
    basePath: "/auth",
    secret: "a secret of at least thirty-two characters",
    database: memoryAdapter(store),
    emailAndPassword: { enabled: true },
    plugins: [bearer()],
    advanced: { database: generateId ? { generateId } : {} },
    logger: { disabled: true },
  });
}

async function signUp(host: TestHost, email: string) {
  const answer = await host.call("POST", "/auth/sign-up/email", { json: { email, password: "correct horse", name: "Ann" }, headers: { origin: "http://127.0.0.1" } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  return { cookie, token: answer.body.token as string, id: answer.body.user.id as string };
}
const withAuth = (auth: ReturnType<typeof openAuth>): Pick<Parameters<typeof startTestHost>[0], "authenticate" | "mount" | "withoutWorkers"> => ({
  withoutWorkers: true,
  authenticate: authenticateByBetterAuth(auth),
  mount: (model3d) => express().all("/auth/{*any}", toNodeHandler(auth)).use("/api", model3d.router),
});

describe("a session of Better Auth that makes UUIDs", () => {
  const auth = openAuth("uuid");
  let host: TestHost;
  let ann: Awaited<ReturnType<typeof signUp>>;
  beforeAll(async () => {
    host = await startTestHost(withAuth(auth));
    ann = await signUp(host, "ann@example.com");
    await host.model3d.credits.grant({ userId: ann.id, amount: 42, planType: "one_time", reason: "test" });
  });
  afterAll(() => host.stop());
  const ask = (headers: Record<string, string>) => host.call("GET", "/api/credits", { headers });
  const code = async (headers: Record<string, string>) => (await ask(headers)).body.code;

  it("lets its user in, by cookie and by bearer token, and each user to the own rows", async () => {
    const bob = await signUp(host, "bob@example.com");
    expect((await ask({ cookie: ann.cookie })).body.balance).toBe(42);
    expect((await ask({ authorization: `Bearer ${ann.token}` })).body.balance).toBe(42);
    expect((await ask({ cookie: bob.cookie })).body.balance).toBe(0);
  });

  it("that is missing, forged, cut or garbage is nobody's", async () => {
    const [name = "", value = ""] = ann.cookie.split("=");
    for (const cookie of ["", "a=b", `${name}=`, `${name}=${value.slice(0, 20)}`, `${name}=${value.slice(0, -6)}AAAA%3D`, `${name}=x.y`, `${name}=${"x".repeat(12_000)}`, `${name}=%00`]) expect(await code({ cookie }), cookie.slice(0, 60)).toBe("unauthorized");
    for (const token of ["x", "a.b.c", "e".repeat(12_000), `${ann.token}x`]) expect(await code({ authorization: `Bearer ${token}` }), token.slice(0, 30)).toBe("unauthorized");
  });

  it("that has ended, by its time or by its user, is nobody's from that moment", async () => {
    const session = store.session?.find(({ token }) => ann.cookie.includes(String(token)));
    if (!session) throw new Error("There is no session.");
    const ends = session.expiresAt;
    session.expiresAt = new Date(Date.now() - 1000);
    expect(await code({ cookie: ann.cookie })).toBe("unauthorized");
    session.expiresAt = ends ?? new Date(Date.now() + WEEK_MS);
    const again = await host.call("POST", "/auth/sign-in/email", { json: { email: "ann@example.com", password: "correct horse" }, headers: { origin: "http://127.0.0.1" } });
    const cookie = again.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
    expect((await ask({ cookie })).body.balance).toBe(42);
    await host.call("POST", "/auth/sign-out", { json: {}, headers: { cookie, origin: "http://127.0.0.1" } });
    expect(await code({ cookie })).toBe("unauthorized");
  });

  it("is 503 and not 401 while sessions can't be looked up", async () => {
    const { body: { token } } = await host.call("POST", "/auth/sign-in/email", { json: { email: "bob@example.com", password: "correct horse" }, headers: { origin: "http://127.0.0.1" } });
    const sessions = store.session;
    Object.defineProperty(store, "session", { configurable: true, get: () => { throw Object.assign(new Error("connect ECONNREFUSED 10.1.2.3:5432"), { code: "ECONNREFUSED" }); } });
    const answer = await ask({ authorization: `Bearer ${token}` });
    Object.defineProperty(store, "session", { configurable: true, writable: true, value: sessions });
    expect([answer.status, answer.body.code]).toEqual([503, "service_unavailable"]);
    expect(JSON.stringify(answer.body)).not.toContain("10.1.2.3");
  });
});

describe("a session of Better Auth with ids of its own", () => {
  const auth = openAuth(undefined);

  it("is a user of a host with userIdType text, and keeps to the own rows", async () => {
    const test = await createTestDatabase({ kind: "pglite", migrated: false });
    await test.database.close();
    const host = await startTestHost({ ...withAuth(auth), database: test.connection, userIdType: "text" });
    const [carol, dan] = [await signUp(host, "carol@example.com"), await signUp(host, "dan@example.com")];
    expect(carol.id).toMatch(/^[A-Za-z0-9]{32}$/);
    await host.model3d.credits.grant({ userId: carol.id, amount: 7, planType: "one_time", reason: "test" });
    const balance = async ({ cookie }: { cookie: string }) => (await host.call("GET", "/api/credits", { headers: { cookie } })).body.balance;
    expect([await balance(carol), await balance(dan)]).toEqual([7, 0]);
    await host.stop();
    await test.remove();
  });

  it("where UUIDs are asked is the host's mistake: its log says what to do, the caller learns nothing", async () => {
    const lines: string[] = [];
    const host = await startTestHost({ ...withAuth(auth), logger: pino({ level: "error" }, { write: (line) => lines.push(line) }) });
    const { cookie, id } = await signUp(host, "eve@example.com");
    const { status, body } = await host.call("GET", "/api/credits", { headers: { cookie } });
    expect([status, body.code]).toEqual([500, "internal_error"]);
    expect(JSON.stringify(body)).not.toContain(id);
    expect(lines.join()).toContain('set userIdType: \\"text\\"');
    await host.stop();
  });

  it("is not taken for Better Auth when it is something else", () => {
    expect(() => authenticateByBetterAuth({} as never)).toThrow(/what `betterAuth/);
  });
});

import { randomBytes, randomUUID } from "node:crypto";
import * as jose from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestHost, type TestHost } from "../../test/start-test-host.ts";
import type { Authenticate } from "./authenticate.ts";
import { authenticateBySupabase, type SupabaseAuthenticationOptions } from "./authenticate-by-supabase.ts";
import { startIssuer, type Issuer } from "./test/start-issuer.ts";

const MINUTE_MS = 60_000;
const SECRET = "a legacy secret of the project, 40 chars";
const COOKIE = "sb-project-auth-token";
let now = new Date("2026-03-01T12:00:00Z");
let issuer: Issuer;
let host: TestHost;
let signIn: Authenticate;
let refusals: string[] = [];
const user = randomUUID();

beforeAll(async () => {
  issuer = await startIssuer(() => now);
  host = await startTestHost({ withoutWorkers: true, authenticate: (request) => signIn(request) });
  await host.model3d.credits.grant({ userId: user, amount: 42, planType: "one_time", reason: "test" });
});
afterAll(async () => {
  await host.stop();
  await issuer.stop();
});
const use = async (options: Partial<SupabaseAuthenticationOptions> = {}) => {
  signIn = await authenticateBySupabase({ url: issuer.url, clock: { now: () => now }, onRefused: (reason) => refusals.push(reason), ...options });
};
beforeEach(async () => {
  refusals = [];
  issuer.instead = null;
  await issuer.rotate("ES256");
  await use();
});

const ask = async (headers: Record<string, string>) => host.call("GET", "/api/credits", { headers });
const bearer = (token: string) => ask({ authorization: `Bearer ${token}` });
const outcome = async (answer: ReturnType<typeof ask>) => {
  const { status, body } = await answer;
  return status === 200 ? body.balance : (body.code ?? `${status} ${Buffer.from(body).toString()}`);
};
const later = (ms: number) => (now = new Date(now.getTime() + ms));
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a Supabase token", () => {
  it.each(["ES256", "RS256"] as const)("of %s by a published key lets its user in, and the keys are asked for once", async (algorithm) => {
    await issuer.rotate(algorithm);
    const before = issuer.asked();
    const token = await issuer.sign(user);
    for (const answer of [bearer(token), bearer(token), ask({ authorization: `bearer  ${token} ` })]) expect(await outcome(answer)).toBe(42);
    expect(issuer.asked() - before).toBe(1);
    expect((await host.call("GET", "/api/credits")).body.code).toBe("unauthorized");
  });

  it("of the legacy secret is taken where the host names it, and nowhere else", async () => {
    const signed = (secret: string, header: object = {}) =>
      new jose.SignJWT({ role: "authenticated" }).setProtectedHeader({ alg: "HS256", typ: "JWT", ...header }).setIssuer(`${issuer.url}/auth/v1`).setAudience("authenticated").setSubject(user).setIssuedAt(now).setExpirationTime(later(0).getTime() / 1000 + 60).sign(new TextEncoder().encode(secret));
    expect(await outcome(bearer(await signed(SECRET)))).toBe("unauthorized");
    await use({ jwtSecret: SECRET });
    expect(await outcome(bearer(await signed(SECRET)))).toBe(42);
    expect(await outcome(bearer(await signed(SECRET, { kid: "anything" })))).toBe(42);
    expect(await outcome(bearer(await signed(SECRET.replace("a", "b"))))).toBe("unauthorized");
    expect(await outcome(bearer(await issuer.sign(user)))).toBe(42);
  });

  it("that lies is nobody's: expired, not yet valid, of another issuer, for another audience, of no user, of the service or of a visitor, without an end", async () => {
    const at = Math.floor(now.getTime() / 1000);
    const lies: [string, Promise<string>][] = [
      ["expired", issuer.sign(user, { exp: at - 6 })],
      ["not yet valid", issuer.sign(user, { nbf: at + 60 })],
      ["another issuer", issuer.sign(user, { iss: "https://other.supabase.co/auth/v1" })],
      ["an issuer that begins alike", issuer.sign(user, { iss: `${issuer.url}/auth/v1.evil.example` })],
      ["no issuer", issuer.sign(user, { iss: undefined })],
      ["another audience", issuer.sign(user, { aud: "other" })],
      ["no audience", issuer.sign(user, { aud: undefined })],
      ["no user", issuer.sign(undefined)],
      ["an empty user", issuer.sign("")],
      ["the service", issuer.sign(user, { role: "service_role" })],
      ["a visitor", issuer.sign(user, { role: "anon" })],
      ["no role", issuer.sign(user, { role: undefined })],
      ["a role that is no text", issuer.sign(user, { role: ["authenticated"] })],
      ["without an end", issuer.sign(user, { exp: undefined })],
      ["an end that is no number", issuer.sign(user, { exp: "tomorrow" as unknown as number })],
    ];
    for (const [what, token] of lies) expect(await outcome(bearer(await token)), what).toBe("unauthorized");
    expect(refusals.length).toBeGreaterThan(10);
    expect(refusals.join()).not.toContain("eyJ");
    expect(await outcome(bearer(await issuer.sign(user, { exp: at - 4 })))).toBe(42);
  });

  it("that is forged is nobody's: alg none, a key of its own, a public key as the secret, a changed user, a signature cut off or of another token", async () => {
    await use({ jwtSecret: SECRET });
    const good = await issuer.sign(user);
    const [header = "", payload = "", signature = ""] = good.split(".");
    const claims = jose.decodeJwt(good);
    const kid = jose.decodeProtectedHeader(good).kid ?? "";
    const own = await jose.generateKeyPair("ES256", { extractable: true });
    const jwk = await jose.exportJWK(own.publicKey);
    const byOwn = (more: object) => new jose.SignJWT(claims).setProtectedHeader({ alg: "ES256", kid, ...more }).sign(own.privateKey);
    const asSecret = (key: string) => new jose.SignJWT(claims).setProtectedHeader({ alg: "HS256", kid }).sign(new TextEncoder().encode(key));
    const forged: [string, string][] = [
      ["alg none", `${part({ alg: "none" })}.${payload}.`],
      ["alg None with a signature", `${part({ alg: "None", kid })}.${payload}.${signature}`],
      ["its own key under a known name", await byOwn({})],
      ["its own key in the header", await byOwn({ jwk })],
      ["its own key behind an address", await byOwn({ jku: "https://evil.example/jwks.json", x5u: "https://evil.example/x" })],
      ["the public key as the secret", await asSecret(await issuer.publicPem())],
      ["an empty secret", `${part({ alg: "HS256" })}.${payload}.${signature}`],
      ["another user", `${header}.${part({ ...claims, sub: randomUUID() })}.${signature}`],
      ["no signature", `${header}.${payload}.`],
      ["half a signature", `${header}.${payload}.${signature.slice(0, 20)}`],
      ["another token's signature", `${header}.${payload}.${(await issuer.sign(randomUUID())).split(".")[2]}`],
      ["a critical header that nobody knows", `${part({ alg: "ES256", kid, crit: ["x"], x: 1 })}.${payload}.${signature}`],
    ];
    for (const [what, token] of forged) expect(await outcome(bearer(token)), what).toBe("unauthorized");
    expect(await outcome(bearer(good))).toBe(42);
  });

  it("that is garbage or huge is nobody's, and never an error of the server", async () => {
    const texts = ["x", "a.b.c", "...", "null", part({ alg: "ES256" }), `${part({ alg: 1 })}.${part({})}.x`, `${part({ alg: "ES256", kid: { toString: 1 } })}.${part({})}.x`, `${part([])}.${part([])}.${part([])}`, "e".repeat(15_000), "eyJ".repeat(4_000) + ".x.y"];
    const random = Array.from({ length: 30 }, (_, i) => randomBytes(i * 7 + 1).toString(i % 2 ? "base64url" : "base64"));
    for (const text of [...texts, ...random, ...random.map((one) => `${part({ alg: "ES256", kid: "k" })}.${one}.${one}`)]) expect(await outcome(bearer(text)), text.slice(0, 60)).toBe("unauthorized");
    for (const header of ["Bearer", "Bearer ", "Basic dXNlcjpw", "Bearer a b", `Token ${await issuer.sign(user)}`]) expect(await outcome(ask({ authorization: header })), header).toBe("unauthorized");
  });

  it("of a user whose id is no UUID is the host's mistake, told to its log and not to the caller", async () => {
    const { status, body } = await bearer(await issuer.sign("user_2abc"));
    expect([status, body.code]).toEqual([500, "internal_error"]);
    expect(JSON.stringify(body)).not.toContain("user_2abc");
  });

  it("has to please the host's own condition too", async () => {
    await use({ accept: ({ is_anonymous, aal }) => is_anonymous !== true && aal === "aal2", roles: ["authenticated", "editor"] });
    expect(await outcome(bearer(await issuer.sign(user)))).toBe("unauthorized");
    expect(await outcome(bearer(await issuer.sign(user, { aal: "aal2", is_anonymous: true })))).toBe("unauthorized");
    expect(await outcome(bearer(await issuer.sign(user, { aal: "aal2", role: "editor" })))).toBe(42);
  });
});

describe("a Supabase project's keys", () => {
  it("are asked for again when a token names a new one, and not for each made-up name", async () => {
    expect(await outcome(bearer(await issuer.sign(user)))).toBe(42);
    const old = await issuer.sign(user);
    later(31_000);
    await issuer.rotate("RS256", { keep: true });
    expect(await outcome(bearer(await issuer.sign(user)))).toBe(42);
    expect(await outcome(bearer(old))).toBe(42);
    const before = issuer.asked();
    for (let i = 0; i < 20; i++) expect(await outcome(bearer(await issuer.sign(user, {}, { kid: `made-up-${i}` })))).toBe("unauthorized");
    later(31_000);
    await Promise.all(Array.from({ length: 20 }, async (_, i) => expect(await outcome(bearer(await issuer.sign(user, {}, { kid: `made-up-too-${i}` })))).toBe("unauthorized")));
    expect(issuer.asked() - before).toBe(1);
  });

  it("that were taken back open nothing once they have aged", async () => {
    const old = await issuer.sign(user);
    expect(await outcome(bearer(old))).toBe(42);
    await issuer.rotate("ES256");
    later(10 * MINUTE_MS);
    expect(await outcome(bearer(old))).toBe("unauthorized");
    expect(await outcome(bearer(await issuer.sign(user)))).toBe(42);
  });

  it.each<[string, NonNullable<Issuer["instead"]>]>([
    ["away", (_request, response) => void response.destroy()],
    ["in trouble", (_request, response) => void response.writeHead(502).end("<h1>Bad gateway</h1>")],
    ["not JSON", (_request, response) => void response.writeHead(200).end("<h1>Welcome</h1>")],
    ["no keys", (_request, response) => void response.writeHead(200).end('{"keys":"none"}')],
    ["endless", (_request, response) => void response.writeHead(200).end(`{"keys":[${'"x",'.repeat(30_000)}]}`)],
    ["elsewhere", (_request, response) => void response.writeHead(302, { location: "http://169.254.169.254/keys" }).end()],
  ])("being %s is 503 and not 401, for whoever it may be, and over as soon as they are back", async (_what, instead) => {
    issuer.instead = instead;
    const token = await issuer.sign(user);
    const answer = await bearer(token);
    expect([answer.status, answer.body.code, answer.headers.get("retry-after")]).toEqual([503, "service_unavailable", "5"]);
    expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|jwks/);
    expect((await host.call("GET", "/api/credits")).body.code).toBe("unauthorized");
    issuer.instead = null;
    later(2_000);
    expect(await outcome(bearer(token))).toBe(42);
  });

  it("are still taken for a while when they can't be asked for, and then no more", async () => {
    const token = await issuer.sign(user, { exp: Math.floor(now.getTime() / 1000) + 100_000 });
    expect(await outcome(bearer(token))).toBe(42);
    issuer.instead = (_request, response) => void response.destroy();
    later(69 * MINUTE_MS);
    expect(await outcome(bearer(token))).toBe(42);
    const unknown = await issuer.sign(user, {}, { kid: "new" });
    expect(await outcome(bearer(unknown))).toBe("service_unavailable");
    later(2 * MINUTE_MS);
    expect(await outcome(bearer(token))).toBe("service_unavailable");
  });
});

describe("a Supabase cookie", () => {
  const session = async () => JSON.stringify({ access_token: await issuer.sign(user), refresh_token: "r", user: { name: "Zoë; a=b" } });
  const encoded = (text: string) => `base64-${Buffer.from(text).toString("base64url")}`;
  const cookie = (value: string, name = COOKIE) => ask({ cookie: `theme=dark; ${name}=${value}; last=1` });

  it("opens nothing unless the host names it", async () => {
    expect(await outcome(cookie(encoded(await session())))).toBe("unauthorized");
  });

  it("lets its user in, in each form that Supabase's libraries have written, whole or in parts", async () => {
    await use({ cookie: COOKIE });
    const text = encoded(await session());
    const half = Math.floor(text.length / 2);
    const cookies = [text, encodeURIComponent(await session()), encodeURIComponent(JSON.stringify([await issuer.sign(user), "r"])), await issuer.sign(user)];
    for (const value of cookies) expect(await outcome(cookie(value)), value.slice(0, 20)).toBe(42);
    expect(await outcome(ask({ cookie: `${COOKIE}.1=${text.slice(half)}; ${COOKIE}.0=${text.slice(0, half)}` }))).toBe(42);
    expect((await host.call("HEAD", "/api/model-events", { headers: { cookie: `${COOKIE}=${text}` } })).status).toBe(200);
  });

  it("of another name, half, or garbage opens nothing, and never what a bearer token refuses", async () => {
    await use({ cookie: COOKIE });
    const text = encoded(await session());
    for (const value of ["", "base64-", "base64-!!", "%", "%7B", "{}", '{"access_token":1}', "[]", "[[]]", "base64-bnVsbA", text.slice(0, 300)]) expect(await outcome(cookie(value)), value).toBe("unauthorized");
    for (const name of [`x${COOKIE}`, `${COOKIE}x`, `${COOKIE}.1`, "sb-other-auth-token"]) expect(await outcome(cookie(text, name)), name).toBe("unauthorized");
    expect(await outcome(ask({ cookie: `${COOKIE}=${text}`, authorization: `Bearer ${await issuer.sign(user, { exp: 1 })}` }))).toBe("unauthorized");
  });
});

describe("the options for Supabase", () => {
  it.each([
    [{ url: "abc.supabase.co" }, "`url`"],
    [{ url: undefined as unknown as string }, "`url`"],
    [{ jwtSecret: "short" }, "`jwtSecret`"],
    [{ jwtSecret: "" }, "`jwtSecret`"],
    [{ cookie: "a;b" }, "`cookie`"],
    [{ issuer: "supabase" }, "`jwksUrl`"],
    [{ audience: "" }, "`audience`"],
    [{ roles: [] }, "`roles`"],
    [{ roles: ["service_role"] }, "`roles`"],
    [{ clockSkewMs: -1 }, "`clockSkewMs`"],
    [{ keysLifeMs: Number.NaN }, "`keysLifeMs`"],
  ])("are refused at once when they can't work: %j", async (options, name) => {
    await expect(authenticateBySupabase({ url: "https://abc.supabase.co", ...options })).rejects.toThrow(name);
  });
});

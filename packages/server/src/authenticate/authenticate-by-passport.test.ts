import { randomUUID } from "node:crypto";
import express, { type Request } from "express";
import session from "express-session";
import passport from "passport";
import { Strategy as LocalStrategy } from "passport-local";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost, type TestHost } from "../../test/start-test-host.ts";
import type { Authenticate } from "./authenticate.ts";
import { authenticateByPassport } from "./authenticate-by-passport.ts";

interface Member {
  id?: unknown;
  name: string;
  key?: string;
}
const ann = randomUUID();
const members: Member[] = [{ id: ann, name: "ann" }, { id: randomUUID(), name: "bob" }, { name: "carol", key: randomUUID() }, { id: 7, name: "dan" }];
let host: TestHost;
let signIn: Authenticate = authenticateByPassport();
const lines: string[] = [];

beforeAll(async () => {
  const authenticator = new passport.Passport();
  authenticator.use(new LocalStrategy((name, password, done) => done(null, password === "correct horse" ? (members.find((one) => one.name === name) ?? false) : false)));
  authenticator.serializeUser((user, done) => done(null, (user as Member).name));
  authenticator.deserializeUser((name, done) => done(null, members.find((one) => one.name === name) ?? false));
  const app = express();
  app.use(session({ secret: "a secret of the shop", resave: false, saveUninitialized: false }));
  app.use(authenticator.session());
  app.post("/log-in", express.json(), authenticator.authenticate("local"), (_request, response) => void response.json({}));
  app.post("/log-out", (request, response, next) => request.logout((error) => (error ? next(error) : void response.json({}))));
  host = await startTestHost({ withoutWorkers: true, authenticate: (request: Request) => signIn(request), logger: pino({ level: "error" }, { write: (line) => lines.push(line) }), mount: (model3d) => app.use("/api", model3d.router) });
  await host.model3d.credits.grant({ userId: ann, amount: 42, planType: "one_time", reason: "test" });
});
afterAll(() => host.stop());

const logIn = async (username: string, password = "correct horse") => {
  const { status, headers } = await host.call("POST", "/log-in", { json: { username, password } });
  return { status, cookie: headers.getSetCookie().map((one) => one.split(";")[0]).join("; ") };
};
const credits = async (cookie: string) => (await host.call("GET", "/api/credits", { headers: { cookie } })).body;

describe("a session of Passport", () => {
  it("lets its user in to the own rows, until the log-out", async () => {
    const [mine, theirs] = [await logIn("ann"), await logIn("bob")];
    expect([(await credits(mine.cookie)).balance, (await credits(theirs.cookie)).balance]).toEqual([42, 0]);
    await host.call("POST", "/log-out", { headers: { cookie: mine.cookie } });
    expect((await credits(mine.cookie)).code).toBe("unauthorized");
  });

  it("that is missing, forged or garbage, or a log-in that failed, is nobody's", async () => {
    const failed = await logIn("ann", "wrong");
    expect(failed.status).toBe(401);
    const { cookie } = await logIn("ann");
    for (const forged of ["", failed.cookie, cookie.slice(0, -4), cookie.replace(/s%3A.{8}/, "s%3AAAAAAAAA"), "connect.sid=x", `connect.sid=${"x".repeat(10_000)}`, "connect.sid=s%3A.x"]) expect((await credits(forged)).code, forged.slice(0, 60)).toBe("unauthorized");
  });

  it("may keep its id elsewhere or as a number, where the host says so", async () => {
    const carol = members[2]?.key ?? "";
    await host.model3d.credits.grant({ userId: carol, amount: 5, planType: "one_time", reason: "test" });
    const { cookie } = await logIn("carol");
    expect((await credits(cookie)).code).toBe("internal_error");
    expect(lines.join()).toContain("Say where the id is");
    signIn = authenticateByPassport<Member>({ userIdOf: ({ key }) => key ?? "" });
    expect((await credits(cookie)).balance).toBe(5);
    signIn = authenticateByPassport();
    const dan = await logIn("dan");
    expect((await credits(dan.cookie)).code).toBe("internal_error");
    expect(lines.join()).toContain('set userIdType: \\"text\\"');
  });
});

describe("a plain function", () => {
  const answerOf = async (authenticate: (request: Request) => unknown) => {
    signIn = authenticate as Authenticate;
    const { status, body } = await host.call("GET", "/api/credits", { headers: { "x-user": ann } });
    return status === 200 ? body.balance : body.code;
  };

  it("may answer at once or later, with a user or with nobody", async () => {
    expect(await answerOf((request) => ({ userId: request.get("x-user") }))).toBe(42);
    expect(await answerOf(async () => ({ userId: ann.toUpperCase() }))).toBe(42);
    for (const nobody of [null, undefined, Promise.resolve(null)]) expect(await answerOf(() => nobody)).toBe("unauthorized");
  });

  it.each([{}, { userId: "" }, { userId: 7 }, { userId: null }, { userId: ["a"] }, { userId: "x".repeat(300) }, { userId: "ann" }, { userId: `${ann}'; select 1 --` }, { userId: `${ann}\n` }, "ann", true])("that answers %j lets nobody in, and is told to the log", async (answer) => {
    lines.length = 0;
    expect(await answerOf(() => answer)).toBe("internal_error");
    expect(lines.join()).toMatch(/`authenticate` (must return|returned)/);
  });

  it("that throws lets nobody in, and its words stay in the log", async () => {
    signIn = () => Promise.reject(new Error("the password of the session store is hunter2"));
    const { status, body } = await host.call("GET", "/api/credits");
    expect([status, body.code]).toEqual([500, "internal_error"]);
    expect(JSON.stringify(body)).not.toContain("hunter2");
  });

  it("whose store is away is 503, as it is of our own database", async () => {
    signIn = () => Promise.reject(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
    expect((await host.call("GET", "/api/credits")).body.code).toBe("service_unavailable");
  });
});

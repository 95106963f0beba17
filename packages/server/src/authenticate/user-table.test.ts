import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import express from "express";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "../../test/photos.ts";
import { startTestHost, until, type TestHost } from "../../test/start-test-host.ts";
import { createStubProvider } from "../../test/stub-provider.ts";
import { authenticateByBetterAuth } from "./authenticate-by-better-auth.ts";

const WELCOME = 50;

describe("users in Better Auth's own tables", () => {
  let test: TestDatabase;
  let pool: pg.Pool;
  let host: TestHost;
  beforeAll(async () => {
    test = await createTestDatabase({ migrated: false });
    pool = new pg.Pool({ connectionString: String(test.connection) });
    const auth = betterAuth({
      baseURL: "http://127.0.0.1",
      basePath: "/api/auth",
      secret: "a secret of at least thirty-two characters",
      database: pool,
      emailAndPassword: { enabled: true },
      logger: { disabled: true },
      databaseHooks: { user: { create: { after: async (user) => void (await host.model3d.credits.grant({ userId: user.id, amount: WELCOME, planType: "one_time", reason: "welcome", once: true })) } } },
    });
    await (await getMigrations(auth.options)).runMigrations();
    const provider = createStubProvider();
    provider.always = (run) => run.succeed();
    host = await startTestHost({
      provider,
      database: String(test.connection),
      userIdType: "text",
      userTable: "user",
      authenticate: authenticateByBetterAuth(auth),
      mount: (model3d) => express().all("/api/auth/{*any}", toNodeHandler(auth)).use("/api", model3d.router),
    });
  });
  afterAll(async () => {
    await host.stop();
    await pool.end();
    await test.remove();
  });

  it("get their welcome, make models under the same path's prefix, and take all along when they are deleted but the books", async () => {
    const answer = await host.call("POST", "/api/auth/sign-up/email", { json: { email: "ann@example.com", password: "correct horse", name: "Ann" }, headers: { origin: "http://127.0.0.1" } });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const headers = { cookie: answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; "), "sec-fetch-site": "same-origin" };
    const userId: string = answer.body.user.id;
    const call: TestHost["call"] = (method, path, request) => host.call(method, path, { ...request, headers: { ...headers, ...request?.headers } });
    expect((await call("GET", "/api/credits")).body.balance).toBe(WELCOME);
    const imageUrls = await uploadPhotos({ ...host, call }, "");
    const { body } = await call("POST", "/api/generate-3d-model", { json: { imageUrls, sourceType: "product", sourceId: randomUUID() } });
    await until("it is made", async () => (await call("GET", `/api/generate-3d-model?taskId=${body.taskId}`)).body.status === "SUCCEEDED");

    const countOf = async (table: string) => Number((await test.database.knex(table).where({ user_id: userId }).count("* as count").first())?.count);
    const ledger = await countOf("credit_ledger");
    await pool.query('delete from "user" where id = $1', [userId]);
    expect(await Promise.all(["product_3d_models", "user_credits", "model_events"].map(countOf))).toEqual([0, 0, 0]);
    expect(await countOf("credit_ledger")).toBeGreaterThanOrEqual(ledger);
    expect(ledger).toBeGreaterThan(2);
    expect((await call("GET", "/api/credits")).body.code).toBe("unauthorized");
  });
});

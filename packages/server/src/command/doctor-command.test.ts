import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startMeshySimulator } from "@model-3d/meshy-simulator";
import { createTestDatabase, startRestartablePostgres } from "@model-3d/test-utils/database";
import express, { type Express } from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost, type TestHost } from "../../test/start-test-host.ts";
import { createStubAsyncProvider } from "../../test/stub-async-provider.ts";
import { migrateQueue } from "../queue/queue-tables.ts";
import { openDatabase } from "../db/open-database.ts";
import { VERSION } from "../version.ts";
import { LEAST_NODE } from "./doctor/check-installation.ts";
import { DOCTOR_FINDINGS } from "./doctor/doctor-finding.ts";
import { examine, expectFinding, expectGone, followCommand, linesOf, MENDED, pasteOption, PROVOKED, runRemedy } from "./doctor/test/examine.ts";
import { serve } from "./doctor/test/serve.ts";
import { servePackages } from "./doctor/test/serve-packages.ts";
import { testFrameworkFindings } from "./doctor/test/test-framework-findings.ts";
import { testRouteFindings } from "./doctor/test/test-route-findings.ts";
import { testStorageFindings } from "./doctor/test/test-storage-findings.ts";
import { testPageFindings } from "./doctor/test/test-page-findings.ts";
import { makeHostFolder } from "./test/make-host-folder.ts";
import { runWords } from "./test/run-words.ts";

const run = promisify(execFile);
const BIN = fileURLToPath(new URL("../../bin/model-3d.mjs", import.meta.url));
const HOUR_MS = 3_600_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-3d-doctor-"));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("model-3d doctor, of what is installed", () => {
  it("finds an old Node, of the program itself too, in one line that says what to do", async () => {
    const { engines } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as { engines: { node: string } };
    expect(engines.node).toBe(`>=${LEAST_NODE.join(".")}`);
    expect(expectFinding(await examine([], { nodeVersion: "v22.17.1" }), "node_too_old").remedy).toContain("nvm use 22");
    expectGone(await examine([], { nodeVersion: "v22.18.0" }), "node_too_old");
    const old = await run("/usr/bin/node", ["--version"]).catch(() => null);
    if (!old || Number(/^v(\d+)/.exec(old.stdout)?.[1]) >= LEAST_NODE[0]) return;
    const refused = await run("/usr/bin/node", [BIN, "doctor"]).catch((error: { code: number; stdout: string; stderr: string }) => error);
    expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^model-3d needs Node 22\.18 or newer; this is v\d+\S+ \(nvm install 22\)\.\n$/) });
  });

  it("finds packages of several versions, by npm's folder of this project or one above it", async () => {
    const project = await makeHostFolder(folder, { "package.json": '{"name":"shop"}', "apps/shop/app.js": "" });
    const registry = await servePackages(folder, ["@model-3d/elements", "@model-3d/server"], ["0.9.0", "0.10.0"]);
    const follow = (line = "") => run("sh", ["-c", line], { cwd: project, env: { ...process.env, npm_config_registry: registry.url, npm_config_cache: join(folder, "npm"), npm_config_audit: "false", npm_config_fund: "false", npm_config_update_notifier: "false" } });
    await follow("npm install @model-3d/server@0.9.0 @model-3d/elements@0.10.0");
    const { remedy } = expectFinding(await examine([], { folder: join(project, "apps/shop") }), "packages_differ");
    expect(remedy).toEqual(["npm install @model-3d/elements@0.10.0 @model-3d/server@0.10.0"]);
    await follow(remedy[0]).finally(() => registry.stop());
    expectGone(await examine([], { folder: project }), "packages_differ");
  });
});

describe("model-3d doctor, of a database", () => {
  it("finds one that does not answer, skips what was not named or is in use, and reads .env", async () => {
    expectFinding(await examine(["--database", "postgres://127.0.0.1:1/shop"]), "database_unusable");
    const nothing = await examine([]);
    expect([nothing.code, nothing.findings]).toEqual([0, []]);
    expect(nothing.checks.filter(({ state }) => state === "skipped").map(({ name }) => name)).toEqual(["database", "clock", "storage", "provider", "server", "routes", "body", "webhooks", "page", "decoders"]);
    await writeFile(join(folder, ".env"), "DATABASE_URL=postgres://127.0.0.1:1/from-env\n");
    expect(expectFinding(await examine([], { folder }), "database_unusable").what).toContain("from-env");
    expect(await examine(["--env", "nowhere.env"], { folder })).toMatchObject({ code: 2 });
    await rm(join(folder, ".env"));
    const embedded = await createTestDatabase({ kind: "pglite" });
    const { folder: data } = embedded.connection as { folder: string };
    expect((await examine(["--database", data])).checks.find(({ name }) => name === "database")).toMatchObject({ state: "skipped", note: expect.stringContaining("open in the server") });
    await embedded.remove();
  });

  it("finds what keeps users apart no more, missing tables and rights, and each goes by its remedy", async () => {
    const server = await startRestartablePostgres();
    try {
      const admin = await openDatabase({ connection: server.url });
      const words = ["--database", server.url];
      const follow = async (sql: string) => void (await admin.knex.raw(sql));
      const app = await makeHostFolder(folder, { ".env": `DATABASE_URL=${server.url}\nMODEL_3D_STORAGE=\n` });

      await follow("create table users (id uuid primary key)");
      await runWords({ connection: server.url }, ["migrate", "--user-table", "users", "--to", "26"]);
      await followCommand(expectFinding(await examine([], { folder: app }), "migrations_pending").remedy.join("\n"), app);
      const migrated = await examine([], { folder: app });
      for (const code of ["database_unusable", "migrations_pending"] as const) expectGone(migrated, code);
      expect(migrated.findings.map(({ code }) => code)).toEqual(["login_is_superuser"]);
      expect(migrated.code).toBe(0);

      await follow("drop schema model_3d_jobs cascade");
      await followCommand(expectFinding(await examine(words), "queue_outdated").remedy.join("\n"), app);
      expectGone(await examine(words), "queue_outdated");

      await follow("alter table generation_batches drop constraint generation_batches_user_id_fkey");
      const left = expectFinding(await examine(words), "user_references_missing");
      await followCommand(left.remedy[0], app);
      await follow(left.remedy.slice(1).join("\n"));
      expectGone(await examine(words), "user_references_missing");

      for (const spoil of ["alter role model_3d_user bypassrls", "alter role model_3d_user superuser", "alter table product_3d_models no force row level security", "grant update (credits) on user_credits to model_3d_user", "alter table stored_files owner to model_3d_user", "drop policy generation_batches_only_own_rows on generation_batches", "drop policy model_input_images_only_own_rows on model_input_images"]) {
        await follow(spoil);
        const found = expectFinding(await examine(words), "rows_of_others");
        await follow(linesOf(found, "--"));
        expectGone(await examine(words), "rows_of_others");
      }

      const superuser = expectFinding(await examine(words), "login_is_superuser");
      await follow(linesOf(superuser, "--"));
      const appUrl = server.url.replace(/\/\/[^@]*@/, "//model_3d_app:choose-one@");
      const asApp = await examine(["--database", appUrl]);
      expect([asApp.code, asApp.findings]).toEqual([0, []]);
      expectGone(asApp, "login_is_superuser");

      await follow("revoke model_3d_service from model_3d_app");
      await follow(linesOf(expectFinding(await examine(["--database", appUrl]), "login_lacks_role"), "--"));
      expectGone(await examine(["--database", appUrl]), "login_lacks_role");

      await follow("insert into model_3d_migrations (name) values ('9999-future')");
      expect(expectFinding(await examine(words), "database_newer").remedy).toEqual(["npm install @model-3d/server@latest"]);
      await follow("delete from model_3d_migrations where name = '9999-future'"); // As a version that knows it does not mind it.
      expectGone(await examine(words), "database_newer");

      const late = new Date(Date.now() + HOUR_MS);
      expect(expectFinding(await examine(words, { now: () => late }), "clocks_apart").what).toMatch(/^The clock of this machine is 3(59\d|600|601) s ahead of the database\./);
      expectGone(await examine(words), "clocks_apart");
      await migrateQueue(admin);
      await admin.close();
    } finally {
      await server.remove();
    }
  });
});

describe("model-3d doctor, of a running app", () => {
  let host: TestHost;
  let signing: TestHost;
  let served: { url: string; stop(): Promise<void> } | undefined;
  beforeAll(async () => {
    [host, signing] = await Promise.all([startTestHost({}), startTestHost({ providers: [createStubAsyncProvider({ webhook: { needsRawBody: true } })] })]);
  });
  afterAll(() => Promise.all([host.stop(), signing.stop()]));
  /** An app of the host's, as `build` puts it together. */
  async function inApp<Result>(build: (app: Express) => void, look: (url: string) => Promise<Result>): Promise<Result> {
    const app = express();
    build(app);
    served = await serve(app);
    return look(served.url).finally(() => served?.stop());
  }
  const look = (url: string, ...words: string[]) => examine(["--url", `${url}/api`, ...words]);
  const plain = (app: Express) => void app.use("/api", host.model3d.router);

  it("is content with one that is mounted well", async () => {
    const { code, findings, checks } = await inApp(plain, look);
    expect([code, findings]).toEqual([0, []]);
    expect(checks.filter(({ name }) => ["server", "body"].includes(name)).map(({ state }) => state)).toEqual(["well", "well"]);
  });

  it("finds a router that is not reached: nobody there, mounted elsewhere, behind a guard, behind a page for 404", async () => {
    expect(expectFinding(await look("http://127.0.0.1:1"), "router_not_reached").remedy[0]).toBe("npm start");
    const wrong: ((app: Express) => void)[] = [
      (app) => app.use("/models", host.model3d.router),
      (app) => app.use((_request, response) => void response.status(401).send("Sign in first")),
      (app) => app.use((_request, response) => void response.status(404).send("No such page")),
    ];
    for (const build of wrong) {
      const found = expectFinding(await inApp((app) => (build(app), plain(app)), async (url) => (build === wrong[0] ? examine(["--url", `${url}/shop/api`]) : look(url))), "router_not_reached");
      expect(found.remedy).toHaveLength(1);
      // The line as it is printed, before what answered in its place.
      expectGone(await inApp((app) => (runRemedy(found, { app, model3d: host.model3d }), build(app)), async (url) => (build === wrong[0] ? examine(["--url", `${url}/shop/api`]) : look(url))), "router_not_reached");
    }
  });

  it("finds a parser that takes the bytes before the router, and says how bad that is for this service", async () => {
    const before = (model3d: TestHost) => (app: Express) => void app.use(express.json()).use("/api", model3d.model3d.router);
    const lookAtStub = (url: string) => look(url, "--provider", "stub-async");
    const lost = expectFinding(await inApp(before(signing), lookAtStub), "body_bytes_lost");
    expect(lost.remedy).toEqual(['app.use("/api", model3d.router); // before any body parser', "app.use(express.json());"]);
    const parsed = expectFinding(await inApp(before(host), look), "body_parsed_before");
    const mended = await inApp((app) => runRemedy(lost, { app, express, model3d: signing.model3d }), lookAtStub);
    for (const code of ["body_bytes_lost", "body_parsed_before"] as const) expectGone(mended, code);
    expectGone(await inApp((app) => runRemedy(parsed, { app, express, model3d: host.model3d }), look), "body_parsed_before");
  });

  it("finds an app that trusts everybody, and a part that is not well", async () => {
    const trusting = (app: Express) => void app.set("trust proxy", true);
    const everybody = expectFinding(await inApp((app) => (trusting(app), plain(app)), look), "everybody_is_trusted");
    expectGone(await inApp((app) => (trusting(app), runRemedy(everybody, { app }), plain(app)), look), "everybody_is_trusted");
    await rm(host.filesDirectory, { recursive: true });
    await writeFile(host.filesDirectory, "a file is no folder");
    const unwell = expectFinding(await inApp(plain, look), "server_unwell");
    expect([unwell.what, unwell.remedy.join()]).toEqual([expect.stringContaining("storage"), expect.stringContaining("doctor --storage")]);
    await rm(host.filesDirectory).then(() => mkdir(host.filesDirectory));
    expectGone(await inApp(plain, look), "server_unwell");
  });

  it("finds a server of another version", async () => {
    const other = (app: Express) => void app.get("/api/openapi.json", (_request, response) => void response.json({ info: { version: "0.0.9" } })).use("/api", host.model3d.router);
    expect(expectFinding(await inApp(other, look), "server_is_other_version").remedy).toContain("npm install @model-3d/server@0.0.9");
    expectGone(await inApp(plain, look), "server_is_other_version");
    expect((await inApp(plain, look)).checks.find(({ name }) => name === "server")?.note).toContain(`version ${VERSION}`);
  });

  it("finds a public address that is missing, that leads nowhere, and that is this machine's", async () => {
    const key = { environment: { MESHY_API_KEY: "msy_0123456789abcdef", MESHY_BASE_URL: "http://127.0.0.1:1" } };
    const lookWithKey = (...words: string[]) => (url: string) => examine(["--url", `${url}/api`, ...words], key);
    expect(expectFinding(await inApp(plain, lookWithKey()), "public_url_missing").remedy[0]).toMatch(/^publicUrl: "https:/);
    const elsewhere = expectFinding(await inApp(plain, lookWithKey("--public-url", "http://127.0.0.1:1/api")), "webhooks_not_heard");
    expect(elsewhere.remedy[0]).toContain("curl -i http://127.0.0.1:1/api/webhooks/meshy");
    const heard = await inApp(plain, (url) => lookWithKey("--public-url", `${url}/api`)(url));
    for (const code of ["public_url_missing", "webhooks_not_heard", "public_url_is_local"] as const) expectGone(heard, code);
    const local = await inApp(plain, (url) => look(url, "--provider", "stub", "--public-url", `${url}/api`));
    expectFinding(local, "public_url_is_local");
  });

  it("is content with a public address that is the option which it prints, and that others than this machine reach", async () => {
    let listener: RequestListener = () => undefined;
    // The address has to be known before the server that tells it.
    const front = await serve((request, response) => void listener(request, response), "0.0.0.0");
    const address = Object.values(networkInterfaces()).flat().find((one) => one?.family === "IPv4" && !one.internal)?.address;
    const key = { environment: { MESHY_API_KEY: "msy_0123456789abcdef", MESHY_BASE_URL: "http://127.0.0.1:1" } };
    const missing = expectFinding(await inApp(plain, (url) => examine(["--url", `${url}/api`], key)), "public_url_missing");
    const told = await startTestHost({
      ...pasteOption({ ...missing, remedy: missing.remedy.map((line) => line.replace("https://shop.example", `${front.url}`)) }),
      mount: (model3d) => (listener = express().use("/api", model3d.router)),
    });
    try {
      const mended = await examine(["--url", `${front.url}/api`], key);
      for (const code of ["public_url_missing", "webhooks_not_heard"] as const) expectGone(mended, code);
      expectFinding(await examine(["--url", `${front.url}/api`, "--provider", "stub"]), "public_url_is_local");
      // A machine without any network has no such address.
      const reached = address === undefined ? await examine(["--url", `${front.url}/api`]) : await examine(["--url", `${front.url}/api`, "--provider", "stub", "--public-url", `http://${address}:${new URL(front.url).port}/api`]);
      for (const code of ["public_url_is_local", "webhooks_not_heard"] as const) expectGone(reached, code);
    } finally {
      await told.stop();
      await front.stop();
    }
  });
});

describe("model-3d doctor, of a service", () => {
  it("asks what the key's account has left", async () => {
    const simulator = await startMeshySimulator({ apiKeys: ["msy_of_this_test"], balance: 0 });
    const look = (variables: Record<string, string> = {}) => examine([], { environment: { MESHY_BASE_URL: simulator.url, MESHY_API_KEY: "msy_of_this_test", ...variables } });
    expectFinding(await look(), "webhook_secret_missing");
    expectGone(await look({ MESHY_WEBHOOK_SECRET: "whs_0123456789" }), "webhook_secret_missing");
    expect(expectFinding(await look(), "provider_credits_low").what).toContain("has 0 credits left");
    simulator.balance = 1000;
    const well = await look({ MESHY_WEBHOOK_SECRET: "whs_0123456789" });
    expect([well.code, well.findings]).toEqual([0, []]);
    expectGone(well, "provider_credits_low");
    expect(expectFinding(await look({ MESHY_API_KEY: "msy_of_another" }), "provider_key_refused").remedy).toContain("export MESHY_API_KEY=msy_…");
    expectFinding(await look({ MESHY_API_KEY: "short" }), "provider_key_refused");
    expectGone(await look(), "provider_key_refused");
    expectFinding(await look({ MESHY_BASE_URL: "http://127.0.0.1:1" }), "provider_not_reached");
    expectGone(await look(), "provider_not_reached");
    const late = new Date(Date.now() - HOUR_MS);
    const behind = await examine([], { environment: { MESHY_BASE_URL: simulator.url, MESHY_API_KEY: "msy_of_this_test" }, now: () => late });
    expect(expectFinding(behind, "clocks_apart").what).toContain("behind http://127.0.0.1");
    await simulator.close();
    expectFinding(await look(), "provider_not_reached");
  });
});

describe("model-3d doctor, of a storage", () => testStorageFindings(() => folder));
describe("model-3d doctor, of routes", () => testRouteFindings(() => folder));
describe("model-3d doctor, in another framework's app", () => testFrameworkFindings(() => folder));
describe("model-3d doctor, of a page", () => testPageFindings(() => folder));

it("every finding of model-3d doctor is provoked above, and gone once what its remedy says was done", () => {
  expect([...PROVOKED].sort()).toEqual(Object.keys(DOCTOR_FINDINGS).sort());
  expect([...MENDED].sort()).toEqual(Object.keys(DOCTOR_FINDINGS).sort());
});

import { createServer, type RequestListener } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import express from "express";
import { pino } from "pino";
import { createModel3D, type Model3D, type Model3DOptions } from "../src/index.ts";
import { listFiles } from "./list-files.ts";
import { openTestConnection } from "./test-connection.ts";
import { createStubProvider, type StubProvider } from "./stub-provider.ts";

/** The answers' bodies are looked into freely; their forms are checked by the contract's schemas where a test is about the form. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads any key it expects
type Body = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

export interface TestHost {
  readonly url: string;
  readonly model3d: Model3D;
  readonly provider: StubProvider;
  readonly filesDirectory: string;
  /** Names of all stored objects. */
  storedFiles(): Promise<string[]>;
  call(method: string, path: string, request?: { user?: string | null; json?: unknown; body?: BodyInit; headers?: Record<string, string> }): Promise<Answer>;
  /** A new user with this many credits. */
  user(credits?: number): Promise<string>;
  stop(): Promise<void>;
}

export interface TestHostOptions extends Partial<Model3DOptions> {
  /** The provider where `providers` names none. */
  provider?: StubProvider;
  /** Builds the host's app around the router; Express 5 with nothing else when left out. */
  mount?: (model3d: Model3D) => RequestListener;
  /** Leaves the workers out: an API-only process. */
  withoutWorkers?: boolean;
}

function mountPlain(model3d: Model3D): RequestListener {
  const app = express();
  app.use("/api", model3d.router);
  return app;
}

export async function startTestHost({ mount = mountPlain, withoutWorkers, provider = createStubProvider(), ...options }: TestHostOptions): Promise<TestHost> {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-test-"));
  const filesDirectory = join(folder, "files");
  const connection = options.database === undefined ? await openTestConnection("pglite") : null;
  const model3d = await createModel3D({
    storage: { kind: "folder", directory: filesDirectory },
    authenticate: (request) => (request.get("x-user") ? { userId: request.get("x-user") ?? "" } : null),
    logger: pino({ level: process.env.MODEL_3D_TEST_LOG ?? "silent" }),
    // A test that is about them says so.
    derivatives: false,
    // What a test is about decides how often it asks.
    rateLimits: false,
    // Runs that a test leaves open would be waited for.
    stopTimeoutMs: 1_000,
    ...options,
    ...(connection ? { database: connection.database } : {}),
    providers: options.providers ?? [provider],
  }).catch(async (error: unknown) => {
    await connection?.close();
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  if (!withoutWorkers) await model3d.start();
  const server = createServer(mount(model3d));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    model3d,
    provider,
    filesDirectory,
    async storedFiles() {
      const entries = await listFiles(filesDirectory);
      return entries.filter((entry) => entry.isFile() && !entry.parentPath.includes("/.")).map((entry) => entry.name);
    },
    async call(method, path, { user, json, body, headers = {} } = {}) {
      const response = await fetch(path.startsWith("http") ? path : url + path, {
        method,
        headers: { ...(user ? { "x-user": user } : {}), ...(json === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(json === undefined ? (body === undefined ? {} : { body }) : { body: JSON.stringify(json) }),
        redirect: "manual",
      });
      const isJson = response.headers.get("content-type")?.includes("json");
      return { status: response.status, headers: response.headers, body: isJson ? await response.json() : new Uint8Array(await response.arrayBuffer()) };
    },
    async user(credits = 100) {
      const userId = randomUUID();
      if (credits > 0) await model3d.credits.grant({ userId, amount: credits, planType: "one_time", reason: "test" });
      return userId;
    },
    async stop() {
      server.close();
      await model3d.stop();
      await connection?.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Looked at so often at first, and ever less as it takes longer, for what looks asks of the process that does the work: by a share of the time that went by, up to the longest. */
const [FIRST_POLL_MS, POLL_SHARE, LONGEST_POLL_MS] = [20, 0.03, 100];

/** Waits until the condition holds, or fails with what it last saw. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false | null> | T | undefined | false | null, withinMs = 30_000): Promise<T> {
  const started = performance.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    const elapsed = performance.now() - started;
    if (elapsed > withinMs) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_POLL_MS, FIRST_POLL_MS + POLL_SHARE * elapsed)));
  }
}

import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, expect, it } from "vitest";
import { balanceRequests } from "./installation/balance-requests.ts";
import { createHostProcess, type HostProcess } from "./installation/host-process.ts";

let test: TestDatabase;
let directory: string;
const processes: HostProcess[] = [];

beforeAll(async () => {
  test = await createTestDatabase({ kind: "postgres" });
  directory = await mkdtemp(join(tmpdir(), "model-3d-host-"));
});

afterAll(async () => {
  for (const one of processes) await one.kill();
  await test.remove();
  await rm(directory, { recursive: true, force: true });
});

it("servers of an installation are reached wherever the system lets them listen, also when somebody has taken their port while they were down", async () => {
  const settings = { databaseUrl: String(test.connection), storageDirectory: directory, simulatorUrl: "http://127.0.0.1:1", simulatorKey: "msy_none", webhookSecret: "none-at-all", options: { rateLimits: false, derivatives: false }, service: {} } as const;
  const server = createHostProcess({ name: "server", role: "server", settings });
  processes.push(server);
  expect(server.port()).toBeNull();
  await server.start();
  const before = server.port();
  const balancer = await balanceRequests(() => processes);
  const health = async () => ((await (await fetch(`${balancer.url}/api/health`)).json()) as { database: string }).database;
  expect(await health()).toBe("ok");
  await server.kill();
  const squatter = createServer((_request, response) => void response.end("somebody else")).listen(before ?? 0, "127.0.0.1");
  await server.start();
  expect(server.port()).not.toBe(before);
  expect(await health()).toBe("ok");
  squatter.close();
  await balancer.close();
});

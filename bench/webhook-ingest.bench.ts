import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { pino } from "pino";
import { createTestDatabase } from "@model-3d/test-utils/database";
import type { AnyEndpoint } from "../packages/server/src/http/endpoint.ts";
import { createRequestGate } from "../packages/server/src/http/create-request-gate.ts";
import { mountEndpoint } from "../packages/server/src/http/mount-endpoint.ts";
import { createSecretMask } from "../packages/server/src/logging/secret-mask.ts";
import { createMetrics } from "../packages/server/src/metrics/create-metrics.ts";
import { resolveModel3DOptions } from "../packages/server/src/model-3d-options.ts";
import { createProviderSet } from "../packages/server/src/providers/provider-set.ts";
import type { ServiceContext } from "../packages/server/src/service-context.ts";
import { receiveWebhookEndpoint } from "../packages/server/src/webhooks/routes/receive-webhook.ts";
import { startTestHost } from "../packages/server/test/start-test-host.ts";
import { createStubAsyncProvider, STUB_SECRET, STUB_SECRET_HEADER } from "../packages/server/test/stub-async-provider.ts";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";
import { sendSteadily, type SendFigures } from "./send-steadily.ts";

const CONNECTIONS = 50;
const ROUND_MS = 1_500;
const ROUNDS = 7;
const TASKS = 1_000;
const GOAL_RATIO = 0.5;
const GOAL_P99_MS = 250;

const provider = createStubAsyncProvider({ name: "meshy" });

/** The handler as it is, to the last line before the database, which says at once that all is well. */
function startWithoutDatabase(): Promise<{ origin: string; stop(): void }> {
  const options = resolveModel3DOptions({ authenticate: () => null, providers: [provider], rateLimits: false });
  const deliveries = { take: async () => "known" };
  const rateLimits = { take: () => null, look: () => null };
  const context = { options, rateLimits, providers: createProviderSet([provider], null), metrics: createMetrics(), ids: options.ids, clock: options.clock, logger: pino({ level: "silent" }), secrets: createSecretMask(), requests: createRequestGate(), deliveries };
  const app = express().post(`/api${receiveWebhookEndpoint.path}`, mountEndpoint(context as unknown as ServiceContext, receiveWebhookEndpoint as AnyEndpoint, () => undefined));
  const server = createServer(app);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => void server.close() }));
  });
}

const post = (origin: string): Promise<SendFigures> =>
  sendSteadily({
    origin,
    method: "POST",
    path: "/api/webhooks/meshy",
    headers: { "content-type": "application/json", [STUB_SECRET_HEADER]: STUB_SECRET },
    body: provider.bodyOf("task-#", { status: "IN_PROGRESS", progress: 42 }),
    variants: TASKS,
    connections: CONNECTIONS,
    durationMs: ROUND_MS,
  });

const test = await createTestDatabase({ kind: "postgres" });
await test.database.asService(async (trx) => {
  const rows = Array.from({ length: TASKS }, (_, index) => ({ model_id: randomUUID(), user_id: randomUUID(), provider: "meshy", state: "open", task_id: `task-${index}`, submitted_at: new Date() }));
  await trx.batchInsert("provider_tasks", rows, 500);
});
const host = await startTestHost({ database: test.connection, providers: [provider], withoutWorkers: true });
const bare = await startWithoutDatabase();
const { ours, other } = await measureInTurn(ROUNDS, () => post(host.url), () => post(bare.origin));
bare.stop();
await host.stop();
const { length: taken } = await test.database.asService((trx) => trx("webhook_inbox").select("id"));
await test.remove();
const failures = [...ours, ...other].reduce((sum, figures) => sum + figures.failures, 0);
if (failures > 0 || taken < ours.reduce((sum, figures) => sum + figures.requests, 0)) throw new Error(`${failures} deliveries were refused, ${taken} were written down.`);

const rates = (figures: readonly SendFigures[]) => figures.map(({ requestsPerSecond }) => requestsPerSecond);
const of = (name: "p50" | "p99") => median(ours.map((each) => each[name])).toFixed(0);
const ratio = describeRatio(rates(ours), rates(other), { of: "the same handler without a database", goal: GOAL_RATIO });
console.log(`webhook proven, written down and acknowledged: ${ratio}; ${median(rates(ours)).toFixed(0)}/s against ${median(rates(other)).toFixed(0)}/s`);
console.log(`time to the answer at ${CONNECTIONS} connections: half within ${of("p50")} ms, 99 % within ${of("p99")} ms (goal ${GOAL_P99_MS} ms)`);

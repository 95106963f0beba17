import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Knex } from "knex";
import { pino } from "pino";
import { RANDOM_IDS } from "../../src/clock.ts";
import { createModelCredits } from "../../src/credits/model-credits.ts";
import { openDatabase } from "../../src/db/open-database.ts";
import type { Model3DOptions } from "../../src/index.ts";
import { createSecretMask } from "../../src/logging/secret-mask.ts";
import { createMetrics } from "../../src/metrics/create-metrics.ts";
import { resolveModel3DOptions } from "../../src/model-3d-options.ts";
import { createProviderSet } from "../../src/providers/provider-set.ts";
import type { TaskReport } from "../../src/providers/provider.ts";
import { createJobQueue, type JobDefinition, type JobQueue } from "../../src/queue/job-queue.ts";
import type { ServiceContext } from "../../src/service-context.ts";
import { openAttachedPool } from "../killed/open-attached-pool.ts";
import { startTestHost, type TestHost } from "../start-test-host.ts";
import { createStubAsyncProvider, serviceIsAway, type StubAsyncProvider } from "../stub-async-provider.ts";
import { Interleaver } from "./interleaver.ts";
import { DEADLINE_MS, LIMITS } from "./reference.ts";

/** Above 0, as it has to be, and lost in the rounding of a time: each question is a new one. */
const NO_INTERVAL_MS = 1e-9;
const STOP_TIMEOUT_MS = 1_000;
const SENT = ["copy-model-files", "cancel-task", "remove-files"].map((name): JobDefinition => ({ name, retryLimit: 0, retryDelaySeconds: 0, expireInSeconds: 60, concurrency: 1, run: async () => {} }));

export interface Server {
  readonly host: TestHost;
  /** What its workers work with, on the same connections: they do what they are told to, and nothing by themselves. */
  readonly context: ServiceContext;
  /** What the service says to this server alone: the two may be told different things at once. */
  says: TaskReport | "away";
}

/** Two servers on one Postgres whose statements take turns, and the clock of both. */
export interface Servers {
  readonly test: TestDatabase;
  readonly interleaver: Interleaver;
  readonly both: readonly [Server, Server];
  /** Milliseconds since 1970. It stands while a pair is under way. */
  time: number;
  /** The service's task of a model. */
  readonly taskIds: ReadonlyMap<string, string>;
  /** What the workers wrote into their log as an error. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

export async function openServers(): Promise<Servers> {
  const test = await createTestDatabase({ kind: "postgres" });
  const interleaver = new Interleaver(async (processId) => {
    const { rows } = await test.database.knex.raw<{ rows: [{ blocked: boolean }] }>("select cardinality(pg_blocking_pids(?)) > 0 as blocked", [processId]);
    return rows[0].blocked;
  });
  const troubles: string[] = [];
  const logger = pino({ level: "error" }, { write: (line: string) => void troubles.push(line) });
  const queue = createJobQueue({ database: test.database, logger, metrics: createMetrics(), jobs: SENT, stopTimeoutMs: STOP_TIMEOUT_MS });
  const taskIds = new Map<string, string>();
  const pools: Knex[] = [];
  const opened: Server[] = [];
  const servers = {
    test,
    interleaver,
    time: Date.now(),
    taskIds,
    troubles,
    both: opened as unknown as Servers["both"],
    async close() {
      for (const { host } of opened) await host.stop();
      for (const pool of pools) await pool.destroy();
      await queue.stop();
      await test.remove();
    },
  };
  try {
    for (const side of [0, 1] as const) {
      const pool = openAttachedPool(String(test.connection), (connection) => interleaver.attach(side, connection));
      pools.push(pool);
      opened.push(await openServer(pool, { queue, logger, taskIds, clock: { now: () => new Date(servers.time) } }));
    }
    await queue.install();
    return servers;
  } catch (error) {
    await servers.close();
    throw error;
  }
}

interface Shared {
  queue: JobQueue;
  logger: ServiceContext["logger"];
  taskIds: Map<string, string>;
  clock: ServiceContext["clock"];
}

async function openServer(pool: Knex, { queue, logger, taskIds, clock }: Shared): Promise<Server> {
  const settings = {
    clock,
    providers: [serviceOf(() => server.says, taskIds)],
    generation: { deadlineMs: DEADLINE_MS },
    credits: { limits: LIMITS },
    tasks: { news: { webhooks: false, status: true, sweeper: false, stream: false }, askIntervalMs: NO_INTERVAL_MS },
  } satisfies Partial<Model3DOptions>;
  const host = await startTestHost({ ...settings, database: pool, withoutWorkers: true });
  const options = resolveModel3DOptions({ ...settings, authenticate: () => null });
  const database = await openDatabase({ connection: pool, logger });
  const parts = { options, database, queue, clock, logger, secrets: createSecretMask(), metrics: createMetrics() };
  const context = { ...parts, ids: RANDOM_IDS, providers: createProviderSet(settings.providers, null), modelCredits: createModelCredits(parts) };
  const server: Server = { host, context: context as unknown as ServiceContext, says: { status: "PENDING", queuePlace: null } };
  return server;
}

function serviceOf(says: () => TaskReport | "away", taskIds: Map<string, string>): StubAsyncProvider {
  const limits = { requestsPerSecond: 1_000_000, openTasks: 1_000_000 };
  return {
    ...createStubAsyncProvider({ limits }),
    async createTask({ modelId }, { beforeRequest }) {
      await beforeRequest();
      const taskId = `task-${taskIds.size + 1}`;
      taskIds.set(modelId, taskId);
      return { taskId };
    },
    async readTask(_task, { beforeRequest }) {
      await beforeRequest();
      const report = says();
      if (report === "away") throw serviceIsAway();
      return report;
    },
  };
}

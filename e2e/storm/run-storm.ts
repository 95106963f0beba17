import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { makeBoxModel, startMeshySimulator, type MeshySimulator } from "@model-3d/meshy-simulator";
import { createModel3D, type Model3D } from "@model-3d/server";
import { createRandom } from "@model-3d/test-utils";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { COPY_MODEL_FILES } from "../../packages/server/src/files/copy-model-files.ts";
import { QUEUE_SCHEMA } from "../../packages/server/src/queue/job-queue.ts";
import { sweepFiles } from "../../packages/server/src/files/sweep-files.ts";
import { openStorage } from "../../packages/server/src/files/open-storage.ts";
import { balanceRequests, findFreePort } from "./balance-requests.ts";
import { findBreaches, type Breach } from "./check-invariants.ts";
import { compareWithService } from "./compare-with-service.ts";
import { createStormProcess, type StormProcess } from "./storm-process.ts";
import { STORM_FAULTS, STORM_SPEED } from "./storm-settings.ts";
import { runStormUser, type SeenGeneration } from "./storm-user.ts";

export interface StormOptions {
  /**
   * What each user asks for and when it changes its mind, the faults of each of these generations, of its task, deliveries and files, and who is
   * killed after which time follow from it, whoever comes first. Which statement a kill cuts, and which request a burst of errors meets, is the machine's.
   */
  seed: number;
  users: number;
  generationsPerUser: number;
  /** A process is killed after a time between these, and started again at once. */
  killEveryMs: readonly [number, number];
  log(line: string): void;
}

export interface StormReport {
  breaches: Breach[];
  seen: SeenGeneration[];
  kills: number;
  tasks: number;
  seconds: number;
}

/** For one user's generations, one after the other; what a busy machine takes for the whole storm. */
const USERS_TIME_MS = 900_000;
const QUIET_MS = 150_000;
const LOOKS_BETWEEN_TRIES = 10;
const CREDITS = 10_000;
const SECRET = "storm-webhook-secret";

/**
 * Many users make models at once against a service on which everything goes wrong, with two servers and two workers on one database,
 * one of which is killed and started again every few seconds; then what is left is compared with what should be.
 */
export async function runStorm({ seed, users, generationsPerUser, killEveryMs, log }: StormOptions): Promise<StormReport> {
  const random = createRandom(seed);
  const started = performance.now();
  const directory = await mkdtemp(join(tmpdir(), "model-3d-storm-"));
  const storageDirectory = join(directory, "files");
  const test = await createTestDatabase({ kind: "postgres" });
  const simulator = await startMeshySimulator({ seed, speed: STORM_SPEED, balance: 1_000_000, makeModel: makeBoxModel, faults: STORM_FAULTS, limits: { requestsPerSecond: 100, queuedTasks: 10, concurrentTasks: 5 } });
  const env = { DATABASE_URL: String(test.connection), STORAGE_DIRECTORY: storageDirectory, SIMULATOR_URL: simulator.url, SIMULATOR_KEY: simulator.apiKey, WEBHOOK_SECRET: SECRET, ...(process.env.LOG_LEVEL ? { LOG_LEVEL: process.env.LOG_LEVEL } : {}) };
  const processes = await Promise.all(["server 1", "server 2", "worker 1", "worker 2"].map(async (name) => createStormProcess({ name, port: name.startsWith("server") ? await findFreePort() : 0, env })));
  const balancer = await balanceRequests(() => processes.filter(({ port }) => port !== 0));
  try {
    const userIds = Array.from({ length: users }, () => randomUUID());
    await grantCredits({ test, storageDirectory, userIds });
    for (const one of processes) await one.start();
    simulator.setWebhooks([{ url: `${balancer.url}/api/webhooks/meshy`, secret: SECRET }]);
    log(`seed ${seed}: ${users} users, ${users * generationsPerUser} generations`);

    const ended = new AbortController();
    const chaos = killInTurn(processes, random, killEveryMs, ended.signal);
    const until = performance.now() + USERS_TIME_MS;
    const forked = userIds.map((userId) => ({ userId, random: createRandom(Math.floor(random() * 2 ** 32)) }));
    const making = Promise.all(forked.map(({ userId, random: own }) => runStormUser({ url: balancer.url, userId, generations: generationsPerUser, random: own, until })));
    const [made, killed] = await Promise.allSettled([making.finally(() => ended.abort()), chaos]);
    if (made.status === "rejected") throw made.reason;
    if (killed.status === "rejected") throw killed.reason;
    const [seen, kills] = [made.value, killed.value];
    log(`all users have done; ${kills} kills, ${simulator.creates} tasks, ${Math.round((performance.now() - started) / 1000)} s`);

    simulator.clearFaults();
    await becomeQuiet(test, simulator, log);
    for (const one of processes) await one.stop();
    await sweep(test, storageDirectory);
    const breaches = [...(await findBreaches(test.database, storageDirectory)), ...(await compareWithService(test.database, simulator, seen.flat()))];
    return { breaches, seen: seen.flat(), kills, tasks: simulator.creates, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    for (const one of processes) log(`── ${one.name} ──\n${one.output()}`);
    throw error;
  } finally {
    await balancer.close();
    for (const one of processes) await one.kill();
    await simulator.close();
    await test.remove();
    await rm(directory, { recursive: true, force: true });
  }
}

async function grantCredits({ test, storageDirectory, userIds }: { test: TestDatabase; storageDirectory: string; userIds: readonly string[] }): Promise<void> {
  const model3d: Model3D = await createModel3D({ database: String(test.connection), storage: { kind: "folder", directory: storageDirectory }, authenticate: () => null, providers: undefined });
  for (const userId of userIds) await model3d.credits.grant({ userId, amount: CREDITS, planType: "one_time", reason: "storm" });
  await model3d.stop();
}

/** Kills one after another until the signal, then has all of them up again. @returns how many were killed. */
async function killInTurn(processes: readonly StormProcess[], random: () => number, [least, most]: readonly [number, number], signal: AbortSignal): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    await pause(least + random() * (most - least), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return kills;
    const victim = processes[Math.floor(random() * processes.length)];
    await victim?.kill();
    await victim?.start();
  }
}

/** Until nothing is left to be done: no open task, no file on its way, no delivery to be applied. */
async function becomeQuiet({ database }: TestDatabase, simulator: MeshySimulator, log: (line: string) => void): Promise<void> {
  const deadline = performance.now() + QUIET_MS;
  for (let looks = 1; ; looks += 1) {
    const { rows } = await database.knex.raw<{ rows: [{ tasks: number; files: number; inbox: number; removing: number }] }>(
      `select (select count(*)::int from provider_tasks where state <> 'ended') as tasks, (select count(*)::int from provider_files where state = 'waiting') as files,
         (select count(*)::int from stored_files where state = 'deleting') as removing,
         (select count(*)::int from webhook_inbox inbox where state = 'waiting' and exists (select from provider_tasks task where task.provider = inbox.provider and task.task_id = inbox.task_id)) as inbox`,
    );
    const left = rows[0];
    await simulator.settle();
    if (left.tasks + left.files + left.inbox + left.removing === 0) return;
    if (performance.now() > deadline) {
      log(`not quiet: ${JSON.stringify(left)}`);
      return;
    }
    // Not each time: the same mark says that a file is being copied.
    if (looks % LOOKS_BETWEEN_TRIES === 0) await hasten(database);
    await pause(500);
  }
}

/** Whoever waits for a next try need not wait: after some failures that takes minutes, and a storm has nothing more to send. */
async function hasten({ knex }: TestDatabase["database"]): Promise<void> {
  await knex.raw("update provider_files set next_attempt_at = now() where state = 'waiting' and next_attempt_at > now()");
  await knex.raw(`update ${QUEUE_SCHEMA}.job set start_after = now() where name = ? and state in ('created', 'retry') and start_after > now()`, [COPY_MODEL_FILES]);
}

/** What processes that were killed have left half written goes as it would an hour later. */
async function sweep({ database }: TestDatabase, directory: string): Promise<void> {
  const storage = await openStorage({ kind: "folder", directory });
  await sweepFiles({ database, storage, clock: { now: () => new Date() } }, { writingOlderThanMs: 0, unreferencedSourceImagesOlderThanMs: 24 * 60 * 60_000 });
}

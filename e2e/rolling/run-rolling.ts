import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { makeBoxModel, startMeshySimulator } from "@model-3d/meshy-simulator";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { balanceRequests } from "../installation/balance-requests.ts";
import { compareWithService } from "../installation/compare-with-service.ts";
import { findBreaches, type Breach } from "../installation/find-breaches.ts";
import { createHostProcess, type HostProcess } from "../installation/host-process.ts";
import { becomeQuiet, sweepStorage } from "../installation/open-installation.ts";
import { QUICK_TASKS } from "../installation/quick-tasks.ts";
import { findVersionBefore, openVersion } from "./open-version.ts";
import { workSteadily } from "./work-steadily.ts";

const USERS = 4;
const CREDITS = 10_000;
const SPEED = 300;
const SECRET = "webhook-secret";
const STEP_MS = 300_000;
const LOOK_MS = 200;

export interface RollingReport {
  from: string;
  migration: string;
  breaches: Breach[];
  wrong: string[];
  retries: number;
  /** Models made under the old version alone, under both, and under the new one alone. */
  made: number[];
}

const GRANT = `
  import { createModel3D } from "@model-3d/server";
  const { database, directory, userIds, credits } = JSON.parse(process.env.GRANT);
  const model3d = await createModel3D({ database, storage: { kind: "folder", directory }, authenticate: () => null });
  for (const userId of userIds) await model3d.credits.grant({ userId, amount: credits, planType: "one_time", reason: "for the test" });
  await model3d.stop();`;

/**
 * The version before a migration serves and works; the one with it starts beside it, on the same database, and lays its tables while users work; both serve
 * and work for a while; then the old one goes. Nothing may be lost or done twice, and no user may be told of anything but to come again.
 *
 * @param perStep models to be made in each of the three steps.
 */
export async function runRolling({ before, perStep, log }: { before?: string | undefined; perStep: number; log(line: string): void }): Promise<RollingReport> {
  const { commit, migration } = findVersionBefore(before);
  const directory = await mkdtemp(join(tmpdir(), "model-3d-rolling-"));
  const oldRoot = join(directory, "old");
  const removeVersion = openVersion(commit, oldRoot);
  const test = await createTestDatabase({ kind: "postgres", migrated: false });
  const simulator = await startMeshySimulator({ seed: 1, speed: SPEED, balance: 1_000_000, limits: { requestsPerSecond: 100, queuedTasks: 10, concurrentTasks: 5 }, makeModel: makeBoxModel });
  const storageDirectory = join(directory, "files");
  const settings = { databaseUrl: String(test.connection), storageDirectory, simulatorUrl: simulator.url, simulatorKey: simulator.apiKey, webhookSecret: SECRET, options: { tasks: QUICK_TASKS, rateLimits: false as const }, service: { limits: { requestsPerSecond: 100, openTasks: 10 } } };
  const make = (name: string, role: HostProcess["role"], root?: string) => createHostProcess({ name, role, settings, ...(root && { root }) });
  const old = [make("old server", "server", oldRoot), make("old worker", "worker", oldRoot)];
  const next = [make("new server", "server"), make("new worker", "worker")];
  const processes: HostProcess[] = [...old, ...next];
  const balancer = await balanceRequests(() => processes.filter(({ role }) => role === "server"));
  const ended = new AbortController();
  let models = 0;
  try {
    log(`${migration}: from ${commit.slice(0, 10)} to this`);
    const userIds = Array.from({ length: USERS }, () => randomUUID());
    execFileSync(process.execPath, ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", GRANT], { cwd: oldRoot, env: { ...process.env, GRANT: JSON.stringify({ database: settings.databaseUrl, directory: storageDirectory, userIds, credits: CREDITS }) } });
    for (const one of old) await one.start();
    simulator.setWebhooks([{ url: `${balancer.url}/api/webhooks/meshy`, secret: SECRET }]);
    const working = Promise.all(userIds.map((userId) => workSteadily({ url: balancer.url, userId, made: () => void (models += 1), signal: ended.signal })));
    const failed = working.then(() => undefined);
    const step = async (what: string) => {
      const [from, begun] = [models, performance.now()];
      const enough = async () => {
        while (models < from + perStep) {
          if (performance.now() - begun > STEP_MS) throw new Error(`Only ${models - from} models were made in time: ${what}.`);
          await pause(LOOK_MS);
        }
      };
      await Promise.race([enough(), failed]);
      log(`${what}: ${models - from} models`);
      return models - from;
    };
    const hasMigration = async () => (await test.database.knex.raw<{ rows: object[] }>("select 1 from model_3d_migrations where name = ?", [migration.replace(/\.ts$/, "")])).rows.length > 0;
    const made = [await step("the old version alone")];
    if (await hasMigration()) throw new Error("The old version has the migration already.");
    // The first of them lays the tables, while the old ones serve and work.
    await Promise.all(next.map((one) => one.start()));
    if (!(await hasMigration())) throw new Error("The new version has not migrated.");
    made.push(await step("both"));
    for (const one of old) await one.stop();
    made.push(await step("the new version alone"));
    ended.abort();
    const worked = await working;
    await becomeQuiet(test.database, simulator, log);
    for (const one of next) await one.stop();
    await sweepStorage(test.database, storageDirectory);
    const breaches = [...(await findBreaches(test.database, storageDirectory)), ...(await compareWithService(test.database, simulator, worked.flatMap(({ seen }) => seen)))];
    return { from: commit, migration, breaches, made, wrong: worked.flatMap(({ wrong }) => wrong), retries: worked.reduce((sum, { retries }) => sum + retries, 0) };
  } catch (error) {
    for (const one of processes) log(`── ${one.name} ──\n${one.output()}`);
    throw error;
  } finally {
    ended.abort();
    await balancer.close();
    for (const one of processes) await one.kill();
    await simulator.close();
    await test.remove();
    removeVersion();
    await rm(directory, { recursive: true, force: true });
  }
}

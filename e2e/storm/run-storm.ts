import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { MeshySimulator } from "@model-3d/meshy-simulator";
import { createRandom } from "@model-3d/test-utils";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { compareWithService, type SeenGeneration } from "../installation/compare-with-service.ts";
import { findBreaches, type Breach } from "../installation/find-breaches.ts";
import type { HostProcess } from "../installation/host-process.ts";
import { becomeQuiet, openInstallation, sweepStorage } from "../installation/open-installation.ts";
import { STORM_FAULTS, STORM_OPTIONS, STORM_SPEED } from "./storm-settings.ts";
import { runStormUser } from "./storm-user.ts";

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
const CREDITS = 10_000;
/** Longer than a model is waited for. */
const STUCK_MS = 45_000;
const STUCK_LOOK_MS = 5_000;

/**
 * Many users make models at once against a service on which everything goes wrong, with two servers and two workers on one database,
 * one of which is killed and started again every few seconds; then what is left is compared with what should be.
 */
export async function runStorm({ seed, users, generationsPerUser, killEveryMs, log }: StormOptions): Promise<StormReport> {
  const random = createRandom(seed);
  const started = performance.now();
  const test = await createTestDatabase({ kind: "postgres" });
  const limits = { requestsPerSecond: 100, queuedTasks: 10, concurrentTasks: 5 };
  const { url, processes, simulator, storageDirectory, ...installation } = await openInstallation({
    databaseUrl: String(test.connection),
    simulator: { seed, speed: STORM_SPEED, balance: 1_000_000, faults: STORM_FAULTS, limits },
    options: STORM_OPTIONS,
  });
  try {
    const userIds = Array.from({ length: users }, () => randomUUID());
    await installation.start(userIds, CREDITS);
    log(`seed ${seed}: ${users} users, ${users * generationsPerUser} generations`);

    const ended = new AbortController();
    const chaos = Promise.all([killInTurn(processes, random, killEveryMs, ended.signal), releaseStuck(simulator, ended.signal)]);
    const until = performance.now() + USERS_TIME_MS;
    const forked = userIds.map((userId) => ({ userId, random: createRandom(Math.floor(random() * 2 ** 32)) }));
    const making = Promise.all(forked.map(({ userId, random: own }) => runStormUser({ url, userId, generations: generationsPerUser, random: own, until })));
    const [made, killed] = await Promise.allSettled([making.finally(() => ended.abort()), chaos]);
    if (made.status === "rejected") throw made.reason;
    if (killed.status === "rejected") throw killed.reason;
    const [seen, [kills]] = [made.value, killed.value];
    log(`all users have done; ${kills} kills, ${simulator.creates} tasks, ${Math.round((performance.now() - started) / 1000)} s`);

    simulator.clearFaults();
    await becomeQuiet(test.database, simulator, log);
    for (const one of processes) await one.stop();
    await sweepStorage(test.database, storageDirectory);
    const breaches = [...(await findBreaches(test.database, storageDirectory)), ...(await compareWithService(test.database, simulator, seen.flat()))];
    return { breaches, seen: seen.flat(), kills, tasks: simulator.creates, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    for (const one of processes) log(`── ${one.name} ──\n${one.output()}`);
    throw error;
  } finally {
    await installation.close();
    await test.remove();
  }
}

/**
 * Ends tasks that stand for ever once their models have been given up, as a service that finds them does: otherwise they would take all of its
 * places by and by. What then succeeds comes too late, and nobody may be charged for it.
 */
async function releaseStuck(simulator: MeshySimulator, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(STUCK_LOOK_MS, undefined, { signal }).catch(() => undefined);
    const stuck = simulator.tasks.filter(({ status, faults, startedAt }) => status === "IN_PROGRESS" && faults.has("stall-forever") && simulator.now() - startedAt > STUCK_MS);
    for (const { id } of stuck) await simulator.release(id);
  }
}

/** Kills one after another until the signal, then has all of them up again. @returns how many were killed. */
async function killInTurn(processes: readonly HostProcess[], random: () => number, [least, most]: readonly [number, number], signal: AbortSignal): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    await pause(least + random() * (most - least), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return kills;
    const victim = processes[Math.floor(random() * processes.length)];
    await victim?.kill();
    await victim?.start();
  }
}

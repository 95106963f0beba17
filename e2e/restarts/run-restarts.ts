import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase, type Database } from "@model-3d/server/database";
import { createRandom } from "@model-3d/test-utils";
import { startRestartablePostgres } from "@model-3d/test-utils/database";
import { compareWithService, type SeenGeneration } from "../installation/compare-with-service.ts";
import { findBreaches } from "../installation/find-breaches.ts";
import { becomeQuiet, openInstallation, sweepStorage } from "../installation/open-installation.ts";
import { AnswerLog } from "./answer-log.ts";
import { compareAcknowledged } from "./compare-acknowledged.ts";
import { followEvents, type FollowedEvents } from "./follow-events.ts";
import { openRestartClient } from "./restart-client.ts";
import { restartInTurn, type Outage } from "./restart-in-turn.ts";
import { CREDITS, RESTART_OPTIONS, RESTART_SPEED } from "./restart-settings.ts";

export interface RestartsOptions {
  /** What the clients do, and when and how the database is stopped, follow from it; what they meet in is the machine's. */
  seed: number;
  seconds: number;
  clients: number;
  /** How long the database is up between two outages. Default 10 to 20 s. */
  upMs?: readonly [number, number];
  log(line: string): void;
}

export interface RestartsReport {
  /** The rules that did not hold, of the answers and of what is stored. */
  breaches: object[];
  outages: readonly Outage[];
  starts: number;
  /** How often each request had each answer. */
  answers: Record<string, number>;
  slowestMs: number;
  slowestRecoveryMs: number;
}

/** A client's stream is at its user's last event so long after everything has come to rest; the hub looks every 10 s by itself. */
const EVENTS_MS = 15_000;

/** Many clients call two servers with two workers, whose Postgres is stopped and started again under them; then what is left is compared with what was acknowledged. */
export async function runRestarts({ seed, seconds, clients, upMs, log }: RestartsOptions): Promise<RestartsReport> {
  const random = createRandom(seed);
  const postgres = await startRestartablePostgres();
  const limits = { requestsPerSecond: 100, queuedTasks: 10, concurrentTasks: 5 };
  const installation = await openInstallation({ databaseUrl: postgres.url, simulator: { seed, speed: RESTART_SPEED, balance: 1_000_000, limits }, options: RESTART_OPTIONS });
  const { url, processes, simulator, storageDirectory } = installation;
  const outages: Outage[] = [];
  const answers = new AnswerLog(outages);
  const [calling, following] = [new AbortController(), new AbortController()];
  try {
    const userIds = Array.from({ length: clients }, () => randomUUID());
    await installation.start(userIds, CREDITS);
    const streams = new Map(userIds.map((userId) => [userId, followEvents({ url, userId, log: answers, signal: following.signal })]));
    const forked = userIds.map((userId) => ({ userId, random: createRandom(Math.floor(random() * 2 ** 32)) }));
    const opened = await Promise.all(forked.map((one) => openRestartClient({ url, ...one, log: answers })));
    const timer = setTimeout(() => calling.abort(), seconds * 1000);
    const restarting = restartInTurn(postgres, outages, { random, signal: calling.signal, ...(upMs ? { upMs } : {}) });
    const known = (await Promise.all([...opened.map(({ run }) => run(calling.signal)), restarting.then(() => [])])).flat();
    clearTimeout(timer);
    log(`${known.length} models were started, ${outages.length} times the database was away`);

    const database = await openDatabase({ connection: postgres.url });
    await becomeQuiet(database, simulator, log);
    const late = await findLateStreams(database, streams);
    following.abort();
    await Promise.all([...streams.values()].map(({ ended }) => ended));
    const dead = processes.filter((one) => !one.isUp() || one.deaths() > 0).map(({ name, output }) => ({ name, output: output() }));
    for (const one of processes) await one.stop();
    await sweepStorage(database, storageDirectory);
    const seen = known.flatMap(({ modelId, isDeleted, status }): SeenGeneration[] => (isDeleted ? [{ modelId, end: "DELETED" }] : status === "SUCCEEDED" ? [{ modelId, end: status }] : []));
    const breaches = [
      ...answers.breaches,
      ...(late.length > 0 ? [{ rule: "every stream is at its user's last event", rows: late }] : []),
      ...(dead.length > 0 ? [{ rule: "every process stays alive", rows: dead }] : []),
      ...(await findBreaches(database, storageDirectory)),
      ...(await compareWithService(database, simulator, seen)),
      ...(await compareAcknowledged(database, userIds, known)),
    ];
    await database.close();
    if (breaches.length > 0) for (const one of processes) log(`── ${one.name} ──\n${one.output()}`);
    return { breaches, outages, starts: known.length, answers: Object.fromEntries([...answers.counts].sort()), slowestMs: answers.slowestMs, slowestRecoveryMs: answers.slowestRecoveryMs };
  } catch (error) {
    for (const one of processes) log(`── ${one.name} ──\n${one.output()}`);
    throw error;
  } finally {
    calling.abort();
    following.abort();
    await installation.close();
    await postgres.remove();
  }
}

async function findLateStreams({ knex }: Database, streams: ReadonlyMap<string, FollowedEvents>): Promise<object[]> {
  const deadline = performance.now() + EVENTS_MS;
  for (;;) {
    const { rows } = await knex.raw<{ rows: { userId: string; last: number }[] }>(`select user_id as "userId", last_event_id::float8 as last from model_event_streams`);
    const late = rows.filter(({ userId, last }) => streams.has(userId) && streams.get(userId)?.last() !== last).map((row) => ({ ...row, heard: streams.get(row.userId)?.last() }));
    if (late.length === 0 || performance.now() > deadline) return late;
    await pause(200);
  }
}

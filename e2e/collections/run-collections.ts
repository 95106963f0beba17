import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { findBreaches, type Breach } from "../installation/find-breaches.ts";
import { becomeQuiet, openInstallation } from "../installation/open-installation.ts";
import { measureTurns, type Turns } from "./measure-turns.ts";
import { probeRoutes, type RouteTimes } from "./probe-routes.ts";
import { startCollection } from "./start-collection.ts";
import { watchMemory } from "./watch-memory.ts";
import { ServiceWatch } from "./watch-service.ts";

export interface CollectionsOptions {
  users: number;
  /** Of each user; more than 1,000 are several batches. */
  items: number;
  /** How many tasks the service's plan lets be open. */
  places: number;
  log(line: string): void;
}

export interface CollectionsReport {
  breaches: Breach[];
  turns: Turns;
  mostOpen: number;
  /** Answers of the service that it was asked for too much. */
  refusals: number;
  routes: Record<string, RouteTimes>;
  /** Of each process, in MB, over time. */
  memory: Record<string, number[]>;
  seconds: number;
}

const PRICE = 10;
/** A task of four minutes takes a second and a half. */
const SPEED = 150;
const LOOK_MS = 500;
const STALLED_MS = 180_000;
const AT_ONCE = 8;
const SAY_EVERY = 40;

/**
 * Many users have their whole collections made at the same time, by two servers and two workers with a service whose time passes a hundred and fifty
 * times as fast: whose turn comes when, whether the service is ever asked for more than it allows, what the processes hold in memory, and how long
 * pages wait meanwhile.
 */
export async function runCollections({ users, items, places, log }: CollectionsOptions): Promise<CollectionsReport> {
  const test = await createTestDatabase({ kind: "postgres" });
  const service = new ServiceWatch();
  const limits = { requestsPerSecond: 1_000, openTasks: places };
  const { url, processes, simulator, storageDirectory, ...installation } = await openInstallation({
    databaseUrl: String(test.connection),
    // What is told of each step, and files in every format, are other tests'; here they would be most of the work.
    simulator: { seed: 1, speed: SPEED, webhookPolicy: { tellsProgress: false }, balance: 1_000_000_000, limits: { requestsPerSecond: limits.requestsPerSecond, queuedTasks: places, concurrentTasks: places }, log: service.log },
    service: { limits, create: { targetFormats: ["glb"], shouldTexture: false } },
    options: { tasks: { tickMs: 500, news: { stream: false } }, rateLimits: false, derivatives: false, batches: { maxPerUser: 100 } },
  });
  const ended = new AbortController();
  try {
    const userIds = Array.from({ length: users }, () => randomUUID());
    // Everybody stands in the line before the first turn: whoever comes later has no turns of earlier ones to wait for, which would blur what is looked at.
    await installation.start(userIds, items * PRICE, { withWorkers: false });
    const asked = performance.now();
    const batchIds = await inTurn(userIds, (userId) => startCollection(url, userId, items));
    log(`${users} users have asked for ${users * items} items, within ${secondsSince(asked)} s`);
    for (const one of processes) if (one.port === 0) await one.start();
    const started = performance.now();
    const [first = "", firstBatch = ""] = [userIds[0], batchIds[0]?.[0]];
    const get = (path: string) => fetch(`${url}/api${path}`, { headers: { "x-user": first } });
    const routes = probeRoutes({ "GET /credits": () => get("/credits"), "GET /generation-batches/:id": () => get(`/generation-batches/${firstBatch}`), "GET /product-3d-models": () => get("/product-3d-models?limit=20") }, ended.signal);
    const memory = watchMemory(processes, ended.signal);
    await untilDone();
    const seconds = secondsSince(started);
    ended.abort();
    await becomeQuiet(test.database, simulator, log);
    const { rows } = await test.database.knex.raw<{ rows: { task_id: string; user_id: string }[] }>("select task_id, user_id::text from product_3d_models where task_id is not null");
    const placeOf = new Map<string, number>(userIds.map((userId, place) => [userId, place]));
    const userOf = new Map(rows.map(({ task_id, user_id }) => [task_id, placeOf.get(user_id) ?? -1]));
    const turns = measureTurns(simulator.tasks.map(({ id }) => userOf.get(id) ?? -1).filter((user) => user >= 0), users);
    const report = { turns, mostOpen: service.mostOpen, refusals: service.refusals, routes: await routes, memory: await memory, seconds };
    for (const one of processes) await one.stop();
    return { ...report, breaches: await findBreaches(test.database, storageDirectory) };
  } catch (error) {
    for (const one of processes) log(`── ${one.name} ──\n${one.output()}`);
    throw error;
  } finally {
    ended.abort();
    await installation.close();
    await test.remove();
  }

  async function untilDone(): Promise<void> {
    let last = { made: -1, at: 0 };
    for (let looks = 0; ; looks += 1) {
      const { rows } = await test.database.knex.raw<{ rows: [{ open: number; made: number }] }>("select (select count(*)::int from generation_batches where finished_at is null) as open, (select count(*)::int from product_3d_models where status = 'SUCCEEDED') as made");
      if (looks % SAY_EVERY === 0) log(`${rows[0].made} made, ${rows[0].open} batches open`);
      if (rows[0].open === 0) return;
      if (rows[0].made !== last.made) last = { made: rows[0].made, at: performance.now() };
      else if (performance.now() - last.at > STALLED_MS) throw new Error(`Nothing more has been made for ${STALLED_MS / 1000} s: ${JSON.stringify(rows[0])}`);
      await pause(LOOK_MS);
    }
  }
}

/** Some at once, in their order. */
async function inTurn<Item, Result>(all: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) results.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(work))));
  return results;
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 1000);
}

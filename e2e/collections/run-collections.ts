import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { findBreaches, type Breach } from "../installation/find-breaches.ts";
import { becomeQuiet, openInstallation } from "../installation/open-installation.ts";
import { measureTurns, type Turns } from "./measure-turns.ts";
import { probeRoutes } from "./probe-routes.ts";
import { recordTurns } from "./record-turns.ts";
import { RouteWatch, type RouteTimes } from "./route-watch.ts";
import { startCollection } from "./start-collection.ts";
import { VirtualTime } from "./virtual-time.ts";
import { watchHeap } from "./watch-heap.ts";
import { watchMemory } from "./watch-memory.ts";
import { watchProcessor, type ProcessorTimes } from "./watch-processor.ts";
import { ServiceWatch } from "./watch-service.ts";

export interface CollectionsOptions {
  users: number;
  /** Of each user; more than 1,000 are several batches. */
  items: number;
  /** How many tasks the service's plan lets be open. */
  places: number;
  /** How many of the users come only once half as many models are made as there are users. */
  late: number;
  /** After so long everybody cancels what has not begun. Default: never. */
  seconds?: number;
  /** Asked for no more items than this in a second, the service refuses none. */
  requestsPerSecond?: number;
  log(line: string): void;
}

export interface CollectionsReport {
  breaches: Breach[];
  turns: Turns;
  service: Pick<ServiceWatch, "mostOpen" | "mostInASecond" | "refusals">;
  routes: Record<string, RouteTimes>;
  /** Of each process, in MB, over time. */
  memory: Record<string, number[]>;
  /** The same of their objects alone, without what is garbage. */
  heap: Record<string, number[]>;
  /** In milliseconds, from the first start to the end of the last. */
  processor: ProcessorTimes;
  seconds: number;
}

const PRICE = 10;
const REQUESTS_PER_SECOND = 100;
/** The simulator counts by its own time, which stands still: how many requests come in a second is counted here. Nor does it give up on a host that has not heard of a task yet. */
const UNCOUNTED = 100_000;
const LOOK_MS = 1_000;
const SAY_EVERY_MS = 20_000;
const STALLED_MS = 300_000;
const AT_ONCE = 8;
const MEMORY = "/dev/shm";

/**
 * Many users have their whole collections made at the same time, by two servers and two workers with a service whose time passes by hand: whose turn
 * comes when, whether the service is ever asked for more than it allows, what the processes hold in memory, and how long answers take meanwhile.
 */
export async function runCollections({ users, items, places, late, seconds: givenSeconds = Infinity, requestsPerSecond = REQUESTS_PER_SECOND, log }: CollectionsOptions): Promise<CollectionsReport> {
  const test = await createTestDatabase({ kind: "postgres" });
  const turns = await recordTurns(test.database);
  const service = new ServiceWatch();
  const time = new VirtualTime();
  const watch = new RouteWatch();
  const { url, processes, simulator, storageDirectory, ...installation } = await openInstallation({
    databaseUrl: String(test.connection),
    // What is told of each step, looks at tasks that are told of anyway, and files in every format, are other tests'; here they would be most of the work.
    simulator: { seed: 1, clock: time.clock, webhookPolicy: { tellsProgress: false, disableAfter: UNCOUNTED }, balance: 1_000_000_000, limits: { requestsPerSecond: UNCOUNTED, queuedTasks: places, concurrentTasks: places }, log: service.log },
    service: { limits: { requestsPerSecond, openTasks: places }, create: { targetFormats: ["glb"], shouldTexture: false } },
    options: { tasks: { tickMs: 500, firstLookMs: 30_000, lastLookMs: 60_000, news: { stream: false } }, rateLimits: false, derivatives: false, batches: { maxPerUser: 100 } },
    folder: existsSync(MEMORY) ? MEMORY : tmpdir(),
    onAnswer: ({ method, path }, ms) => void (method === "POST" && watch.note(`POST ${path.replace("/api", "")}`, ms)),
  });
  const ended = new AbortController();
  const userIds = Array.from({ length: users }, () => randomUUID());
  const [early, comers] = [userIds.slice(0, users - late), userIds.slice(users - late)];
  const batchIds = new Map<string, readonly string[]>();
  const ask = async (userId: string) => {
    const ids = await startCollection(url, userId, items);
    await turns.noteAsked(userId);
    batchIds.set(userId, ids);
  };
  const cancel = async ([userId, ids]: readonly [string, readonly string[]]) => {
    for (const id of ids) await fetch(`${url}/api/generation-batches/${id}`, { method: "DELETE", headers: { "x-user": userId } });
  };
  try {
    // Everybody but the late stands in the line before the first turn.
    await installation.start(userIds, items * PRICE, { withWorkers: false });
    const asked = performance.now();
    let told = asked;
    await inTurn(early, async (userId) => {
      await ask(userId);
      if (performance.now() - told < SAY_EVERY_MS) return;
      told = performance.now();
      log(`${batchIds.size} of ${early.length} users have asked`);
    });
    log(`${early.length} users have asked for ${early.length * items} items, within ${secondsSince(asked)} s`);
    for (const one of processes) if (one.port === 0) await one.start();
    const processor = await watchProcessor(processes, test.database);
    const started = performance.now();
    const passing = time.pass(service, places, ended.signal);
    const of = (turn: number) => [...batchIds][turn % batchIds.size] ?? ["", [""]] as const;
    const get = (path: string, userId: string) => fetch(`${url}/api${path}`, { headers: { "x-user": userId } });
    const probes = {
      "GET /credits": (turn: number) => get("/credits", of(turn)[0]),
      "GET /generation-batches/:id": (turn: number) => get(`/generation-batches/${of(turn)[1][0]}`, of(turn)[0]),
      "GET /product-3d-models": (turn: number) => get("/product-3d-models?limit=20", of(turn)[0]),
    };
    const probing = probeRoutes(probes, watch, ended.signal);
    const memory = watchMemory(processes, ended.signal);
    const heap = watchHeap(processes, ended.signal);
    await Promise.race([untilDone(started), probing]);
    const seconds = secondsSince(started);
    ended.abort();
    await Promise.all([probing, passing]);
    await becomeQuiet(test.database, simulator, log);
    const { mostOpen, mostInASecond, refusals } = service;
    const indices = early.map((_, place) => place);
    const report = { turns: measureTurns(await turns.read(userIds), users, indices), service: { mostOpen, mostInASecond, refusals }, routes: watch.summary(), memory: await memory, heap: await heap, processor: processor(), seconds };
    for (const one of processes) await one.stop();
    log("looking at every rule");
    return { ...report, breaches: await findBreaches(test.database, storageDirectory) };
  } catch (error) {
    for (const one of processes) log(`── ${one.name} ──\n${one.output()}`);
    throw error;
  } finally {
    ended.abort();
    await installation.close();
    await test.remove();
  }

  async function untilDone(started: number): Promise<void> {
    const all = users * items;
    let last = { made: 0, at: performance.now() };
    let said = { made: 0, at: started };
    let coming: Promise<unknown> | null = null;
    let cancelling: Promise<unknown> | null = null;
    for (;;) {
      const { rows } = await test.database.knex.raw<{ rows: [{ open: number; made: number }] }>(
        "select (select count(*)::int from generation_batches where finished_at is null) as open, (select count(*)::int from generation_batch_items where status = 'SUCCEEDED') as made",
      );
      const [{ open, made }] = rows;
      const now = performance.now();
      if (made >= users / 2) coming ??= inTurn(comers, ask);
      if (cancelling === null && now - started > givenSeconds * 1000) {
        log(`${secondsSince(started)} s: ${made} of ${all} made; everybody cancels the rest`);
        cancelling = (coming ?? Promise.resolve()).then(() => inTurn([...batchIds], cancel));
      }
      if (now - said.at > SAY_EVERY_MS) {
        const rate = ((made - said.made) / (now - said.at)) * 1000;
        log(`${secondsSince(started)} s: ${made} of ${all} made, ${rate.toFixed(1)} a second, ${open} batches open, ${service.open} tasks at the service, about ${Math.ceil((all - made) / Math.max(rate, 0.01) / 60)} min left`);
        said = { made, at: now };
      }
      if (open === 0 && (cancelling !== null || batchIds.size === users)) return void (await Promise.all([coming, cancelling]));
      if (made !== last.made) last = { made, at: now };
      else if (now - last.at > STALLED_MS) throw new Error(`Nothing more has been made for ${STALLED_MS / 1000} s: ${JSON.stringify(rows[0])}`);
      await pause(LOOK_MS);
    }
  }
}

/** Some at once, in their order. */
async function inTurn<Item>(all: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) await Promise.all(all.slice(from, from + AT_ONCE).map(work));
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 1000);
}

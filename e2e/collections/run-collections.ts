import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Database } from "@model-3d/server/database";
import { createTestDatabase, openKeptDatabase } from "@model-3d/test-utils/database";
import { findBreaches, type Breach } from "../installation/find-breaches.ts";
import { becomeQuiet, openInstallation } from "../installation/open-installation.ts";
import { changeBatches } from "./change-batches.ts";
import { inTurn } from "./in-turn.ts";
import { keepRun, newRun, readKeptRun, type RunSize } from "./kept-run.ts";
import { measureTurns, type Turns } from "./measure-turns.ts";
import { probeRoutes } from "./probe-routes.ts";
import { recordTurns } from "./record-turns.ts";
import { RouteWatch } from "./route-watch.ts";
import type { RunPart } from "./run-part.ts";
import { startCollection } from "./start-collection.ts";
import { untilMade } from "./until-made.ts";
import { VirtualTime } from "./virtual-time.ts";
import { watchHeap } from "./watch-heap.ts";
import { watchMemory } from "./watch-memory.ts";
import { watchProcessor } from "./watch-processor.ts";
import { ServiceWatch } from "./watch-service.ts";

/**
 * `users`, and `items` of each; more than 1,000 are several batches. `places`: how many tasks the service's plan lets be open. `late`: how many of the
 * users come only once half as many models are made as there are users.
 */
export interface CollectionsOptions extends RunSize {
  /** After so long everybody cancels what has not begun; where the run is kept, it is paused instead. Default: never. */
  seconds?: number;
  /** Where the run is kept: what is called again with this folder goes on with it. */
  folder?: string;
  /** No more models than this in a second, so that the machine has time to spare. Default: as many as it makes. */
  pace?: number;
  /** Asked for no more items than this in a second, the service refuses none. */
  requestsPerSecond?: number;
  log(line: string): void;
}

export interface CollectionsReport {
  parts: RunPart[];
  /** Null of a run that is to be gone on with. `tries`: how often a place was dealt to an item, in all and at most. */
  end: { breaches: Breach[]; turns: Turns; tries: { all: number; most: number } } | null;
}

const PRICE = 10;
const REQUESTS_PER_SECOND = 100;
/** The simulator counts by its own time, which stands still: how many requests come in a second is counted here. Nor does it give up on a host that has not heard of a task yet. */
const UNCOUNTED = 100_000;
const SAY_EVERY_MS = 20_000;
const MEMORY = "/dev/shm";

/**
 * Many users have their whole collections made at the same time, by two servers and two workers with a service whose time passes by hand: whose turn
 * comes when, whether the service is ever asked for more than it allows, what the processes hold in memory, and how long answers take meanwhile.
 */
export async function runCollections({ users, items, places, late, seconds: givenSeconds = Infinity, folder, pace = Infinity, requestsPerSecond = REQUESTS_PER_SECOND, log }: CollectionsOptions): Promise<CollectionsReport> {
  const size = { users, items, places, late };
  const run = folder === undefined ? newRun(size) : await readKeptRun(folder, size);
  const test = folder === undefined ? { ...(await createTestDatabase({ kind: "postgres" })), isNew: true } : await openKeptDatabase(folder);
  const turns = await recordTurns(test.database, test.isNew);
  const service = new ServiceWatch();
  const time = new VirtualTime();
  const watch = new RouteWatch();
  const { url, processes, simulator, storageDirectory, ...installation } = await openInstallation({
    databaseUrl: String(test.connection),
    // What is told of each step, looks at tasks that are told of anyway, and files in every format, are other tests'; here they would be most of the work.
    simulator: { seed: run.parts.length + 1, clock: time.clock, webhookPolicy: { tellsProgress: false, disableAfter: UNCOUNTED }, balance: 1_000_000_000, limits: { requestsPerSecond: UNCOUNTED, queuedTasks: places, concurrentTasks: places }, log: service.log },
    service: { limits: { requestsPerSecond, openTasks: places }, create: { targetFormats: ["glb"], shouldTexture: false } },
    options: { tasks: { tickMs: 500, firstLookMs: 30_000, lastLookMs: 60_000, news: { stream: false } }, rateLimits: false, derivatives: false, batches: { maxPerUser: 100 } },
    ...(folder === undefined ? { folder: existsSync(MEMORY) ? MEMORY : tmpdir() } : { folder, kept: { port: run.port } }),
    onAnswer: ({ method, path }, ms) => void (method === "POST" && watch.note(`POST ${path.replace("/api", "")}`, ms)),
  });
  run.port = Number(new URL(url).port);
  const ended = new AbortController();
  const { userIds } = run;
  const [early, comers] = [userIds.slice(0, users - late), userIds.slice(users - late)];
  const batchIds = new Map(run.batchIds);
  const ask = async (userId: string) => {
    const ids = await startCollection(url, userId, items);
    await turns.noteAsked(userId);
    batchIds.set(userId, ids);
  };
  const askAll = (asking: readonly string[]) => inTurn(asking.filter((userId) => !batchIds.has(userId)), ask);
  try {
    // Everybody but the late stands in the line before the first turn.
    await installation.start(test.isNew ? userIds : [], items * PRICE, { withWorkers: false });
    const asked = performance.now();
    const telling = setInterval(() => log(`${batchIds.size} of ${early.length} users have asked`), SAY_EVERY_MS);
    await askAll(early).finally(() => clearInterval(telling));
    log(`${batchIds.size} users have asked for ${batchIds.size * items} items, within ${secondsSince(asked)} s`);
    if (run.parts.length > 0) log(`${await changeBatches(url, [...batchIds], "resume")} batches go on`);
    for (const one of processes) if (one.role === "worker") await one.start();
    const processor = await watchProcessor(processes, test.database);
    const started = performance.now();
    const passing = time.pass(service, { places, pace }, ended.signal);
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
    const making = untilMade(test.database, service, {
      all: users * items,
      givenSeconds,
      comersAt: users / 2,
      allHaveAsked: () => batchIds.size === users,
      letComersAsk: () => askAll(comers),
      stop: async () => void (await changeBatches(url, [...batchIds], folder === undefined ? "cancel" : "pause")),
      log,
    });
    await Promise.race([making, probing]);
    const { made, isWhole } = await making;
    const seconds = secondsSince(started);
    ended.abort();
    await Promise.all([probing, passing]);
    await becomeQuiet(test.database, simulator, log);
    const { mostOpen, mostInASecond, refusals } = service;
    run.parts.push({ made, seconds, service: { mostOpen, mostInASecond, refusals }, routes: watch.summary(), memory: await memory, heap: await heap, processor: processor() });
    run.batchIds = [...batchIds];
    for (const one of processes) await one.stop();
    if (folder !== undefined) await keepRun(folder, run);
    if (!isWhole) return { parts: run.parts, end: null };
    log("looking at every rule");
    const measured = measureTurns(await turns.read(userIds), users, early.map((_, place) => place));
    return { parts: run.parts, end: { turns: measured, tries: await countTries(test.database), breaches: await findBreaches(test.database, storageDirectory) } };
  } catch (error) {
    for (const one of processes) log(`── ${one.name} ──\n${one.output()}`);
    throw error;
  } finally {
    ended.abort();
    await installation.close();
    await test.remove();
  }
}

async function countTries({ knex }: Pick<Database, "knex">): Promise<{ all: number; most: number }> {
  const { rows } = await knex.raw<{ rows: [{ all: number; most: number }] }>("select sum(attempts)::int as all, max(attempts)::int as most from generation_batch_items");
  return rows[0];
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 1000);
}

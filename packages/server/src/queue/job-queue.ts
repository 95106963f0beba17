import { SpanKind } from "@opentelemetry/api";
import type { Knex } from "knex";
import type { Logger } from "pino";
import { PgBoss, type Job, type QueueResult } from "pg-boss";
import { allowServiceRole } from "../db/allow-service-role.ts";
import type { Database } from "../db/open-database.ts";
import { inSpan } from "../tracing/in-span.ts";
import { ofModel } from "../tracing/of-model.ts";
import { contextOf, currentTraceparent } from "../tracing/traceparent.ts";
import type { Metrics } from "../metrics/create-metrics.ts";
import { countOpenJobs, type JobState } from "./open-job-repository.ts";
import { poolOf, withinTransaction } from "./queue-connections.ts";
import { watchReadyJobs } from "./watch-ready-jobs.ts";
import { assertQueueIsCurrent, explainQueueFailure, QUEUE_SCHEMA, readQueueTables } from "./queue-tables.ts";

/** A worker that has been silent for this long is taken for dead, and its job is given to another. The library takes no less. */
const HEARTBEAT_S = 10;
const SUPERVISE_INTERVAL_S = 5;
/** A place of a worker asks by itself only in case that it was not woken. */
const POLL_INTERVAL_S = 30;
const ORPHAN_PAGE = 1_000;

type TakenJob = Job<object | null>;

/** One of those in this process who take jobs of a kind, one after the other; `isBusy`: it has one. */
interface Place {
  id: string;
  isBusy: boolean;
}

/** A kind of job: its name, how often it is tried, and what it does with one piece of data. */
export interface JobDefinition<Data extends object = object> {
  readonly name: string;
  readonly retryLimit: number;
  readonly retryDelaySeconds: number;
  /** When it is given, the pause grows with each try, from `retryDelaySeconds` up to this. */
  readonly maxRetryDelaySeconds?: number;
  /** A run that takes longer is given up. */
  readonly expireInSeconds: number;
  /** Where the data goes when every try has been used up or died. */
  readonly deadLetter?: string;
  /** When the job runs by itself, in cron's form. */
  readonly schedule?: string;
  /** Runs by itself also when a worker starts: what the process before it left behind is not kept waiting. */
  readonly runsAtStart?: boolean;
  readonly concurrency: number;
  /**
   * So many are taken at once, and those of them that say the same are run as one: for work that looks at how things are, and may run as often as it
   * likes. Where one fails, all are tried again. Default 1.
   */
  readonly gathers?: number;
  run(data: Data, job: { signal: AbortSignal; attempt: number }): Promise<void>;
}

export interface JobQueue {
  /**
   * Creates the tables of the queue and the queues themselves; safe to call from several processes at once. A login that does not own the
   * tables leaves them as they are.
   *
   * @throws DatabaseError in one line where they are missing or old and the login may not change them.
   */
  install(): Promise<void>;
  /** Sends a job inside the caller's transaction: it exists when, and only when, the transaction commits. It may be told to wait. */
  send(trx: Knex.Transaction, name: string, data: object, options?: { singletonKey?: string; startAfterSeconds?: number }): Promise<void>;
  /** The same with many jobs of one name, in one statement. */
  sendMany(trx: Knex.Transaction, name: string, data: readonly object[]): Promise<void>;
  /** Starts to work on jobs. */
  work(): Promise<void>;
  check(): Promise<"ok" | string>;
  /** How many jobs of each kind are still to be done, of all kinds there are. */
  states(): Promise<JobState[]>;
  /** Lets running jobs end (or hands them back after a while) and stops. */
  stop(): Promise<void>;
}

export interface JobQueueSettings {
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, "observe">;
  readonly jobs: readonly JobDefinition<never>[];
  /** For how long `stop` waits for running jobs before it hands them back, in milliseconds. */
  readonly stopTimeoutMs: number;
}

/** Jobs on the same Postgres as everything else, by pg-boss over the connection pool that is there already. */
export function createJobQueue({ database, logger, metrics, jobs, stopTimeoutMs }: JobQueueSettings): JobQueue {
  const db = poolOf(database);
  const open = (changesTables: boolean) => {
    const opened = new PgBoss({
      db,
      schema: QUEUE_SCHEMA,
      backend: database.kind,
      registerInstance: false,
      superviseIntervalSeconds: SUPERVISE_INTERVAL_S,
      monitorIntervalSeconds: SUPERVISE_INTERVAL_S,
      cronMonitorIntervalSeconds: 30,
      ...(changesTables ? {} : { migrate: false, reindex: false }),
    });
    opened.on("error", (error: unknown) => logger.error({ err: toError(error) }, "The job queue reported an error"));
    opened.on("warning", (warning) => logger.debug({ warning }, "The job queue warns"));
    return opened;
  };
  let boss = open(true);
  let installed: Promise<void> | null = null;
  let working = false;
  /** Of each kind, those who take its jobs, one at a time. */
  const places = new Map<string, Place[]>();
  const stopping = new AbortController();
  let watching: Promise<void> | null = null;

  const install = async () => {
    const { isThere, isOwn } = await readQueueTables(database);
    const changesTables = !isThere || isOwn;
    if (!changesTables) {
      await assertQueueIsCurrent(database);
      boss = open(false);
    }
    await boss.start().catch(async (error: unknown) => Promise.reject(await explainQueueFailure(database, error)));
    const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
    for (const job of [...jobs].sort((a, b) => Number(Boolean(a.deadLetter)) - Number(Boolean(b.deadLetter)))) {
      const settings = {
        retryLimit: job.retryLimit,
        retryDelay: job.retryDelaySeconds,
        ...(job.maxRetryDelaySeconds ? { retryBackoff: true, retryDelayMax: job.maxRetryDelaySeconds } : {}),
        expireInSeconds: job.expireInSeconds,
        heartbeatSeconds: HEARTBEAT_S,
        ...(job.deadLetter ? { deadLetter: job.deadLetter } : {}),
      };
      const queue = known.get(job.name);
      if (!queue) await boss.createQueue(job.name, settings);
      // Otherwise it would keep the deadline and the tries of an earlier release or set-up.
      else if (!hasSettings(queue, settings)) await boss.updateQueue(job.name, settings);
    }
    if (changesTables) await allowServiceRole(database, QUEUE_SCHEMA);
  };

  /** Who has something to do looks for more when it is done. */
  const wake = (name: string, most = Infinity) => {
    const idle = places.get(name)?.filter(({ isBusy }) => !isBusy) ?? [];
    for (const { id } of idle.slice(0, most)) boss.notifyWorker(id);
  };
  const wakeAfter = (trx: Knex.Transaction, name: string, jobs: number) => void trx.executionPromise.then(() => wake(name, jobs), () => undefined);
  const openPlace = async (job: JobDefinition<never>): Promise<Place> => {
    const place: Place = { id: "", isBusy: false };
    const options = { pollingIntervalSeconds: POLL_INTERVAL_S, batchSize: job.gathers ?? 1, heartbeatRefreshSeconds: HEARTBEAT_S / 3 };
    place.id = await boss.work(job.name, options, async (taken: TakenJob[]) => {
      if (taken.length === 0) return;
      place.isBusy = true;
      await runTaken(metrics, job, taken).finally(() => (place.isBusy = false));
      // Where there was one there may be more, and waking is not counted: the library would pause after each.
      boss.notifyWorker(place.id);
    });
    return place;
  };

  return {
    install: () => (installed ??= install()),
    async send(trx, name, data, { startAfterSeconds, ...options } = {}) {
      await boss.send(name, inTrace(data), { db: withinTransaction(trx), ...options, ...(startAfterSeconds ? { startAfter: startAfterSeconds } : {}) });
      wakeAfter(trx, name, 1);
    },
    async sendMany(trx, name, data) {
      await insertJobs(boss, trx, name, data);
      wakeAfter(trx, name, data.length);
    },
    async work() {
      await (installed ??= install());
      if (working) return;
      working = true;
      if (database.kind === "pglite") await handBackOrphans(boss, jobs);
      for (const job of jobs) {
        const opened: Place[] = [];
        for (let place = 0; place < job.concurrency; place += 1) opened.push(await openPlace(job));
        places.set(job.name, opened);
        if (job.schedule) await boss.schedule(job.name, job.schedule);
        if (job.runsAtStart) await boss.send(job.name, {});
      }
      watching = watchReadyJobs(db, jobs.map(({ name }) => name), {
        wake: (names) => names.forEach((name) => wake(name)),
        onError: (error) => logger.error({ err: toError(error) }, "The job queue reported an error"),
        signal: stopping.signal,
      });
    },
    async check() {
      const version = await boss.schemaVersion();
      return version === null ? "the tables of the job queue are missing: run the migrations" : "ok";
    },
    states: async () => {
      const open = new Map((await countOpenJobs(database)).map((state) => [state.name, state]));
      return jobs.map(({ name }) => open.get(name) ?? { name, ready: 0, deferred: 0, running: 0, readySince: null });
    },
    async stop() {
      if (!installed) return;
      await installed.catch(() => undefined);
      stopping.abort();
      await watching;
      await boss.stop({ graceful: true, timeout: stopTimeoutMs, close: false });
    },
  };
}

/** What a worker of the library met comes as a copy of the error, which is none. */
function toError(told: unknown): Error {
  if (told instanceof Error) return told;
  const { message, ...rest }: { message?: unknown } = typeof told === "object" && told !== null ? told : { message: told };
  return Object.assign(new Error(String(message)), rest);
}

/** What a job was sent in goes along with it. */
function inTrace(data: object): object {
  const traceparent = currentTraceparent();
  return traceparent === null ? data : { ...data, traceparent };
}

/** Runs each thing that these jobs say once. */
async function runTaken(metrics: Pick<Metrics, "observe">, job: JobDefinition<never>, taken: readonly TakenJob[]): Promise<void> {
  const told = new Map(taken.map((one) => [JSON.stringify({ ...one.data, traceparent: undefined }), one]));
  const failures: unknown[] = [];
  for (const one of told.values()) {
    await watchRun(metrics, job.name, one, () => job.run(one.data as never, { signal: one.signal, attempt: one.retryCount + 1 })).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

/** Measures a run; one that was sent in a trace is a part of it. */
async function watchRun(metrics: Pick<Metrics, "observe">, name: string, { data, signal, retryCount }: TakenJob, work: () => Promise<void>): Promise<void> {
  // What is due by the clock has no data.
  const { traceparent, modelId }: { traceparent?: string; modelId?: string } = data ?? {};
  const attributes = { "model_3d.attempt": retryCount + 1, ...(modelId === undefined ? {} : ofModel({ modelId })) };
  const run = () => (traceparent === undefined ? work() : inSpan(`job ${name}`, { kind: SpanKind.CONSUMER, attributes, parent: contextOf(traceparent) }, work));
  const started = performance.now();
  const note = (result: string) => metrics.observe("job", (performance.now() - started) / 1000, { queue: name, result });
  try {
    await run();
    note("done");
  } catch (error) {
    note(signal.aborted ? "handed_back" : "failed");
    throw error;
  }
}

const hasSettings = (queue: QueueResult, settings: Partial<QueueResult>): boolean => Object.entries(settings).every(([name, value]) => queue[name as keyof QueueResult] === value);

/** One statement for all jobs, inside a transaction of ours. */
export async function insertJobs(boss: PgBoss, trx: Knex.Transaction, name: string, data: readonly object[]): Promise<void> {
  if (data.length > 0) await boss.insert(name, data.map((each) => ({ data: inTrace(each) })), { db: withinTransaction(trx) });
}

/** An embedded database has one process only: whatever is marked as running at its start was running in a process that died. */
async function handBackOrphans(boss: PgBoss, jobs: readonly JobDefinition<never>[]): Promise<void> {
  for (const job of jobs) {
    for (let after: string | undefined; ; ) {
      const page = await boss.findJobs(job.name, { limit: ORPHAN_PAGE, ...(after ? { after } : {}) });
      const orphans = page.filter((known) => known.state === "active").map((known) => known.id);
      if (orphans.length > 0) await boss.fail(job.name, orphans, { message: "The process that ran this job ended." });
      after = page.at(-1)?.id;
      if (page.length < ORPHAN_PAGE) break;
    }
  }
}

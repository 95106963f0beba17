import { readLines } from "../batches/batch-service.ts";
import { limitStatements } from "../db/limit-statements.ts";
import { countWaiting } from "../files/sweep-provider-files.ts";
import type { ServiceContext } from "../service-context.ts";
import { VERSION } from "../version.ts";
import type { States } from "./create-metrics.ts";
import { countOpenGenerations, countWaitingHostEvents, countWaitingWebhooks } from "./state-repository.ts";

const STATEMENT_TIMEOUT_MS = 2_000;

/** The states of the moment, for all processes on this database. What cannot be read is left out, and the log says why: the other figures are wanted most when something is wrong. */
export async function readStates(context: ServiceContext): Promise<States> {
  const now = context.clock.now();
  const read = async <Part extends States>(part: string, work: () => Promise<Part>): Promise<Part | object> =>
    work().catch((error: unknown) => {
      context.logger.warn({ err: error, part }, "Figures could not be read");
      return {};
    });
  const parts = await Promise.all([
    read("jobs", async () => readJobs(context, now)),
    read("generations", async () => readGenerations(context, now)),
    read("batches", async () => readBatches(context, now)),
    read("files", async () => readFiles(context)),
    read("webhooks", async () => ({ webhooks_waiting: (await timed(context, countWaitingWebhooks)).map(({ provider, count }) => ({ labels: { provider }, value: count })) })),
    read("host events", async () => ({ host_events_waiting: [{ labels: {}, value: await timed(context, countWaitingHostEvents) }] })),
  ]);
  return Object.assign({ info: [{ labels: { version: VERSION }, value: 1 }], generation_deadline_seconds: [{ labels: {}, value: context.options.generation.deadlineMs / 1000 }] }, ...parts) as States;
}

const timed = <T>({ database }: ServiceContext, work: (trx: Parameters<typeof countWaitingWebhooks>[0]) => Promise<T>): Promise<T> =>
  database.asService(async (trx) => {
    await limitStatements(trx, STATEMENT_TIMEOUT_MS);
    return work(trx);
  });

const secondsSince = (now: Date, then: Date) => Math.max(0, now.getTime() - then.getTime()) / 1000;

async function readJobs({ queue }: ServiceContext, now: Date): Promise<States> {
  const states = await queue.states();
  return {
    jobs: states.flatMap(({ name, ready, deferred, running }) => Object.entries({ ready, deferred, running }).map(([state, value]) => ({ labels: { queue: name, state }, value }))),
    job_age_seconds: states.map(({ name, readySince }) => ({ labels: { queue: name }, value: readySince ? secondsSince(now, readySince) : 0 })),
  };
}

async function readGenerations(context: ServiceContext, now: Date): Promise<States> {
  const open = await timed(context, countOpenGenerations);
  const ages = new Map<string, number>(context.providers.all.map(({ name }) => [name, 0]));
  for (const { provider, oldestAt } of open) ages.set(provider, Math.max(ages.get(provider) ?? 0, secondsSince(now, oldestAt)));
  return {
    generations_open: open.map(({ provider, status, count }) => ({ labels: { provider, status }, value: count })),
    generations_open_age_seconds: [...ages].map(([provider, value]) => ({ labels: { provider }, value })),
  };
}

async function readBatches(context: ServiceContext, now: Date): Promise<States> {
  const lines = new Map((await timed(context, readLines)).map((line) => [line.provider, line]));
  const states = [...new Set([...context.providers.all.map(({ name }) => name), ...lines.keys()])].map((provider) => ({ provider, ...lines.get(provider) }));
  return {
    batch_items_waiting: states.map(({ provider, items = 0 }) => ({ labels: { provider }, value: items })),
    batch_turn_age_seconds: states.map(({ provider, waitingSince }) => ({ labels: { provider }, value: waitingSince ? secondsSince(now, waitingSince) : 0 })),
  };
}

async function readFiles(context: ServiceContext): Promise<States> {
  const waiting = await timed(context, (trx) => countWaiting(trx, context));
  return { files_waiting: waiting.map(({ provider, atRisk, count }) => ({ labels: { provider, left: atRisk ? "a_third" : "plenty" }, value: count })) };
}

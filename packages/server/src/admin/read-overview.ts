import { STUCK_AFTER_MS, type Overview } from "@model-3d/contract";
import type { Knex } from "knex";
import { countOpen as countOpenBatches } from "../batches/batch-service.ts";
import { countWaiting } from "../files/sweep-provider-files.ts";
import type { KnownOperator } from "../http/operator.ts";
import type { ServiceContext } from "../service-context.ts";
import { countDeliveries, countEnded, countHostEvents, countOpen, countReasons, countStuck } from "./overview-repository.ts";
import { readForOperator } from "./read-for-operator.ts";

const DAY_MS = 24 * 60 * 60_000;
const REASONS_SHOWN = 10;

/** How things stand. What cannot be read is `null`, and the log says why: the rest is wanted most when something is wrong. */
export async function readOverview(context: ServiceContext, operator: KnownOperator): Promise<Overview> {
  const now = context.clock.now();
  const read = <T>(part: string, work: () => Promise<T>): Promise<T | null> =>
    work().catch((error: unknown) => {
      context.logger.warn({ err: error, part }, "A part of the overview could not be read");
      return null;
    });
  const query = <T>(part: string, work: (trx: Knex.Transaction) => Promise<T>) => read(part, () => readForOperator(context, work));
  const silentSince = new Date(now.getTime() - STUCK_AFTER_MS);
  const [jobs, open, stuck, batches, ended, webhooks, files, eventsWaiting] = await Promise.all([
    read("jobs", () => context.queue.states()),
    query("open", countOpen),
    query("stuck", (trx) => countStuck(trx, silentSince)),
    query("batches", (trx) => countOpenBatches(trx, silentSince)),
    query("ended", (trx) => readEnded(context, trx, new Date(now.getTime() - DAY_MS))),
    query("webhooks", countDeliveries),
    query("files", (trx) => countWaiting(trx, context)),
    query("events", countHostEvents),
  ]);
  return {
    success: true,
    at: now.toISOString(),
    operator: { id: operator.id, may: [...operator.may] },
    jobs: jobs && jobs.map(({ name, ready, deferred, running, readySince }) => ({ name, ready, deferred, running, ready_since: readySince === null ? null : new Date(readySince).toISOString() })).sort((a, b) => a.name.localeCompare(b.name)),
    open: open && open.map((row) => ({ ...row, oldest_at: new Date(row.oldest_at).toISOString() })),
    stuck,
    batches,
    ended,
    webhooks,
    files: files && filesByProvider(files),
    events_waiting: eventsWaiting,
  };
}

async function readEnded({ secrets }: ServiceContext, trx: Knex.Transaction, since: Date): Promise<NonNullable<Overview["ended"]>> {
  const counts = new Map((await countEnded(trx, since)).map(({ status, count }) => [status, count]));
  const reasons = await countReasons(trx, { since, limit: REASONS_SHOWN });
  const [succeeded, failed, expired] = [counts.get("SUCCEEDED") ?? 0, counts.get("FAILED") ?? 0, counts.get("EXPIRED") ?? 0];
  return { succeeded, failed, expired, reasons: reasons.map(({ reason, count }) => ({ reason: secrets.text(reason), count })) };
}

function filesByProvider(rows: Awaited<ReturnType<typeof countWaiting>>): NonNullable<Overview["files"]> {
  const providers = [...new Set(rows.map(({ provider }) => provider))].sort();
  const sum = (provider: string, which: (row: (typeof rows)[number]) => boolean) => rows.filter((row) => row.provider === provider && which(row)).reduce((total, { count }) => total + count, 0);
  return providers.map((provider) => ({ provider, waiting: sum(provider, () => true), at_risk: sum(provider, ({ atRisk }) => atRisk) }));
}

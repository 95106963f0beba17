import type { Knex } from "knex";
import type { TaskReference } from "../providers/provider-tasks.ts";
import type { JobQueue } from "../queue/job-queue.ts";
import type { ServiceContext } from "../service-context.ts";
import { isWantedAgain } from "./plan-answer.ts";
import * as inbox from "./webhook-repository.ts";
import type { StoredReport } from "./stored-report.ts";
import type { InboxEntry, InboxQuery, NewDelivery, ReadEntry, UnreadDelivery } from "./webhook-repository.ts";

export { DELIVERY_STATES, type DeliveryState, type InboxEntry, type NewDelivery, type ReadEntry, type UnreadDelivery } from "./webhook-repository.ts";

/** What is enough to work with the inbox: a command has no more. */
export type InboxContext = Pick<ServiceContext, "database" | "clock"> & { readonly queue: Pick<JobQueue, "send" | "sendMany"> };

/** Name of the job that works on one delivery. */
export const PROCESS_WEBHOOK = "process-webhook";
/** Deliveries that are kept of a task that no model has. */
export const UNKNOWN_KEPT = 20;
/** Deliveries that are kept of a provider although they cannot be read. */
export const UNREAD_KEPT = 200;
/** So long a delivery about a task that no model has waits for it. */
export const UNKNOWN_LIFE_MS = 24 * 60 * 60_000;
/** So long a delivery is kept that was worked on or given up. */
export const SETTLED_LIFE_MS = 7 * 24 * 60 * 60_000;
/** A delivery on which nobody has worked for so long has lost its job; longer than the longest pause between two tries. */
export const STRANDED_AFTER_MS = 15 * 60_000;

const SWEEP_PAGE = 200;
const FOREIGN = "No model of this server has had this task within a day: it was made by somebody else on the same account.";
const UNREADABLE = "This version cannot read it. It is kept for a later one to read again.";
const NO_END = "Each of its tries was broken off.";

/** `known`: it will be worked on. `unknown`: no model has the task yet, and the delivery shall come again. `foreign`: none has it, and it need not come again. */
export type TakenDelivery = "known" | "unknown" | "foreign";

/** Writes a proven delivery down, together with the job that works on it where its task is known. Once this has returned it may be acknowledged. */
export function takeDelivery(context: Pick<ServiceContext, "database" | "queue" | "options">, delivery: NewDelivery): Promise<TakenDelivery> {
  const { id: inboxId, provider, taskId, receivedAt } = delivery;
  return context.database.asService(async (trx) => {
    if (await inbox.insertDelivery(trx, delivery)) {
      await context.queue.send(trx, PROCESS_WEBHOOK, { inboxId });
      return "known";
    }
    await inbox.lockTaskName(trx, { provider, taskId });
    // It may have become known while the lock was waited for.
    if ((await sendUnsent(trx, context, { provider, taskId }, receivedAt)) > 0) return "known";
    const sightings = await inbox.readSightings(trx, { provider, taskId });
    await inbox.trimDeliveries(trx, { provider, taskId }, UNKNOWN_KEPT);
    return isWantedAgain(sightings, receivedAt, context.options.webhooks) ? "unknown" : "foreign";
  });
}

/**
 * Writes down all of these proven deliveries whose task is known, and their jobs, in one transaction. The others are left to `takeDelivery`.
 * @returns the ids of those that were written down and may be acknowledged.
 */
export function takeKnownDeliveries(context: Pick<ServiceContext, "database" | "queue">, deliveries: readonly NewDelivery[]): Promise<Set<string>> {
  return context.database.asService(async (trx) => {
    const inboxIds = await inbox.insertKnownDeliveries(trx, deliveries);
    await sendToWork(trx, context, inboxIds);
    return new Set(inboxIds);
  });
}

/** Called in the transaction that stores a task's id, after it was stored: what was told of the task before is worked on, even if it never comes again. */
export async function applyWaitingDeliveries(trx: Knex.Transaction, context: Pick<InboxContext, "queue" | "clock">, reference: TaskReference): Promise<void> {
  await inbox.lockTaskName(trx, reference);
  await sendUnsent(trx, context, reference, context.clock.now());
}

function sendToWork(trx: Knex.Transaction, { queue }: Pick<InboxContext, "queue">, inboxIds: readonly string[]): Promise<void> {
  return queue.sendMany(trx, PROCESS_WEBHOOK, inboxIds.map((inboxId) => ({ inboxId })));
}

async function sendUnsent(trx: Knex.Transaction, context: Pick<InboxContext, "queue">, { provider, taskId }: TaskReference, at: Date): Promise<number> {
  const inboxIds = await inbox.takeUnsent(trx, { provider, taskId }, at);
  await sendToWork(trx, context, inboxIds);
  return inboxIds.length;
}

/** Keeps a proven delivery that cannot be read, for the operator. Once this has returned it may be acknowledged. */
export function keepUnread({ database }: Pick<ServiceContext, "database">, delivery: UnreadDelivery): Promise<void> {
  return database.asService((trx) => inbox.insertUnread(trx, delivery, { reason: UNREADABLE, keep: UNREAD_KEPT }));
}

/**
 * Has `read` look once more at a delivery that could not be read and was replayed; does nothing for any other.
 * @param read `null` for one that still cannot be read: it is given up again.
 */
export function readAgain({ database, clock }: Pick<ServiceContext, "database" | "clock">, inboxId: string, read: (delivery: UnreadDelivery) => { taskId: string; report: StoredReport } | null): Promise<void> {
  return database.asService(async (trx) => {
    const unread = await inbox.findUnread(trx, inboxId);
    if (!unread) return;
    const news = read(unread);
    if (!news) return void (await inbox.markGivenUp(trx, inboxId, { otherwise: UNREADABLE, at: clock.now() }));
    await inbox.lockTaskName(trx, { provider: unread.provider, taskId: news.taskId });
    await inbox.recordNews(trx, { id: inboxId, ...news });
  });
}

/** Begins a try; `null` when there is nothing to do (any more). */
export function beginDelivery({ database, clock }: Pick<ServiceContext, "database" | "clock">, inboxId: string): Promise<ReadEntry | null> {
  return database.statementAsService((trx) => inbox.beginAttempt(trx, inboxId, clock.now()));
}

export function endDelivery({ database, clock }: Pick<ServiceContext, "database" | "clock">, inboxId: string, outcome: string): Promise<void> {
  return database.statementAsService((trx) => inbox.markApplied(trx, inboxId, { outcome, at: clock.now() }));
}

export function noteFailedTry({ database }: Pick<ServiceContext, "database">, inboxId: string, reason: string): Promise<void> {
  return database.statementAsService((trx) => inbox.noteFailure(trx, inboxId, reason));
}

/** Leaves a delivery to the operator, whose word brings it back; `null` when it was settled before. */
export function giveUpDelivery({ database, clock }: Pick<ServiceContext, "database" | "clock">, inboxId: string): Promise<InboxEntry | null> {
  return database.asService((trx) => inbox.markGivenUp(trx, inboxId, { otherwise: NO_END, at: clock.now() }));
}

export interface InboxSweep {
  /** Deliveries whose job had been lost. */
  sentAgain: number;
  /** Deliveries about tasks that no model has had for a day. */
  foreign: number;
}

/** Sends again what nobody works on, and gives up waiting for tasks that are not ours. */
export async function sweepInbox(context: InboxContext, signal: AbortSignal): Promise<InboxSweep> {
  const { database, clock } = context;
  const at = clock.now();
  const before = (ms: number) => new Date(at.getTime() - ms);
  let sentAgain = 0;
  for (;;) {
    signal.throwIfAborted();
    const sent = await database.asService(async (trx) => {
      const inboxIds = await inbox.takeStranded(trx, { idleSince: before(STRANDED_AFTER_MS), at, limit: SWEEP_PAGE });
      await sendToWork(trx, context, inboxIds);
      return inboxIds.length;
    });
    sentAgain += sent;
    if (sent < SWEEP_PAGE) break;
  }
  const foreign = await database.asService((trx) => inbox.giveUpForeign(trx, { receivedBefore: before(UNKNOWN_LIFE_MS), reason: FOREIGN, at }));
  return { sentAgain, foreign };
}

/** Forgets what was settled long ago. @returns how many. */
export function pruneInbox({ database, clock }: Pick<ServiceContext, "database" | "clock">): Promise<number> {
  return database.asService((trx) => inbox.pruneSettled(trx, new Date(clock.now().getTime() - SETTLED_LIFE_MS)));
}

/** Has the running workers work on a delivery once more, whatever had become of it. Doing so twice does no harm. @returns `null` when there is none of this id. */
export function replayDelivery(context: InboxContext, inboxId: string): Promise<InboxEntry | null> {
  return context.database.asService((trx) => replayDeliveryIn(trx, context, inboxId));
}

/** The same as part of the caller's transaction. */
export async function replayDeliveryIn(trx: Knex.Transaction, { queue, clock }: Pick<InboxContext, "queue" | "clock">, inboxId: string): Promise<InboxEntry | null> {
  const entry = await inbox.markReplayed(trx, inboxId, clock.now());
  if (entry) await queue.send(trx, PROCESS_WEBHOOK, { inboxId });
  return entry;
}

/** The newest deliveries first. */
export function listDeliveries({ database }: Pick<ServiceContext, "database">, query: Omit<InboxQuery, "before"> & Partial<Pick<InboxQuery, "before">>): Promise<InboxEntry[]> {
  return database.asService((trx) => inbox.listNewest(trx, { before: null, ...query }));
}

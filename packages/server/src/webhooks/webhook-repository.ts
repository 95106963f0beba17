import type { Knex } from "knex";
import type { TaskReference } from "../providers/provider-tasks.ts";
import type { Sightings } from "./plan-answer.ts";
import { storedReportSchema, type StoredReport } from "./stored-report.ts";

export const DELIVERY_STATES = ["waiting", "applied", "given_up"] as const;
/** Waiting to be worked on, or for its task to be known; worked on; not worked on in all its tries, or about no task of ours. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One delivery of the inbox, as an operator sees it. */
export interface InboxEntry {
  id: string;
  provider: string;
  /** Null together with the report: this version could not read the delivery. */
  taskId: string | null;
  state: DeliveryState;
  report: StoredReport | null;
  /** Tries so far, one that is under way included. */
  attempts: number;
  /** What working on it did. */
  outcome: string | null;
  /** Why the last try failed, or why it was given up. */
  reason: string | null;
  receivedAt: Date;
  settledAt: Date | null;
}

export interface InboxQuery {
  state: DeliveryState | null;
  provider: string | null;
  /** Which entry of the page before was its last. */
  before: Pick<InboxEntry, "id" | "receivedAt"> | null;
  limit: number;
}

/** A delivery that could be read. */
export type ReadEntry = InboxEntry & { taskId: string; report: StoredReport };

/** A delivery that could not be read. */
export interface UnreadDelivery {
  id: string;
  provider: string;
  body: string;
  headers: Readonly<Record<string, string>>;
  receivedAt: Date;
}

export interface NewDelivery extends TaskReference {
  id: string;
  report: StoredReport;
  body: string;
  headers: Readonly<Record<string, string>>;
  receivedAt: Date;
}

interface InboxRow {
  id: string;
  provider: string;
  task_id: string | null;
  state: DeliveryState;
  report: unknown;
  attempts: number;
  outcome: string | null;
  reason: string | null;
  received_at: Date;
  settled_at: Date | null;
}

const COLUMNS = "id, provider, task_id, state, report, attempts, outcome, reason, received_at, settled_at";
/** Ended tasks, and those whose model was deleted, have their row still. */
const IS_KNOWN = "exists (select from provider_tasks task where task.provider = inbox.provider and task.task_id = inbox.task_id)";

function toEntry(row: InboxRow): InboxEntry {
  return {
    id: row.id,
    provider: row.provider,
    taskId: row.task_id,
    state: row.state,
    report: row.report === null ? null : storedReportSchema.parse(row.report),
    attempts: row.attempts,
    outcome: row.outcome,
    reason: row.reason,
    receivedAt: row.received_at,
    settledAt: row.settled_at,
  };
}

async function rowsOf<Row>(trx: Knex.Transaction, sql: string, values: Record<string, unknown>): Promise<Row[]> {
  const { rows } = await trx.raw<{ rows: Row[] }>(sql, values as Knex.ValueDict);
  return rows;
}

const idsOf = async (trx: Knex.Transaction, sql: string, values: Record<string, unknown>): Promise<string[]> => (await rowsOf<{ id: string }>(trx, sql, values)).map(({ id }) => id);

/** @returns whether its task is known; one that is counts as sent to be worked on. */
export async function insertDelivery(trx: Knex.Transaction, { id, provider, taskId, report, body, headers, receivedAt }: NewDelivery): Promise<boolean> {
  const [row] = await rowsOf<{ is_known: boolean }>(
    trx,
    `insert into webhook_inbox as inbox (id, provider, task_id, report, body, headers, received_at, queued_at)
     values (:id, :provider, :taskId, :report, :body, :headers, :receivedAt,
       case when exists (select from provider_tasks where provider = :provider and task_id = :taskId) then cast(:receivedAt as timestamptz) end)
     returning queued_at is not null as is_known`,
    { id, provider, taskId, report: JSON.stringify(report), body, headers: JSON.stringify(headers), receivedAt },
  );
  return row?.is_known === true;
}

/** Writes down those of these deliveries whose task is known; they count as sent to be worked on. @returns their ids. */
export function insertKnownDeliveries(trx: Knex.Transaction, deliveries: readonly NewDelivery[]): Promise<string[]> {
  // One value for all of them: thousands of parameters would cost more than the rows. The limit has each task looked up by its name: how many deliveries
  // there are is not known to the planner, which would rather read every task that ever was.
  return idsOf(
    trx,
    `insert into webhook_inbox (id, provider, task_id, report, body, headers, received_at, queued_at)
     select id, provider, "taskId", report, body, headers, "receivedAt", "receivedAt"
     from json_to_recordset(cast(:deliveries as json)) as delivery (id uuid, provider text, "taskId" text, report jsonb, body text, headers jsonb, "receivedAt" timestamptz)
       cross join lateral (select from provider_tasks task where task.provider = delivery.provider and task.task_id = delivery."taskId" limit 1) as known
     returning id`,
    { deliveries: JSON.stringify(deliveries) },
  );
}

/** Until the transaction ends nobody else stores this task's id or takes news of it for unknown: neither can miss the other. */
export async function lockTaskName(trx: Knex.Transaction, { provider, taskId }: TaskReference): Promise<void> {
  await trx.raw("select pg_advisory_xact_lock(hashtextextended(?, 0))", [`model_3d_webhook ${provider} ${taskId}`]);
}

/** The waiting deliveries of a known task that nobody was sent to work on; they count as sent now. */
export function takeUnsent(trx: Knex.Transaction, reference: TaskReference, at: Date): Promise<string[]> {
  return idsOf(
    trx,
    `update webhook_inbox inbox set queued_at = :at where provider = :provider and task_id = :taskId and state = 'waiting' and queued_at is null and ${IS_KNOWN} returning id`,
    { ...reference, at },
  );
}

export async function readSightings(trx: Knex.Transaction, { provider, taskId }: TaskReference): Promise<Sightings> {
  const [row] = await rowsOf<{ count: number; first_at: Date }>(
    trx,
    "select count(*)::integer as count, min(received_at) as first_at from webhook_inbox where provider = :provider and task_id = :taskId",
    { provider, taskId },
  );
  return { count: row?.count ?? 0, firstAt: row?.first_at ?? new Date(0) };
}

/** Keeps the newest deliveries of a task only. */
export async function trimDeliveries(trx: Knex.Transaction, { provider, taskId }: TaskReference, keep: number): Promise<void> {
  await trx.raw(
    `delete from webhook_inbox where id in
       (select id from webhook_inbox where provider = :provider and task_id = :taskId and state <> 'applied' order by received_at desc, id desc offset :keep)`,
    { provider, taskId, keep },
  );
}

/** Begins a try; null when there is nothing to do: settled, gone, or about a task that is not known. */
export async function beginAttempt(trx: Knex.Transaction, id: string, at: Date): Promise<ReadEntry | null> {
  const [row] = await rowsOf<InboxRow>(
    trx,
    `update webhook_inbox inbox set attempts = attempts + 1, attempted_at = :at where id = :id and state = 'waiting' and ${IS_KNOWN} returning ${COLUMNS}`,
    { id, at },
  );
  // What names no task is about none that is known.
  return row ? (toEntry(row) as ReadEntry) : null;
}

/** Writes down, as given up, what could not be read, and keeps the newest of a provider only. */
export async function insertUnread(trx: Knex.Transaction, { id, provider, body, headers, receivedAt }: UnreadDelivery, { reason, keep }: { reason: string; keep: number }): Promise<void> {
  await trx.raw(
    `insert into webhook_inbox (id, provider, task_id, report, body, headers, state, reason, received_at, settled_at)
     values (:id, :provider, null, null, :body, :headers, 'given_up', :reason, :receivedAt, :receivedAt)`,
    { id, provider, body, headers: JSON.stringify(headers), reason, receivedAt },
  );
  await trx.raw(
    `delete from webhook_inbox where id in
       (select id from webhook_inbox where provider = :provider and task_id is null order by received_at desc, id desc offset :keep)`,
    { provider, keep },
  );
}

/** One that could not be read and waits to be read again; null for any other. */
export async function findUnread(trx: Knex.Transaction, id: string): Promise<UnreadDelivery | null> {
  const [row] = await rowsOf<{ id: string; provider: string; body: string; headers: Record<string, string>; received_at: Date }>(
    trx,
    "select id, provider, body, headers, received_at from webhook_inbox where id = :id and state = 'waiting' and task_id is null",
    { id },
  );
  return row ? { id: row.id, provider: row.provider, body: row.body, headers: row.headers, receivedAt: row.received_at } : null;
}

/** Writes down what an unread delivery was found to say. One about a task that is not known waits for it. */
export async function recordNews(trx: Knex.Transaction, { id, taskId, report }: { id: string; taskId: string; report: StoredReport }): Promise<void> {
  await trx.raw("update webhook_inbox set task_id = :taskId, report = :report where id = :id and state = 'waiting' and task_id is null", { id, taskId, report: JSON.stringify(report) });
  await trx.raw(`update webhook_inbox inbox set queued_at = null where id = :id and not ${IS_KNOWN}`, { id });
}

export async function markApplied(trx: Knex.Transaction, id: string, { outcome, at }: { outcome: string; at: Date }): Promise<void> {
  await trx.raw("update webhook_inbox set state = 'applied', outcome = :outcome, reason = null, settled_at = :at where id = :id and state = 'waiting'", { id, outcome, at });
}

export async function noteFailure(trx: Knex.Transaction, id: string, reason: string): Promise<void> {
  await trx.raw("update webhook_inbox set reason = :reason where id = :id and state = 'waiting'", { id, reason });
}

/** Gives a delivery up with the reason of its last try, or `otherwise` where none is known. @returns null when it was settled before. */
export async function markGivenUp(trx: Knex.Transaction, id: string, { otherwise, at }: { otherwise: string; at: Date }): Promise<InboxEntry | null> {
  const [row] = await rowsOf<InboxRow>(
    trx,
    `update webhook_inbox set state = 'given_up', reason = coalesce(reason, :otherwise), settled_at = :at where id = :id and state = 'waiting' returning ${COLUMNS}`,
    { id, otherwise, at },
  );
  return row ? toEntry(row) : null;
}

/** Gives up deliveries about tasks that nobody has turned out to have made. */
export async function giveUpForeign(trx: Knex.Transaction, { receivedBefore, reason, at }: { receivedBefore: Date; reason: string; at: Date }): Promise<number> {
  const ids = await idsOf(
    trx,
    `update webhook_inbox inbox set state = 'given_up', reason = :reason, settled_at = :at
     where state = 'waiting' and received_at < :receivedBefore and coalesce(queued_at, received_at) < :receivedBefore and task_id is not null and not ${IS_KNOWN} returning id`,
    { receivedBefore, reason, at },
  );
  return ids.length;
}

/** Takes waiting deliveries that are unread or of known tasks, on which nobody has worked for so long that their job must be lost; they count as sent now. */
export function takeStranded(trx: Knex.Transaction, { idleSince, at, limit }: { idleSince: Date; at: Date; limit: number }): Promise<string[]> {
  return idsOf(
    trx,
    `update webhook_inbox set queued_at = :at where id in (
       select id from webhook_inbox inbox
       where state = 'waiting' and coalesce(greatest(queued_at, attempted_at), '-infinity') < :idleSince and (task_id is null or ${IS_KNOWN})
       order by received_at limit :limit for update skip locked) returning id`,
    { idleSince, at, limit },
  );
}

/** Has a delivery wait again, whatever had become of it. @returns null when there is none. */
export async function markReplayed(trx: Knex.Transaction, id: string, at: Date): Promise<InboxEntry | null> {
  const [row] = await rowsOf<InboxRow>(
    trx,
    `update webhook_inbox set state = 'waiting', outcome = null, reason = null, settled_at = null, queued_at = :at where id = :id returning ${COLUMNS}`,
    { id, at },
  );
  return row ? toEntry(row) : null;
}

export async function pruneSettled(trx: Knex.Transaction, settledBefore: Date): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("delete from webhook_inbox where state <> 'waiting' and settled_at < ?", [settledBefore]);
  return rowCount;
}

/** The newest first, from the one before this on. */
export async function listNewest(trx: Knex.Transaction, { state, provider, before, limit }: InboxQuery): Promise<InboxEntry[]> {
  const rows = await rowsOf<InboxRow>(
    trx,
    `select ${COLUMNS} from webhook_inbox where ${state === null ? "true" : `state = '${state}'`} and (cast(:provider as text) is null or provider = :provider)
     ${before === null ? "" : "and (received_at, id) < (:receivedAt, :id)"} order by received_at desc, id desc limit :limit`,
    { provider, limit, ...before },
  );
  return rows.map(toEntry);
}

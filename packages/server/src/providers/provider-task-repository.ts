import type { Knex } from "knex";
import type { ProviderCost, TaskHandle } from "./provider.ts";

/** `waiting` to be submitted; `submitting`: sent, its fate not known yet; `open`: the service has it; `ended`. */
export type ProviderTaskState = "waiting" | "submitting" | "open" | "ended";

/** The task of one model at a service. The row stays for a while after both have gone: late news and found tasks are known by it. */
export interface ProviderTask {
  modelId: string;
  userId: string;
  provider: string;
  /** Names of those to be tried when this one is not available. */
  fallbacks: string[];
  state: ProviderTaskState;
  handle: TaskHandle | null;
  /** Submissions so far. */
  attempts: number;
  notBefore: Date;
  submittingSince: Date | null;
  /** When the last submission had come to its end, an unknown one. */
  submissionEndedAt: Date | null;
  submittedAt: Date | null;
  /** What the model has become while the fate of its submission was still unknown. */
  abandoned: string | null;
  outcome: string | null;
  /** Its service has said something of it that is not believed yet. */
  isDoubted: boolean;
  createdAt: Date;
}

interface StoredProviderTask {
  model_id: string;
  user_id: string;
  provider: string;
  fallbacks: string[];
  state: ProviderTaskState;
  handle: TaskHandle | null;
  attempts: number;
  not_before: Date;
  submitting_since: Date | null;
  submission_ended_at: Date | null;
  submitted_at: Date | null;
  abandoned: string | null;
  outcome: string | null;
  doubt: string | null;
  created_at: Date;
}

function toProviderTask(row: StoredProviderTask): ProviderTask {
  return {
    modelId: row.model_id,
    userId: row.user_id,
    provider: row.provider,
    fallbacks: row.fallbacks,
    state: row.state,
    handle: row.handle,
    attempts: row.attempts,
    notBefore: row.not_before,
    submittingSince: row.submitting_since,
    submissionEndedAt: row.submission_ended_at,
    submittedAt: row.submitted_at,
    abandoned: row.abandoned,
    outcome: row.outcome,
    isDoubted: row.doubt !== null,
    createdAt: row.created_at,
  };
}

async function many(trx: Knex.Transaction, sql: string, values: Record<string, unknown>): Promise<ProviderTask[]> {
  const { rows } = await trx.raw<{ rows: StoredProviderTask[] }>(sql, values as Knex.ValueDict);
  return rows.map(toProviderTask);
}

const one = async (trx: Knex.Transaction, sql: string, values: Record<string, unknown>): Promise<ProviderTask | null> => (await many(trx, sql, values))[0] ?? null;

export async function insertTask(trx: Knex.Transaction, task: { modelId: string; userId: string; provider: string; fallbacks: readonly string[]; at: Date }): Promise<void> {
  await trx.raw(
    `insert into provider_tasks (model_id, user_id, provider, fallbacks, not_before, created_at, updated_at)
     values (:modelId, :userId, :provider, :fallbacks, :at, :at, :at)`,
    { ...task, fallbacks: JSON.stringify(task.fallbacks) },
  );
}

export const findTask = (trx: Knex.Transaction, modelId: string): Promise<ProviderTask | null> => one(trx, "select * from provider_tasks where model_id = :modelId", { modelId });

export const lockTask = (trx: Knex.Transaction, modelId: string): Promise<ProviderTask | null> => one(trx, "select * from provider_tasks where model_id = :modelId for update", { modelId });

export const findTaskById = (trx: Knex.Transaction, provider: string, taskId: string): Promise<ProviderTask | null> =>
  one(trx, "select * from provider_tasks where provider = :provider and task_id = :taskId", { provider, taskId });

/** Those of some ids that belong to rows of ours. */
export async function findKnownTaskIds(trx: Knex.Transaction, provider: string, taskIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await trx.raw<{ rows: { task_id: string }[] }>("select task_id from provider_tasks where provider = ? and task_id = any(?)", [provider, [...taskIds]] as Knex.RawBinding[]);
  return new Set(rows.map((row) => row.task_id));
}

export async function countOpenTasks(trx: Knex.Transaction, provider: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ count: number }] }>("select count(*)::integer as count from provider_tasks where provider = ? and state = 'open'", [provider]);
  return rows[0].count;
}

/** Marks the task as sent before it is, so that a crash leaves word of it. */
export async function markSubmitting(trx: Knex.Transaction, modelId: string, at: Date): Promise<void> {
  await trx.raw("update provider_tasks set state = 'submitting', attempts = attempts + 1, submitting_since = :at, submission_ended_at = null, last_error = null where model_id = :modelId", { modelId, at });
}

export async function markSubmissionEnded(trx: Knex.Transaction, modelId: string, at: Date, error: string): Promise<void> {
  await trx.raw("update provider_tasks set submission_ended_at = coalesce(submission_ended_at, :at), last_error = :error where model_id = :modelId and state = 'submitting'", { modelId, at, error });
}

export async function markOpen(trx: Knex.Transaction, modelId: string, { handle, at, lookAt }: { handle: TaskHandle; at: Date; lookAt: Date }): Promise<void> {
  await trx.raw(
    `update provider_tasks set state = 'open', task_id = :taskId, handle = :handle, submitted_at = :at, next_look_at = :lookAt, last_error = null where model_id = :modelId`,
    { modelId, taskId: handle.taskId, handle: JSON.stringify(handle), at, lookAt },
  );
}

/** Back to the line, to be submitted again from that time on, to this provider or another. A submission that the service did not take up at all does not count. */
export async function markWaiting(
  trx: Knex.Transaction,
  modelId: string,
  { notBefore, error, provider, fallbacks, counts }: { notBefore: Date; error: string | null; provider: string; fallbacks: readonly string[]; counts: boolean },
): Promise<void> {
  await trx.raw(
    `update provider_tasks set state = 'waiting', attempts = case when state = 'submitting' and not :counts then greatest(attempts - 1, 0) else attempts end, not_before = :notBefore, last_error = :error, provider = :provider, fallbacks = :fallbacks, submitting_since = null, submission_ended_at = null
     where model_id = :modelId`,
    { modelId, notBefore, error, provider, fallbacks: JSON.stringify(fallbacks), counts } as Knex.ValueDict,
  );
}

export async function removeTask(trx: Knex.Transaction, modelId: string): Promise<void> {
  await trx.raw("delete from provider_tasks where model_id = ?", [modelId]);
}

/**
 * Ends a task that has not ended; one whose submission has no known fate yet is only marked as abandoned, since the service may have it.
 * @returns the task as it is then, or null when there was nothing to end.
 */
export function endTask(trx: Knex.Transaction, modelId: string, { outcome, cost, lateLookAt = null }: { outcome: string; cost: ProviderCost | null; lateLookAt?: Date | null }): Promise<ProviderTask | null> {
  return one(
    trx,
    `update provider_tasks set
       state = case when state = 'submitting' then state else 'ended' end,
       outcome = case when state = 'submitting' then null else :outcome end,
       abandoned = case when state = 'submitting' then :outcome else abandoned end,
       cost_amount = :amount, cost_unit = :unit, queue_place = null, next_look_at = :lateLookAt
     where model_id = :modelId and state <> 'ended' returning *`,
    { modelId, outcome, amount: cost?.amount ?? null, unit: cost?.unit ?? null, lateLookAt },
  );
}

/** Takes tasks that were given up while their service still worked on them, to ask how they ended after all. */
export function claimLateLooks(trx: Knex.Transaction, { at, nextAt, endedAfter, limit }: { at: Date; nextAt: Date; endedAfter: Date; limit: number }): Promise<ProviderTask[]> {
  return many(
    trx,
    `update provider_tasks task set next_look_at = case when task.updated_at > :endedAfter then :nextAt::timestamptz end
     from (select model_id from provider_tasks where state = 'ended' and next_look_at <= :at and late_outcome is null order by next_look_at limit :limit for update skip locked) as due
     where task.model_id = due.model_id returning task.*`,
    { at, nextAt, endedAfter, limit },
  );
}

/** Ends a submission that was abandoned, now that its fate is known. `handle` is the task that had been made. */
export async function endAbandoned(trx: Knex.Transaction, modelId: string, handle: TaskHandle | null): Promise<void> {
  await trx.raw(
    `update provider_tasks set state = 'ended', outcome = coalesce(abandoned, 'FAILED'), task_id = coalesce(:taskId, task_id), handle = coalesce(:handle::jsonb, handle)
     where model_id = :modelId and state <> 'ended'`,
    { modelId, taskId: handle?.taskId ?? null, handle: handle ? JSON.stringify(handle) : null } as Knex.ValueDict,
  );
}

/** Remembers, once, that the service ended a task otherwise after its model had ended. */
export function storeLateOutcome(trx: Knex.Transaction, modelId: string, { outcome, cost }: { outcome: string; cost: ProviderCost | null }): Promise<ProviderTask | null> {
  return one(
    trx,
    `update provider_tasks set late_outcome = :outcome, cost_amount = coalesce(:amount, cost_amount), cost_unit = coalesce(:unit, cost_unit)
     where model_id = :modelId and state = 'ended' and outcome <> :outcome and late_outcome is null returning *`,
    { modelId, outcome, amount: cost?.amount ?? null, unit: cost?.unit ?? null },
  );
}

/** Somebody has heard of the task: the sweeper need not look before that time. */
export async function postponeLook(trx: Knex.Transaction, modelId: string, { lookAt, queuePlace }: { lookAt: Date; queuePlace: number | null }): Promise<void> {
  await trx.raw("update provider_tasks set next_look_at = greatest(next_look_at, :lookAt), queue_place = :queuePlace where model_id = :modelId and state = 'open'", { modelId, lookAt, queuePlace } as Knex.ValueDict);
}

/** Has the sweeper look no later than at that time. */
export async function hastenLook(trx: Knex.Transaction, modelId: string, lookAt: Date): Promise<void> {
  await trx.raw("update provider_tasks set next_look_at = least(next_look_at, :lookAt) where model_id = :modelId and state = 'open'", { modelId, lookAt });
}

export interface DueWork {
  provider: string;
  looks: boolean;
  line: boolean;
  streams: boolean;
}

/** What there is to do just now, in one look at the tasks that have not ended: so that a quiet system costs next to nothing. */
export async function findDueWork(trx: Knex.Transaction, at: Date): Promise<DueWork[]> {
  const { rows } = await trx.raw<{ rows: DueWork[] }>(
    `select provider, bool_or(state = 'open' and next_look_at <= :at) as looks, bool_or(state = 'submitting' or (state = 'waiting' and not_before <= :at)) as line,
       bool_or(state = 'open' and (streamed_until is null or streamed_until <= :at)) as streams
     from provider_tasks where state <> 'ended' group by provider`,
    { at },
  );
  return rows;
}

/** Takes the right to ask the service for this task; null when somebody has asked within the interval, or it is not open. */
export function claimAsking(trx: Knex.Transaction, modelId: string, { at, askedBefore }: { at: Date; askedBefore: Date }): Promise<ProviderTask | null> {
  return one(trx, "update provider_tasks set asked_at = :at where model_id = :modelId and state = 'open' and (asked_at is null or asked_at <= :askedBefore) returning *", { modelId, at, askedBefore });
}

export interface LookPlan {
  at: Date;
  firstMs: number;
  lastMs: number;
  /** By how much the time between two looks grows. */
  factor: number;
  limit: number;
}

/** Takes tasks that are due for a look, the longest due first, and sets when the next one is; no two processes take the same. */
export function claimDueLooks(trx: Knex.Transaction, provider: string, { at, firstMs, lastMs, factor, limit }: LookPlan): Promise<ProviderTask[]> {
  return many(
    trx,
    `update provider_tasks task set looks = task.looks + 1, asked_at = :at::timestamptz,
       next_look_at = :at::timestamptz + least(:lastMs::float8, :firstMs::float8 * power(:factor::float8, least(task.looks, 40))) * interval '1 millisecond'
     from (select model_id from provider_tasks where state = 'open' and provider = :provider and next_look_at <= :at::timestamptz
           order by next_look_at limit :limit for update skip locked) as due
     where task.model_id = due.model_id returning task.*`,
    { provider, at, firstMs, lastMs, factor, limit },
  );
}

/** The line of those to be submitted, the first first; sent ones of unknown fate too, since they have to be cleared up before any other is sent. */
export function listLine(trx: Knex.Transaction, provider: string, at: Date, limit: number): Promise<ProviderTask[]> {
  return many(
    trx,
    `select * from provider_tasks where provider = :provider and (state = 'submitting' or (state = 'waiting' and not_before <= :at))
     order by state, created_at, model_id limit :limit`,
    { provider, at, limit },
  );
}

/** Whether others have been waiting for longer and could be sent now. */
export async function hasOthersBefore(trx: Knex.Transaction, { provider, createdAt, modelId }: Pick<ProviderTask, "provider" | "createdAt" | "modelId">, at: Date): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: object[] }>(
    "select 1 from provider_tasks where provider = ? and state = 'waiting' and not_before <= ? and (created_at, model_id) < (?, ?) limit 1",
    [provider, at, createdAt, modelId],
  );
  return rows.length > 0;
}

/** Tasks that have been open or waiting for too long, and whose model has not been given up yet. */
export function listOverdue(trx: Knex.Transaction, { openBefore, waitingBefore, limit }: { openBefore: Date; waitingBefore: Date; limit: number }): Promise<ProviderTask[]> {
  return many(
    trx,
    `select * from provider_tasks where (state = 'open' and submitted_at < :openBefore) or (state in ('waiting', 'submitting') and abandoned is null and created_at < :waitingBefore)
     order by created_at limit :limit`,
    { openBefore, waitingBefore, limit },
  );
}

/** Takes a task to be followed by its stream, if nobody else does. */
export async function claimStreams(trx: Knex.Transaction, provider: string, { at, until, limit }: { at: Date; until: Date; limit: number }): Promise<ProviderTask[]> {
  return many(
    trx,
    `update provider_tasks task set streamed_until = :until
     from (select model_id from provider_tasks where state = 'open' and provider = :provider and (streamed_until is null or streamed_until <= :at)
           order by submitted_at limit :limit for update skip locked) as free
     where task.model_id = free.model_id returning task.*`,
    { provider, at, until, limit },
  );
}

export async function prolongStreams(trx: Knex.Transaction, modelIds: readonly string[], until: Date): Promise<void> {
  await trx.raw("update provider_tasks set streamed_until = ? where model_id = any(?) and state = 'open'", [until, [...modelIds]] as Knex.RawBinding[]);
}

/** Forgets tasks that ended so long ago that nobody will speak of them any more. */
export async function pruneTasks(trx: Knex.Transaction, endedBefore: Date): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("delete from provider_tasks where state = 'ended' and updated_at < ?", [endedBefore]);
  return rowCount;
}

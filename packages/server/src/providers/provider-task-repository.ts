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
  /** Who can do something about its failure, or what became of the work; `null` where it did not fail, or an older version wrote it down. */
  cause: string | null;
  /** Under which number of the account's right it was last sent; 0 before. */
  submission: number;
  /** From when to when submissions had no answer, and no task of theirs was found. */
  firstUnansweredAt: Date | null;
  lastUnansweredAt: Date | null;
  /** Its service has said something of it that is not believed yet. */
  isDoubted: boolean;
  /** The trace in which the model was asked for; `null` where nothing was traced. */
  traceparent: string | null;
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
  cause: string | null;
  submission: number;
  first_unanswered_at: Date | null;
  last_unanswered_at: Date | null;
  doubt: string | null;
  traceparent: string | null;
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
    cause: row.cause,
    submission: row.submission,
    firstUnansweredAt: row.first_unanswered_at,
    lastUnansweredAt: row.last_unanswered_at,
    isDoubted: row.doubt !== null,
    traceparent: row.traceparent,
    createdAt: row.created_at,
  };
}

export async function manyTasks(trx: Knex.Transaction, sql: string, values: Record<string, unknown>): Promise<ProviderTask[]> {
  const { rows } = await trx.raw<{ rows: StoredProviderTask[] }>(sql, values as Knex.ValueDict);
  return rows.map(toProviderTask);
}

export const oneTask = async (trx: Knex.Transaction, sql: string, values: Record<string, unknown>): Promise<ProviderTask | null> => (await manyTasks(trx, sql, values))[0] ?? null;

export async function insertTask(trx: Knex.Transaction, task: { modelId: string; userId: string; provider: string; fallbacks: readonly string[]; traceparent: string | null; at: Date }): Promise<void> {
  await trx.raw(
    `insert into provider_tasks (model_id, user_id, provider, fallbacks, traceparent, not_before, created_at, updated_at)
     values (:modelId, :userId, :provider, :fallbacks, :traceparent, :at, :at, :at)`,
    { ...task, fallbacks: JSON.stringify(task.fallbacks) },
  );
}

export const findTask = (trx: Knex.Transaction, modelId: string): Promise<ProviderTask | null> => oneTask(trx, "select * from provider_tasks where model_id = :modelId", { modelId });

export const lockTask = (trx: Knex.Transaction, modelId: string): Promise<ProviderTask | null> => oneTask(trx, "select * from provider_tasks where model_id = :modelId for update", { modelId });

export const findTaskById = (trx: Knex.Transaction, provider: string, taskId: string): Promise<ProviderTask | null> =>
  oneTask(trx, "select * from provider_tasks where provider = :provider and task_id = :taskId", { provider, taskId });

/** Those of some ids that belong to rows of ours. */
export async function findKnownTaskIds(trx: Knex.Transaction, provider: string, taskIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await trx.raw<{ rows: { task_id: string }[] }>(
    `select task_id from provider_tasks where provider = :provider and task_id = any(:taskIds)
     union all select unnest(stray_task_ids) from provider_tasks where provider = :provider and stray_task_ids <> '{}' and stray_task_ids && :taskIds`,
    { provider, taskIds: [...taskIds] } as Knex.ValueDict,
  );
  return new Set(rows.map((row) => row.task_id));
}

export async function countOpenTasks(trx: Knex.Transaction, provider: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ count: number }] }>("select count(*)::integer as count from provider_tasks where provider = ? and state = 'open'", [provider]);
  return rows[0].count;
}

/** Marks the task as sent before it is, so that a crash leaves word of it. */
export async function markSubmitting(trx: Knex.Transaction, modelId: string, { at, submission }: { at: Date; submission: number }): Promise<void> {
  await trx.raw("update provider_tasks set state = 'submitting', attempts = attempts + 1, submission = :submission, submitting_since = :at, submission_ended_at = null, last_error = null where model_id = :modelId", { modelId, at, submission });
}

export async function markSubmissionEnded(trx: Knex.Transaction, modelId: string, at: Date, error: string): Promise<void> {
  await trx.raw("update provider_tasks set submission_ended_at = coalesce(submission_ended_at, :at), last_error = :error where model_id = :modelId and state = 'submitting'", { modelId, at, error });
}

/** Remembers that a submission had no answer and that no task of it was found: one may be listed later all the same. */
export async function markUnanswered(trx: Knex.Transaction, modelId: string, { at, recheckAt }: { at: Date; recheckAt: Date | null }): Promise<void> {
  await trx.raw(
    `update provider_tasks set first_unanswered_at = coalesce(first_unanswered_at, submitting_since, :at), last_unanswered_at = coalesce(submission_ended_at, :at), recheck_at = coalesce(:recheckAt, recheck_at)
     where model_id = :modelId and state = 'submitting'`,
    { modelId, at, recheckAt } as Knex.ValueDict,
  );
}

/** The list is looked through once more at `recheckAt` where an earlier submission had no answer. */
export async function markOpen(trx: Knex.Transaction, modelId: string, { handle, at, lookAt, recheckAt }: { handle: TaskHandle; at: Date; lookAt: Date; recheckAt: Date }): Promise<void> {
  await trx.raw(
    `update provider_tasks set state = 'open', task_id = :taskId, handle = :handle, submitted_at = :at, next_look_at = :lookAt, last_error = null,
       recheck_at = case when first_unanswered_at is not null then cast(:recheckAt as timestamptz) end
     where model_id = :modelId`,
    { modelId, taskId: handle.taskId, handle: JSON.stringify(handle), at, lookAt, recheckAt },
  );
}

/** Tasks that the service made for a model besides the one it has: no submission may take them for its own. */
export async function addStrays(trx: Knex.Transaction, modelId: string, taskIds: readonly string[]): Promise<void> {
  await trx.raw("update provider_tasks set stray_task_ids = stray_task_ids || cast(? as text[]) where model_id = ?", [[...taskIds], modelId] as Knex.RawBinding[]);
}

/** Whether a task that was made at that time may as well be one of another model, whose submission had no answer either. */
export async function mayBeOthers(trx: Knex.Transaction, { provider, modelId }: Pick<ProviderTask, "provider" | "modelId">, { from, to }: { from: Date; to: Date }): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: object[] }>("select 1 from provider_tasks where provider = ? and model_id <> ? and first_unanswered_at <= ? and last_unanswered_at >= ? limit 1", [provider, modelId, to, from]);
  return rows.length > 0;
}

/** Back to the line, to be submitted again from that time on, to this provider or another. A submission that the service did not take up at all does not count. */
export async function markWaiting(
  trx: Knex.Transaction,
  modelId: string,
  { notBefore, error, provider, fallbacks, counts }: { notBefore: Date; error: string | null; provider: string; fallbacks: readonly string[]; counts: boolean },
): Promise<void> {
  await trx.raw(
    `update provider_tasks set state = 'waiting', attempts = case when state = 'submitting' and not :counts then greatest(attempts - 1, 0) else attempts end, not_before = :notBefore, last_error = :error, fallbacks = :fallbacks, submitting_since = null, submission_ended_at = null,
       first_unanswered_at = case when provider = :provider then first_unanswered_at end, last_unanswered_at = case when provider = :provider then last_unanswered_at end, provider = :provider
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
export function endTask(trx: Knex.Transaction, modelId: string, { outcome, at, cause = null, cost = null, lateLookAt = null }: { outcome: string; at: Date; cause?: string | null; cost?: ProviderCost | null; lateLookAt?: Date | null }): Promise<ProviderTask | null> {
  return oneTask(
    trx,
    `update provider_tasks set
       state = case when state = 'submitting' then state else 'ended' end,
       outcome = case when state = 'submitting' then null else :outcome end,
       abandoned = case when state = 'submitting' then :outcome else abandoned end,
       ended_at = case when state = 'submitting' then null else cast(:at as timestamptz) end,
       cause = :cause, cost_amount = :amount, cost_unit = :unit, queue_place = null, next_look_at = :lateLookAt
     where model_id = :modelId and state <> 'ended' returning *`,
    { modelId, outcome, at, cause, amount: cost?.amount ?? null, unit: cost?.unit ?? null, lateLookAt },
  );
}

/** Ends a submission that was abandoned, now that its fate is known. `handle` is the task that had been made. */
export async function endAbandoned(trx: Knex.Transaction, modelId: string, { handle, at }: { handle: TaskHandle | null; at: Date }): Promise<void> {
  await trx.raw(
    `update provider_tasks set state = 'ended', ended_at = :at, outcome = coalesce(abandoned, 'FAILED'), task_id = coalesce(:taskId, task_id), handle = coalesce(:handle::jsonb, handle)
     where model_id = :modelId and state <> 'ended'`,
    { modelId, at, taskId: handle?.taskId ?? null, handle: handle ? JSON.stringify(handle) : null } as Knex.ValueDict,
  );
}

/** Remembers, once, that the service ended a task otherwise after its model had ended. */
export function storeLateOutcome(trx: Knex.Transaction, modelId: string, { outcome, cost }: { outcome: string; cost: ProviderCost | null }): Promise<ProviderTask | null> {
  return oneTask(
    trx,
    `update provider_tasks set late_outcome = :outcome, cost_amount = coalesce(:amount, cost_amount), cost_unit = coalesce(:unit, cost_unit)
     where model_id = :modelId and state = 'ended' and outcome <> :outcome and late_outcome is null returning *`,
    { modelId, outcome, amount: cost?.amount ?? null, unit: cost?.unit ?? null },
  );
}

/** Forgets tasks that ended so long ago that nobody will speak of them any more. */
export async function pruneTasks(trx: Knex.Transaction, endedBefore: Date): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>("delete from provider_tasks where state = 'ended' and coalesce(ended_at, updated_at) < ?", [endedBefore]);
  return rowCount;
}

import type { Knex } from "knex";
import { manyTasks, oneTask, type ProviderTask } from "./provider-task-repository.ts";

/** No time that is waited for lies further ahead: a clock that jumped back has set what does, and it is due. */
const MOST_AHEAD = "interval '2 hours'";
/** Whether a time that was set to be waited for has come. */
const isDue = (column: string) => `(${column} <= cast(:at as timestamptz) or ${column} > cast(:at as timestamptz) + ${MOST_AHEAD})`;
/** Short waits are told from a jump of the clock sooner: the longest of them is a parameter. */
const isDueWithin = (column: string, mostMs: string) => `(${column} <= cast(:at as timestamptz) or ${column} > cast(:at as timestamptz) + :${mostMs} * interval '1 millisecond')`;
const IS_OVERDUE = `((state = 'open' and submitted_at < :openBefore) or (state in ('waiting', 'submitting') and abandoned is null and created_at < :waitingBefore))
  and (overdue_look_at is null or ${isDueWithin("overdue_look_at", "mostLookMs")})`;

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
  overdue: boolean;
}

/** Which tasks are given up, if their service does not say otherwise; and the longest times, in milliseconds, that a look and a stream's lease may lie ahead. */
export interface DueTimes {
  at: Date;
  openBefore: Date;
  waitingBefore: Date;
  mostLookMs: number;
  mostStreamMs: number;
}

/** What there is to do just now, in one look at the tasks that have not ended: so that a quiet system costs next to nothing. */
export async function findDueWork(trx: Knex.Transaction, times: DueTimes): Promise<DueWork[]> {
  const { rows } = await trx.raw<{ rows: DueWork[] }>(
    `select provider, bool_or(state = 'open' and ${isDueWithin("next_look_at", "mostLookMs")}) as looks, bool_or(state = 'submitting' or (state = 'waiting' and ${isDue("not_before")})) as line,
       bool_or(state = 'open' and (streamed_until is null or ${isDueWithin("streamed_until", "mostStreamMs")})) as streams, bool_or(${IS_OVERDUE}) as overdue
     from provider_tasks where state <> 'ended' group by provider`,
    { ...times },
  );
  return rows;
}

/** Takes the right to ask the service for this task; null when somebody has asked within the interval, or it is not open. */
export function claimAsking(trx: Knex.Transaction, modelId: string, { at, askedBefore }: { at: Date; askedBefore: Date }): Promise<ProviderTask | null> {
  return oneTask(
    trx,
    `update provider_tasks set asked_at = :at where model_id = :modelId and state = 'open' and (asked_at is null or asked_at <= :askedBefore or asked_at > cast(:at as timestamptz) + interval '1 second') returning *`,
    { modelId, at, askedBefore },
  );
}

export interface LookPlan {
  at: Date;
  firstMs: number;
  lastMs: number;
  /** By how much the time between two looks grows. */
  factor: number;
  limit: number;
  mostLookMs: number;
}

/** Takes tasks that are due for a look, the longest due first, and sets when the next one is; no two processes take the same. */
export function claimDueLooks(trx: Knex.Transaction, provider: string, plan: LookPlan): Promise<ProviderTask[]> {
  return manyTasks(
    trx,
    `update provider_tasks task set looks = task.looks + 1, asked_at = :at::timestamptz,
       next_look_at = :at::timestamptz + least(:lastMs::float8, :firstMs::float8 * power(:factor::float8, least(task.looks, 40))) * interval '1 millisecond'
     from (select model_id from provider_tasks where state = 'open' and provider = :provider and ${isDueWithin("next_look_at", "mostLookMs")}
           order by next_look_at limit :limit for update skip locked) as due
     where task.model_id = due.model_id returning task.*`,
    { provider, ...plan },
  );
}

/** The line of those to be submitted, the first first; sent ones of unknown fate too, since they have to be cleared up before any other is sent. */
export function listLine(trx: Knex.Transaction, provider: string, at: Date, limit: number): Promise<ProviderTask[]> {
  return manyTasks(
    trx,
    `select * from provider_tasks where provider = :provider and (state = 'submitting' or (state = 'waiting' and ${isDue("not_before")}))
     order by state, created_at, model_id limit :limit`,
    { provider, at, limit },
  );
}

/** Whether others have been waiting for longer and could be sent now. */
export async function hasOthersBefore(trx: Knex.Transaction, { provider, createdAt, modelId }: Pick<ProviderTask, "provider" | "createdAt" | "modelId">, at: Date): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: object[] }>(
    `select 1 from provider_tasks where provider = :provider and state = 'waiting' and ${isDue("not_before")} and (created_at, model_id) < (:createdAt, :modelId) limit 1`,
    { provider, at, createdAt, modelId },
  );
  return rows.length > 0;
}

/**
 * Takes tasks of a provider that have been open or waiting for too long and whose model has not been given up yet. One that could not be
 * asked for comes again at `nextAt`: those of a service that is away must not be in the way of one another.
 */
export function claimOverdue(trx: Knex.Transaction, provider: string, plan: Omit<DueTimes, "mostStreamMs"> & { nextAt: Date; limit: number }): Promise<ProviderTask[]> {
  return manyTasks(
    trx,
    `update provider_tasks task set overdue_look_at = :nextAt
     from (select model_id from provider_tasks where provider = :provider and ${IS_OVERDUE}
           order by overdue_look_at nulls first, created_at limit :limit for update skip locked) as overdue
     where task.model_id = overdue.model_id returning task.*`,
    { provider, ...plan },
  );
}

/** Takes tasks that were given up while their service still worked on them, to ask how they ended after all. */
export function claimLateLooks(trx: Knex.Transaction, provider: string, { at, nextAt, endedAfter, limit }: { at: Date; nextAt: Date; endedAfter: Date; limit: number }): Promise<ProviderTask[]> {
  return manyTasks(
    trx,
    `update provider_tasks task set next_look_at = case when coalesce(task.ended_at, task.updated_at) > :endedAfter then cast(:nextAt as timestamptz) end
     from (select model_id from provider_tasks where state = 'ended' and provider = :provider and ${isDue("next_look_at")} and late_outcome is null order by next_look_at limit :limit for update skip locked) as due
     where task.model_id = due.model_id returning task.*`,
    { provider, at, nextAt, endedAfter, limit },
  );
}

/** A task that was given up has come to an end with its service too: nobody need ask for it any more. */
export async function endLateLooks(trx: Knex.Transaction, modelId: string): Promise<void> {
  await trx.raw("update provider_tasks set next_look_at = null where model_id = ? and state = 'ended' and next_look_at is not null", [modelId]);
}

/** Takes tasks for which the service's list is to be looked through once more; again at `nextAt` where that did not work, until it is too late. */
export function claimRechecks(trx: Knex.Transaction, provider: string, { at, nextAt, unansweredAfter, limit }: { at: Date; nextAt: Date; unansweredAfter: Date; limit: number }): Promise<ProviderTask[]> {
  return manyTasks(
    trx,
    `update provider_tasks task set recheck_at = case when task.last_unanswered_at > :unansweredAfter then cast(:nextAt as timestamptz) end
     from (select model_id from provider_tasks where provider = :provider and ${isDue("recheck_at")} order by recheck_at limit :limit for update skip locked) as due
     where task.model_id = due.model_id returning task.*`,
    { provider, at, nextAt, unansweredAfter, limit },
  );
}

export async function endRecheck(trx: Knex.Transaction, modelId: string): Promise<void> {
  await trx.raw("update provider_tasks set recheck_at = null where model_id = ?", [modelId]);
}

/** Whether a submission to this provider is under way: a task that it makes may be listed before its id is stored. */
export async function hasSubmission(trx: Knex.Transaction, provider: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: object[] }>("select 1 from provider_tasks where provider = ? and state = 'submitting' limit 1", [provider]);
  return rows.length > 0;
}

/** Models whose task goes on although they are gone: their user was deleted in the host's own table. */
export async function findOrphans(trx: Knex.Transaction, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { model_id: string }[] }>(
    `select model_id from provider_tasks task where state <> 'ended' and abandoned is null
       and not exists (select from product_3d_models model where model.id = task.model_id) limit ?`,
    [limit],
  );
  return rows.map((row) => row.model_id);
}

/** Takes a task to be followed by its stream, if nobody else does. */
export async function claimStreams(trx: Knex.Transaction, provider: string, plan: { at: Date; until: Date; limit: number; mostStreamMs: number }): Promise<ProviderTask[]> {
  return manyTasks(
    trx,
    `update provider_tasks task set streamed_until = :until
     from (select model_id from provider_tasks where state = 'open' and provider = :provider and (streamed_until is null or ${isDueWithin("streamed_until", "mostStreamMs")})
           order by submitted_at limit :limit for update skip locked) as free
     where task.model_id = free.model_id returning task.*`,
    { provider, ...plan },
  );
}

export async function prolongStreams(trx: Knex.Transaction, modelIds: readonly string[], until: Date): Promise<void> {
  await trx.raw("update provider_tasks set streamed_until = ? where model_id = any(?) and state = 'open'", [until, [...modelIds]] as Knex.RawBinding[]);
}

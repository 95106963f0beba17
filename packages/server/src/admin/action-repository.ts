import type { OperatorAction } from "@model-3d/contract";
import type { Knex } from "knex";

export interface NewAction {
  operator: string;
  action: OperatorAction;
  subject: string;
  modelId: string | null;
  reason: string;
  details: object;
  key: string | null;
  bodyHash: string;
  answer: object;
  at: Date;
}

/** Requests with the same key of an operator take turns until the end of their transactions. */
export async function lockKey(trx: Knex.Transaction, operator: string, key: string): Promise<void> {
  await trx.raw("select pg_advisory_xact_lock(hashtextextended(?, 0))", [`model_3d_operator ${operator} ${key}`]);
}

/** What was answered to an operator's key before; null for a new one. */
export async function findAnswer(trx: Knex.Transaction, operator: string, key: string): Promise<{ bodyHash: string; answer: object } | null> {
  const { rows } = await trx.raw<{ rows: { body_hash: string; answer: object }[] }>("select body_hash, answer from operator_actions where operator_id = ? and idempotency_key = ?", [operator, key]);
  return rows[0] ? { bodyHash: rows[0].body_hash, answer: rows[0].answer } : null;
}

export async function insertAction(trx: Knex.Transaction, { details, answer, ...action }: NewAction): Promise<void> {
  await trx.raw(
    `insert into operator_actions (operator_id, action, subject, model_id, reason, details, idempotency_key, body_hash, answer, created_at)
     values (:operator, :action, :subject, :modelId, :reason, :details, :key, :bodyHash, :answer, :at)`,
    { ...action, details: JSON.stringify(details), answer: JSON.stringify(answer) } as Knex.ValueDict,
  );
}

export interface ActionRow {
  id: string;
  operator: string;
  action: OperatorAction;
  subject: string;
  reason: string;
  credits: number | null;
  items: number | null;
  files: number | null;
  created_at: Date;
}

/** How much it was stands in what was asked for, or is known by the answer alone. */
const SHOWN = `select id::text as id, operator_id as operator, action, subject, reason, created_at,
    coalesce(details -> 'amount', answer -> 'refunded') as credits,
    case when action in ('batch.retry_failed', 'batch.cancel') then answer -> 'items' end as items,
    case when action = 'files.retry' then jsonb_array_length(answer -> 'files') end as files
  from operator_actions`;

/** The newest first. */
export async function selectActions(trx: Knex.Transaction, { beforeId, limit }: { beforeId: string | null; limit: number }): Promise<ActionRow[]> {
  const { rows } = await trx.raw<{ rows: ActionRow[] }>(
    `${SHOWN} ${beforeId === null ? "" : "where id < :beforeId"} order by operator_actions.id desc limit :limit`,
    { limit, ...(beforeId !== null && { beforeId }) },
  );
  return rows;
}

/** What was done to one thing, the newest first. */
export async function selectActionsOn(trx: Knex.Transaction, subject: string, limit: number): Promise<ActionRow[]> {
  const { rows } = await trx.raw<{ rows: ActionRow[] }>(`${SHOWN} where subject = :subject order by operator_actions.id desc limit :limit`, { subject, limit });
  return rows;
}

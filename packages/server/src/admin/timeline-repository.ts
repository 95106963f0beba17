import type { TimelineArea, TimelineFact, TimelineKind } from "@model-3d/contract";
import type { Knex } from "knex";
import { QUEUE_SCHEMA } from "../queue/queue-tables.ts";

export interface TimelineRow {
  at: Date;
  area: TimelineArea;
  kind: TimelineKind;
  facts: Partial<Record<TimelineFact, unknown>>;
}

/** A part of the time line: where it is written down, when it was, and what more is known. Each is found by the model's id, in an index. */
const moment = (area: TimelineArea, kind: TimelineKind | `(${string})`, at: string, facts: Partial<Record<TimelineFact, string>>, from: string) =>
  `select ${at} as at, '${area}' as area, ${kind.startsWith("(") ? kind : `'${kind}'`} as kind, jsonb_build_object(${Object.entries(facts).map(([name, sql]) => `'${name}', ${sql}`).join(", ")}) as facts from ${from} and ${at} is not null`;

const TASK = "provider_tasks task where model_id = :modelId";
const HOLD = "external_holds hold where model_id = :modelId";
const EXPORT = "model_exports export where model_id = :modelId";

const MOMENTS = [
  moment("model", "requested", "created_at", { provider: "provider", version: "version", views: "(select string_agg(key, ', ' order by key) from jsonb_object_keys(input_images) as key)", warnings: "jsonb_array_length(warnings)" }, "product_3d_models where id = :modelId"),
  moment("model", "(lower(status))", "finished_at", { reason: "task_error", progress: "progress" }, "product_3d_models where id = :modelId"),
  moment("model", "(kind)", "created_at", { attempt: "attempt" }, "model_changes where model_id = :modelId"),
  moment("credits", "credits_held", "created_at", { amount: "amount" }, "credit_holds where model_id = :modelId"),
  moment("credits", "credits_released", "settled_at", { amount: "amount", as: "status" }, "credit_holds where model_id = :modelId and status <> 'captured'"),
  moment("credits", "credits_charged", "created_at", { amount: "amount", short: "short" }, "credit_charges where model_id = :modelId"),
  moment("credits", "credits_refunded", "created_at", { amount: "amount", reason: "reason", actor: "actor" }, "credit_refunds where model_id = :modelId"),
  moment("credits", "credits_held", "created_at", { amount: "amount", ledger: "ledger", reference: "reference" }, HOLD),
  moment("credits", "credits_settling", "due_at", { ledger: "ledger", state: "state", attempts: "attempts", error: "last_error" }, `${HOLD} and settled_at is null`),
  moment("credits", "credits_charged", "settled_at", { amount: "charged", short: "short", ledger: "ledger" }, `${HOLD} and state = 'captured'`),
  moment("credits", "credits_released", "settled_at", { amount: "amount", ledger: "ledger", reason: "reason" }, `${HOLD} and state = 'released'`),
  moment("task", "task_queued", "created_at", { provider: "provider", fallbacks: "jsonb_array_length(fallbacks)", place: "queue_place" }, TASK),
  moment("task", "task_submitted", "submitted_at", { provider: "provider", taskId: "task_id", attempts: "attempts" }, TASK),
  moment("task", "task_unanswered", "first_unanswered_at", { provider: "provider", error: "last_error" }, TASK),
  moment("task", "task_doubted", "doubted_since", { provider: "provider", doubt: "doubt" }, TASK),
  moment("task", "task_ended", "ended_at", { outcome: "outcome", cause: "cause", lateOutcome: "late_outcome", abandoned: "abandoned", looks: "looks", error: "last_error" }, TASK),
  moment("task", "task_cost", "recorded_at", { provider: "provider", amount: "amount", unit: "unit", outcome: "outcome" }, "provider_costs where model_id = :modelId"),
  moment(
    "webhook",
    "webhook_received",
    "received_at",
    { deliveryId: "inbox.id", provider: "inbox.provider", state: "inbox.state", status: "inbox.report ->> 'status'", outcome: "inbox.outcome", reason: "inbox.reason", attempts: "inbox.attempts" },
    "provider_tasks task join webhook_inbox inbox on inbox.provider = task.provider and inbox.task_id = task.task_id where task.model_id = :modelId",
  ),
  moment("file", "file_stored", "created_at", { name: "name", kind: "kind", bytes: "bytes", state: "state" }, "stored_files where model_id = :modelId"),
  moment("file", "(case state when 'waiting' then 'file_waiting' when 'lost' then 'file_lost' else 'file_refused' end)", "updated_at", { name: "name", attempts: "attempts", error: "last_error", expiresAt: "expires_at" }, "provider_files where model_id = :modelId and state <> 'copied'"),
  moment("export", "export_started", "created_at", { format: "format" }, EXPORT),
  moment("export", "(case status when 'SUCCEEDED' then 'export_succeeded' else 'export_failed' end)", "finished_at", { format: "format", attempts: "attempts", error: "last_error" }, EXPORT),
  moment("batch", "batch_started", "coalesce(started_at, created_at)", { batchId: "batch_id", position: "position" }, "generation_batch_items where model_id = :modelId"),
  moment(
    "event",
    "event_told",
    "event.created_at",
    { type: "event.type", deliveries: "(select string_agg(state || ' ' || count, ', ' order by state) from (select state, count(*) from host_event_deliveries where event_id = event.id group by 1) as told)" },
    "host_events event where event.user_id = (select user_id from product_3d_models where id = :modelId union select user_id from provider_tasks where model_id = :modelId limit 1) and event.data ->> 'modelId' = cast(:modelId as text)",
  ),
  moment("operator", "operator_acted", "created_at", { action: "action", operator: "operator_id", reason: "reason" }, "operator_actions where model_id = :modelId"),
  moment(
    "job",
    "(case state when 'active' then 'job_running' else 'job_waiting' end)",
    "coalesce(case when state = 'active' then started_on end, created_on)",
    { name: "name", state: "state", tries: "retry_count", error: "coalesce(output ->> 'message', output #>> '{value,message}')" },
    `${QUEUE_SCHEMA}.job where state in ('created', 'retry', 'active') and data ->> 'modelId' = cast(:modelId as text)`,
  ),
];

const TIMELINE = `select * from (${MOMENTS.map((sql) => `(${sql})`).join("\nunion all\n")}) as moments order by at, kind <> 'requested', area, kind limit :limit`;

/** Everything that is written down of a model, oldest first: one statement. */
export async function selectTimeline(trx: Knex.Transaction, modelId: string, limit: number): Promise<TimelineRow[]> {
  const { rows } = await trx.raw<{ rows: TimelineRow[] }>(TIMELINE.replaceAll("?", "\\?"), { modelId, limit });
  return rows;
}

/** Whether files of the model were refused that may be copied once more. */
export async function hasRefusedFiles(trx: Knex.Transaction, modelId: string, now: Date): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: [{ found: boolean }] }>("select exists (select from provider_files where model_id = :modelId and state = 'refused' and (expires_at is null or expires_at > :now)) as found", { modelId, now });
  return rows[0].found;
}

/** Whether something was charged here, and nothing of it given back. */
export async function hasRefundableCharge(trx: Knex.Transaction, modelId: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: [{ has: boolean }] }>(
    "select exists (select from credit_charges charge where charge.model_id = :modelId and charge.amount > 0 and not exists (select from credit_refunds refund where refund.model_id = charge.model_id)) as has",
    { modelId },
  );
  return rows[0].has;
}

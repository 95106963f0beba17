import type { FindingQueries } from "./findings-repository.ts";

const OPEN = "('WAITING', 'STARTING', 'IN_PROGRESS')";

/** Invariant 8. An item ends in the transaction in which its model ends; a batch ends a moment after its last item, by a job. */
export const BATCH_FINDINGS = {
  batch_item_untold: `
    select item.batch_id as "batchId", item.user_id as "userId", item.position, item.model_id as "modelId", coalesce(model.status, 'DELETED') as status, model.task_error as "taskError"
    from generation_batch_items item left join product_3d_models model on model.id = item.model_id
    where item.status = 'IN_PROGRESS' and (model.id is null or model.status in ('SUCCEEDED', 'FAILED', 'EXPIRED'))`,
  batch_cancelled_waits: `
    select batch.id as "batchId", batch.user_id as "userId", count(*)::float8 as waiting, count(item.held_as)::float8 as held
    from generation_batches batch join generation_batch_items item on item.batch_id = batch.id and item.status in ('WAITING', 'STARTING')
    where batch.status = 'CANCELLED' group by batch.id`,
  batch_not_ended: `
    select batch.id as "batchId", batch.user_id as "userId", batch.status, max(item.finished_at) as since
    from generation_batches batch join generation_batch_items item on item.batch_id = batch.id
    where batch.finished_at is null group by batch.id
    having bool_and(item.status not in ${OPEN}) and greatest(batch.updated_at, max(item.finished_at)) < :at::timestamptz - interval '1 hour'`,
  batch_ended_early: `
    select batch.id as "batchId", batch.user_id as "userId", batch.status, count(*)::float8 as open
    from generation_batches batch join generation_batch_items item on item.batch_id = batch.id and item.status in ${OPEN}
    where batch.finished_at is not null group by batch.id`,
  batch_items_lost: `
    select batch.id as "batchId", batch.user_id as "userId", count(item.position)::float8 as items, coalesce(max(item.position) + 1, 1)::float8 as "shouldBe"
    from generation_batches batch left join generation_batch_items item on item.batch_id = batch.id
    group by batch.id having count(item.position) <> coalesce(max(item.position) + 1, 1)`,
} as const satisfies FindingQueries;

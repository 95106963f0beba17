import type { FindingQueries } from "./findings-repository.ts";

const DELIVERY = 'id as "deliveryId", provider, task_id as "taskId"';

/** Invariant 6. Its conditions are the tables' own too: what is found there was written with them switched off. */
export const DELIVERY_FINDINGS = {
  delivery_without_reason: `select ${DELIVERY} from webhook_inbox where state = 'given_up' and coalesce(btrim(reason), '') = ''`,
  delivery_without_outcome: `select ${DELIVERY} from webhook_inbox where state = 'applied' and coalesce(btrim(outcome), '') = ''`,
  // Tries go on for half an hour, and the sweep finds what has lost its job after a quarter; one about a task of nobody waits for a day.
  delivery_forgotten: `
    select ${DELIVERY}, received_at as "receivedAt", attempts, reason from webhook_inbox inbox
    where state = 'waiting' and coalesce(greatest(queued_at, attempted_at), received_at) < :at::timestamptz - case
      when exists (select from provider_tasks task where task.provider = inbox.provider and task.task_id = inbox.task_id) then interval '1 hour' else interval '25 hours' end`,
} as const satisfies FindingQueries;

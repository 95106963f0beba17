import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/**
 * What services have told, from before it is acknowledged until a while after it was worked on. A delivery may be about a task whose row is
 * not there yet, or never will be: nothing refers to it. `report` is what was read of the body, without the files that it names.
 */
export const webhookInbox: MakeMigration = () =>
  sqlMigration(
    "0009-webhook-inbox",
    `
create table public.webhook_inbox (
  id uuid primary key,
  provider text not null,
  task_id text not null,
  state text not null default 'waiting' check (state in ('waiting', 'applied', 'given_up')),
  report jsonb not null check (jsonb_typeof(report) = 'object'),
  body text not null,
  headers jsonb not null default '{}' check (jsonb_typeof(headers) = 'object'),
  attempts integer not null default 0 check (attempts >= 0),
  outcome text,
  reason text,
  received_at timestamptz not null,
  queued_at timestamptz,
  attempted_at timestamptz,
  settled_at timestamptz,
  constraint webhook_inbox_time_when_settled check ((state = 'waiting') = (settled_at is null)),
  constraint webhook_inbox_outcome_when_applied check ((state = 'applied') = (outcome is not null)),
  constraint webhook_inbox_reason_when_given_up check (state <> 'given_up' or reason is not null)
);
create index webhook_inbox_task_idx on public.webhook_inbox (provider, task_id, received_at);
create index webhook_inbox_waiting_idx on public.webhook_inbox (received_at) where state = 'waiting';
create index webhook_inbox_settled_idx on public.webhook_inbox (settled_at) where state <> 'waiting';
create index webhook_inbox_newest_idx on public.webhook_inbox (received_at desc, id desc);
${protectTable("webhook_inbox", { own: null })}`,
    `
drop table public.webhook_inbox;`,
  );

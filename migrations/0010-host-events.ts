import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/**
 * What the host is told: every event, what became of it at each of the host's endpoints, and endpoints that asked for a pause or for
 * nothing more. `data` is `json` and not `jsonb`: what is signed stays as it was written, with every character that JSON can name.
 */
export const hostEvents: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0010-host-events",
    `
create table public.host_events (
  id uuid primary key default gen_random_uuid(),
  number bigint generated always as identity,
  type text not null,
  user_id ${userIdType} ${referencesUser},
  data json not null,
  fanned_out_at timestamptz,
  created_at timestamptz not null default now()
);
create index host_events_created_idx on public.host_events (created_at, number);
create index host_events_user_idx on public.host_events (user_id);
create index host_events_new_idx on public.host_events (number) where fanned_out_at is null;
${protectTable("host_events", { own: null })}

create table public.host_event_deliveries (
  event_id uuid not null references public.host_events (id) on delete cascade,
  endpoint text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'given_up', 'disabled')),
  attempts integer not null default 0 check (attempts >= 0),
  next_try_at timestamptz,
  last_status integer,
  last_error text,
  last_answer text,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (event_id, endpoint),
  constraint host_event_deliveries_due_when_waiting check ((state = 'waiting') = (next_try_at is not null)),
  constraint host_event_deliveries_time_when_delivered check ((state = 'delivered') = (delivered_at is not null))
);
create index host_event_deliveries_due_idx on public.host_event_deliveries (endpoint, next_try_at) where state = 'waiting';
create index host_event_deliveries_state_idx on public.host_event_deliveries (state, event_id);
create trigger host_event_deliveries_touch_updated_at before update on public.host_event_deliveries
  for each row execute function public.model_3d_touch_updated_at();
${protectTable("host_event_deliveries", { own: null })}

create table public.host_event_endpoints (
  url text primary key,
  paused_until timestamptz,
  disabled_at timestamptz
);
${protectTable("host_event_endpoints", { own: null })}

alter table public.credit_accounts add column is_low boolean;`,
    `
alter table public.credit_accounts drop column is_low;
drop table public.host_event_endpoints;
drop table public.host_event_deliveries;
drop table public.host_events;`,
  );

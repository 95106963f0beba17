import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/** Events, numbered per user under the lock of the user's stream row: they commit in the order of their numbers. */
export const events: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0005-events",
    `
create table public.model_event_streams (
  user_id ${userIdType} primary key ${referencesUser},
  last_event_id bigint not null check (last_event_id >= 1)
);
${protectTable("model_event_streams", { service: "select, insert, update" })}

create table public.model_events (
  user_id ${userIdType} not null ${referencesUser},
  event_id bigint not null,
  type text not null,
  data jsonb not null,
  created_at timestamptz not null default now(),
  primary key (user_id, event_id)
);
create index model_events_created_idx on public.model_events (created_at);
${protectTable("model_events", { service: "select, insert, delete" })}`,
    `
drop table public.model_events;
drop table public.model_event_streams;`,
  );

import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/** Answers to requests that may be repeated, and the program's own secrets (to sign links), which no user ever reads. */
export const requests: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0007-requests",
    `
create table public.idempotency_keys (
  user_id ${userIdType} not null ${referencesUser},
  key text not null,
  route text not null,
  body_hash text not null,
  state text not null default 'working' check (state in ('working', 'done')),
  status integer check (status between 100 and 599),
  response jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (user_id, key, route),
  constraint idempotency_keys_answered_when_done check ((state = 'done') = (status is not null))
);
create index idempotency_keys_updated_idx on public.idempotency_keys (updated_at);
create trigger idempotency_keys_touch_updated_at before update on public.idempotency_keys
  for each row execute function public.model_3d_touch_updated_at();
${protectTable("idempotency_keys")}

create table public.model_3d_secrets (
  name text primary key,
  value text not null,
  created_at timestamptz not null default now()
);
${protectTable("model_3d_secrets", { own: null })}`,
    `
drop table public.model_3d_secrets;
drop table public.idempotency_keys;`,
  );

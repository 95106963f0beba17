import { sqlMigration, type MakeMigration } from "./migration.ts";
import { keepToOwnRows, protectTable } from "./row-level-security.ts";

/** What its user may read of an archive; the rest is the host's. */
const READABLE = ["id", "user_id", "format", "name", "models", "status", "file_key", "reason", "created_at", "updated_at", "finished_at", "expires_at"];

const kinds = (names: string) => `
alter table public.stored_files drop constraint stored_files_kind_check;
alter table public.stored_files add constraint stored_files_kind_check check (kind in (${names})) not valid;
alter table public.stored_files validate constraint stored_files_kind_check;`;

/** Archives that are kept for a while, so that a download that breaks off goes on where it was: each made once of the same models in the same format. */
export const archives: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0031-archives",
    `${kinds("'source_image', 'model_file', 'archive'")}
create table public.model_archives (
  id uuid primary key default gen_random_uuid(),
  user_id ${userIdType} not null ${referencesUser},
  format text not null,
  name text not null,
  models jsonb not null check (jsonb_typeof(models) = 'array'),
  content_hash text not null,
  status text not null default 'PENDING' check (status in ('PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED')),
  attempts integer not null default 0 check (attempts >= 0),
  file_key text unique references public.stored_files (key) on delete set null,
  reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz not null,
  constraint model_archives_made_once unique (user_id, content_hash),
  constraint model_archives_finished_when_final check ((status in ('SUCCEEDED', 'FAILED')) = (finished_at is not null)),
  constraint model_archives_says_why check ((status = 'FAILED') = (reason is not null))
);
create index model_archives_expires_idx on public.model_archives (expires_at);
create trigger model_archives_touch_updated_at before update on public.model_archives for each row execute function public.model_3d_touch_updated_at();
${protectTable("model_archives")}
revoke select on public.model_archives from model_3d_user;
grant select (${READABLE.join(", ")}) on public.model_archives to model_3d_user;
${keepToOwnRows("model_archives")}`,
    `
drop table public.model_archives;
update public.stored_files set kind = 'model_file', model_id = null, state = 'deleting' where kind = 'archive';
${kinds("'source_image', 'model_file'")}`,
  );

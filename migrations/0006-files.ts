import { sqlMigration, type MakeMigration } from "./migration.ts";
import { protectTable } from "./row-level-security.ts";

/** Files in the storage, each named by a row before it is written, and which photos a model was made from. */
export const files: MakeMigration = ({ userIdType, referencesUser }) =>
  sqlMigration(
    "0006-files",
    `
create table public.stored_files (
  key text primary key,
  user_id ${userIdType} not null ${referencesUser},
  kind text not null check (kind in ('source_image', 'model_file')),
  image_id uuid constraint stored_files_one_image unique,
  model_id uuid references public.product_3d_models (id) on delete set null,
  view text check (view in ('front', 'back', 'side', 'top')),
  name text,
  content_type text,
  bytes bigint check (bytes >= 0),
  sha256 text,
  width integer check (width > 0),
  height integer check (height > 0),
  state text not null default 'writing' check (state in ('writing', 'stored', 'deleting')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index stored_files_model_idx on public.stored_files (model_id);
create index stored_files_user_idx on public.stored_files (user_id);
create index stored_files_state_idx on public.stored_files (state, updated_at);
create trigger stored_files_touch_updated_at before update on public.stored_files
  for each row execute function public.model_3d_touch_updated_at();
${protectTable("stored_files")}

create table public.model_input_images (
  model_id uuid not null references public.product_3d_models (id) on delete cascade,
  view text not null check (view in ('front', 'back', 'side', 'top')),
  file_key text not null references public.stored_files (key),
  primary key (model_id, view)
);
create index model_input_images_file_idx on public.model_input_images (file_key);
${protectTable("model_input_images", {
  own: "exists (select from public.product_3d_models model where model.id = model_id and model.user_id = (select public.model_3d_current_user_id()))",
})}`,
    `
drop table public.model_input_images;
drop table public.stored_files;`,
  );

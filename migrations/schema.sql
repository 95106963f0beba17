table credit_accounts, row level security forced
  column user_id uuid not null
  column held integer not null default 0
  column updated_at timestamp with time zone not null default now()
  column is_low boolean
  constraint credit_accounts_held_check CHECK ((held >= 0))
  constraint credit_accounts_pkey PRIMARY KEY (user_id)
  policy credit_accounts_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_accounts_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table credit_charges, row level security forced
  column model_id uuid not null
  column user_id uuid not null
  column amount integer not null
  column short integer not null default 0
  column created_at timestamp with time zone not null default now()
  constraint credit_charges_amount_check CHECK ((amount >= 0))
  constraint credit_charges_pkey PRIMARY KEY (model_id)
  constraint credit_charges_short_check CHECK ((short >= 0))
  CREATE INDEX credit_charges_user_idx ON public.credit_charges USING btree (user_id)
  policy credit_charges_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_charges_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service
  grant select to model_3d_user

table credit_holds, row level security forced
  column id uuid not null default gen_random_uuid()
  column user_id uuid not null
  column model_id uuid not null
  column amount integer not null
  column status text not null default 'pending'::text
  column expires_at timestamp with time zone
  column created_at timestamp with time zone not null default now()
  column settled_at timestamp with time zone
  constraint credit_holds_amount_check CHECK ((amount >= 0))
  constraint credit_holds_one_per_model UNIQUE (model_id)
  constraint credit_holds_pkey PRIMARY KEY (id)
  constraint credit_holds_settled_when_final CHECK (((status = 'pending'::text) = (settled_at IS NULL)))
  constraint credit_holds_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'captured'::text, 'released'::text, 'expired'::text])))
  CREATE INDEX credit_holds_expiring_idx ON public.credit_holds USING btree (expires_at) WHERE ((status = 'pending'::text) AND (expires_at IS NOT NULL))
  CREATE INDEX credit_holds_pending_idx ON public.credit_holds USING btree (user_id) WHERE (status = 'pending'::text)
  policy credit_holds_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_holds_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table credit_ledger, row level security forced
  column id bigint not null generated always as identity
  column user_id uuid not null
  column kind text not null
  column amount integer not null
  column held_change integer not null default 0
  column grant_id uuid
  column model_id uuid
  column reason text
  column actor text
  column created_at timestamp with time zone not null default now()
  constraint credit_ledger_kind_check CHECK ((kind = ANY (ARRAY['grant'::text, 'hold'::text, 'release'::text, 'charge'::text, 'shortfall'::text, 'reset'::text, 'refund'::text, 'expiry'::text, 'correction'::text])))
  constraint credit_ledger_model_named CHECK (((kind <> ALL (ARRAY['hold'::text, 'release'::text, 'charge'::text, 'shortfall'::text])) OR (model_id IS NOT NULL)))
  constraint credit_ledger_pkey PRIMARY KEY (id)

  constraint credit_ledger_sign CHECK (
CASE kind
    WHEN 'grant'::text THEN (amount > 0)
    WHEN 'refund'::text THEN (amount > 0)
    WHEN 'charge'::text THEN (amount <= 0)
    WHEN 'expiry'::text THEN (amount <= 0)
    WHEN 'hold'::text THEN (amount = 0)
    WHEN 'release'::text THEN (amount = 0)
    WHEN 'shortfall'::text THEN (amount = 0)
    ELSE true
END)
  CREATE UNIQUE INDEX credit_ledger_one_charge_per_grant ON public.credit_ledger USING btree (model_id, grant_id) WHERE (kind = 'charge'::text)
  CREATE INDEX credit_ledger_user_idx ON public.credit_ledger USING btree (user_id, id DESC)
  CREATE TRIGGER credit_ledger_append_only BEFORE DELETE OR UPDATE ON public.credit_ledger FOR EACH ROW EXECUTE FUNCTION model_3d_refuse_ledger_change()
  CREATE TRIGGER credit_ledger_never_truncated BEFORE TRUNCATE ON public.credit_ledger FOR EACH STATEMENT EXECUTE FUNCTION model_3d_refuse_ledger_change()
  policy credit_ledger_outside_changes for insert to postgres with check (kind = 'correction'::text)
  policy credit_ledger_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_ledger_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service
  grant select to model_3d_user

table host_event_deliveries, row level security forced
  column event_id uuid not null
  column endpoint text not null
  column state text not null default 'waiting'::text
  column attempts integer not null default 0
  column next_try_at timestamp with time zone
  column last_status integer
  column last_error text
  column last_answer text
  column delivered_at timestamp with time zone
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  constraint host_event_deliveries_attempts_check CHECK ((attempts >= 0))
  constraint host_event_deliveries_due_when_waiting CHECK (((state = 'waiting'::text) = (next_try_at IS NOT NULL)))
  constraint host_event_deliveries_event_id_fkey FOREIGN KEY (event_id) REFERENCES host_events(id) ON DELETE CASCADE
  constraint host_event_deliveries_pkey PRIMARY KEY (event_id, endpoint)
  constraint host_event_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'given_up'::text, 'disabled'::text])))
  constraint host_event_deliveries_time_when_delivered CHECK (((state = 'delivered'::text) = (delivered_at IS NOT NULL)))
  CREATE INDEX host_event_deliveries_due_idx ON public.host_event_deliveries USING btree (endpoint, next_try_at) WHERE (state = 'waiting'::text)
  CREATE INDEX host_event_deliveries_state_idx ON public.host_event_deliveries USING btree (state, event_id)
  CREATE TRIGGER host_event_deliveries_touch_updated_at BEFORE UPDATE ON public.host_event_deliveries FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy host_event_deliveries_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table host_event_endpoints, row level security forced
  column url text not null
  column paused_until timestamp with time zone
  column disabled_at timestamp with time zone
  constraint host_event_endpoints_pkey PRIMARY KEY (url)
  policy host_event_endpoints_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table host_events, row level security forced
  column id uuid not null default gen_random_uuid()
  column number bigint not null generated always as identity
  column type text not null
  column user_id uuid
  column data json not null
  column fanned_out_at timestamp with time zone
  column created_at timestamp with time zone not null default now()
  constraint host_events_pkey PRIMARY KEY (id)
  CREATE INDEX host_events_created_idx ON public.host_events USING btree (created_at, number)
  CREATE INDEX host_events_new_idx ON public.host_events USING btree (number) WHERE (fanned_out_at IS NULL)
  CREATE INDEX host_events_user_idx ON public.host_events USING btree (user_id)
  policy host_events_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table idempotency_keys, row level security forced
  column user_id uuid not null
  column key text not null
  column route text not null
  column body_hash text not null
  column state text not null default 'working'::text
  column status integer
  column response jsonb
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  constraint idempotency_keys_answered_when_done CHECK (((state = 'done'::text) = (status IS NOT NULL)))
  constraint idempotency_keys_pkey PRIMARY KEY (user_id, key, route)
  constraint idempotency_keys_state_check CHECK ((state = ANY (ARRAY['working'::text, 'done'::text])))
  constraint idempotency_keys_status_check CHECK (((status >= 100) AND (status <= 599)))
  CREATE INDEX idempotency_keys_updated_idx ON public.idempotency_keys USING btree (updated_at)
  CREATE TRIGGER idempotency_keys_touch_updated_at BEFORE UPDATE ON public.idempotency_keys FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy idempotency_keys_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy idempotency_keys_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table model_3d_migrations, row level security forced
  column name text not null
  column applied_at timestamp with time zone not null default now()
  constraint model_3d_migrations_pkey PRIMARY KEY (name)
  policy model_3d_migrations_owner for all to postgres using true with check true
  policy model_3d_migrations_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant select to model_3d_service

table model_3d_secrets, row level security forced
  column name text not null
  column value text not null
  column created_at timestamp with time zone not null default now()
  constraint model_3d_secrets_pkey PRIMARY KEY (name)
  policy model_3d_secrets_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table model_event_streams, row level security forced
  column user_id uuid not null
  column last_event_id bigint not null
  constraint model_event_streams_last_event_id_check CHECK ((last_event_id >= 1))
  constraint model_event_streams_pkey PRIMARY KEY (user_id)
  policy model_event_streams_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy model_event_streams_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table model_events, row level security forced
  column user_id uuid not null
  column event_id bigint not null
  column type text not null
  column data jsonb not null
  column created_at timestamp with time zone not null default now()
  constraint model_events_pkey PRIMARY KEY (user_id, event_id)
  CREATE INDEX model_events_created_idx ON public.model_events USING btree (created_at)
  policy model_events_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy model_events_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant select to model_3d_user

table model_input_images, row level security forced
  column model_id uuid not null
  column view text not null
  column file_key text not null
  constraint model_input_images_file_key_fkey FOREIGN KEY (file_key) REFERENCES stored_files(key)
  constraint model_input_images_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE CASCADE
  constraint model_input_images_pkey PRIMARY KEY (model_id, view)
  constraint model_input_images_view_check CHECK ((view = ANY (ARRAY['front'::text, 'back'::text, 'side'::text, 'top'::text])))
  CREATE INDEX model_input_images_file_idx ON public.model_input_images USING btree (file_key)

  policy model_input_images_own_rows for select to public using (EXISTS ( SELECT
   FROM product_3d_models model
  WHERE ((model.id = model_input_images.model_id) AND (model.user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id)))))
  policy model_input_images_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table product_3d_model_versions, row level security forced
  column user_id uuid not null
  column source_type text not null
  column source_id uuid not null
  column last_version integer not null
  constraint product_3d_model_versions_last_version_check CHECK ((last_version >= 1))
  constraint product_3d_model_versions_pkey PRIMARY KEY (user_id, source_type, source_id)
  policy product_3d_model_versions_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy product_3d_model_versions_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table product_3d_models, row level security forced
  column id uuid not null default gen_random_uuid()
  column user_id uuid not null
  column source_type text not null
  column source_id uuid not null
  column provider text not null default 'meshy'::text
  column task_id text
  column status text not null default 'PENDING'::text
  column progress integer not null default 0
  column model_urls jsonb not null default '{}'::jsonb
  column thumbnail_url text
  column texture_urls jsonb not null default '[]'::jsonb
  column input_images jsonb not null
  column task_error text
  column version integer not null
  column is_active boolean not null default false
  column options jsonb not null default '{}'::jsonb
  column warnings jsonb not null default '[]'::jsonb
  column attempts integer not null default 0
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  column finished_at timestamp with time zone
  constraint product_3d_models_active_succeeded CHECK (((NOT is_active) OR (status = 'SUCCEEDED'::text)))
  constraint product_3d_models_attempts_check CHECK ((attempts >= 0))
  constraint product_3d_models_finished_when_final CHECK (((status = ANY (ARRAY['SUCCEEDED'::text, 'FAILED'::text, 'EXPIRED'::text])) = (finished_at IS NOT NULL)))
  constraint product_3d_models_input_images_check CHECK ((jsonb_typeof(input_images) = 'object'::text))
  constraint product_3d_models_model_urls_check CHECK ((jsonb_typeof(model_urls) = 'object'::text))
  constraint product_3d_models_options_check CHECK ((jsonb_typeof(options) = 'object'::text))
  constraint product_3d_models_pkey PRIMARY KEY (id)
  constraint product_3d_models_progress_check CHECK (((progress >= 0) AND (progress <= 100)))
  constraint product_3d_models_source_type_check CHECK ((source_type = ANY (ARRAY['product'::text, 'collection'::text])))
  constraint product_3d_models_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text, 'SUCCEEDED'::text, 'FAILED'::text, 'EXPIRED'::text])))
  constraint product_3d_models_task_known CHECK (((task_id IS NOT NULL) OR (status = ANY (ARRAY['PENDING'::text, 'FAILED'::text, 'EXPIRED'::text]))))
  constraint product_3d_models_texture_urls_check CHECK ((jsonb_typeof(texture_urls) = 'array'::text))
  constraint product_3d_models_version_check CHECK ((version >= 1))
  constraint product_3d_models_warnings_check CHECK ((jsonb_typeof(warnings) = 'array'::text))
  CREATE INDEX product_3d_models_active_idx ON public.product_3d_models USING btree (is_active) WHERE is_active
  CREATE INDEX product_3d_models_created_idx ON public.product_3d_models USING btree (created_at DESC)
  CREATE UNIQUE INDEX product_3d_models_one_active ON public.product_3d_models USING btree (user_id, source_type, source_id) WHERE is_active
  CREATE UNIQUE INDEX product_3d_models_one_in_progress ON public.product_3d_models USING btree (user_id, source_type, source_id) WHERE (status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text]))
  CREATE UNIQUE INDEX product_3d_models_one_task ON public.product_3d_models USING btree (provider, task_id)
  CREATE UNIQUE INDEX product_3d_models_one_version ON public.product_3d_models USING btree (user_id, source_type, source_id, version)
  CREATE INDEX product_3d_models_source_idx ON public.product_3d_models USING btree (source_type, source_id)
  CREATE INDEX product_3d_models_status_idx ON public.product_3d_models USING btree (status)
  CREATE INDEX product_3d_models_task_idx ON public.product_3d_models USING btree (task_id)
  CREATE INDEX product_3d_models_unfinished_idx ON public.product_3d_models USING btree (updated_at, id) WHERE (status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text]))
  CREATE INDEX product_3d_models_user_idx ON public.product_3d_models USING btree (user_id, created_at DESC, id DESC)
  CREATE INDEX product_3d_models_user_status_idx ON public.product_3d_models USING btree (user_id, status, created_at DESC, id DESC)
  CREATE TRIGGER product_3d_models_assign_version BEFORE INSERT ON public.product_3d_models FOR EACH ROW EXECUTE FUNCTION model_3d_assign_version()
  CREATE TRIGGER product_3d_models_guard BEFORE UPDATE ON public.product_3d_models FOR EACH ROW EXECUTE FUNCTION model_3d_guard_model()
  CREATE TRIGGER product_3d_models_touch_updated_at BEFORE UPDATE ON public.product_3d_models FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy product_3d_models_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy product_3d_models_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table provider_accounts, row level security forced
  column provider text not null
  column next_request_at timestamp with time zone not null default '-infinity'::timestamp with time zone
  column paused_until timestamp with time zone not null default '-infinity'::timestamp with time zone
  column submitting_model uuid
  column submitting_until timestamp with time zone not null default '-infinity'::timestamp with time zone
  constraint provider_accounts_pkey PRIMARY KEY (provider)
  policy provider_accounts_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table provider_files, row level security forced
  column model_id uuid not null
  column name text not null
  column user_id uuid not null
  column provider text not null
  column kind text not null
  column content_type text not null
  column texture_set integer
  column texture_map text
  column url text not null
  column url_sha256 text not null
  column expires_at timestamp with time zone
  column state text not null default 'waiting'::text
  column attempts integer not null default 0
  column next_attempt_at timestamp with time zone not null default '-infinity'::timestamp with time zone
  column last_error text
  column refused_as text
  column refusals integer not null default 0
  column alerted_at timestamp with time zone
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  constraint provider_files_attempts_check CHECK ((attempts >= 0))
  constraint provider_files_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE CASCADE
  constraint provider_files_pkey PRIMARY KEY (model_id, name)
  constraint provider_files_refusals_check CHECK ((refusals >= 0))
  constraint provider_files_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'copied'::text, 'refused'::text, 'lost'::text])))
  constraint provider_files_texture_map_check CHECK ((texture_map = ANY (ARRAY['base_color'::text, 'metallic'::text, 'roughness'::text, 'normal'::text])))
  constraint provider_files_texture_set_check CHECK ((texture_set >= 0))
  CREATE INDEX provider_files_url_idx ON public.provider_files USING btree (url_sha256)
  CREATE INDEX provider_files_user_idx ON public.provider_files USING btree (user_id)
  CREATE INDEX provider_files_waiting_idx ON public.provider_files USING btree (expires_at, model_id) WHERE (state = 'waiting'::text)
  CREATE TRIGGER provider_files_touch_updated_at BEFORE UPDATE ON public.provider_files FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy provider_files_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy provider_files_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table provider_tasks, row level security forced
  column model_id uuid not null
  column user_id uuid not null
  column provider text not null
  column fallbacks jsonb not null default '[]'::jsonb
  column state text not null default 'waiting'::text
  column task_id text
  column handle jsonb
  column attempts integer not null default 0
  column not_before timestamp with time zone not null default now()
  column submitting_since timestamp with time zone
  column submission_ended_at timestamp with time zone
  column submitted_at timestamp with time zone
  column looks integer not null default 0
  column next_look_at timestamp with time zone
  column asked_at timestamp with time zone
  column streamed_until timestamp with time zone
  column queue_place integer
  column abandoned text
  column outcome text
  column late_outcome text
  column cost_amount numeric
  column cost_unit text
  column last_error text
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  column doubt text
  column doubted_since timestamp with time zone
  constraint provider_tasks_attempts_check CHECK ((attempts >= 0))
  constraint provider_tasks_doubt_check CHECK ((doubt = ANY (ARRAY['no_files'::text, 'gone'::text])))
  constraint provider_tasks_fallbacks_check CHECK ((jsonb_typeof(fallbacks) = 'array'::text))
  constraint provider_tasks_known_when_open CHECK (((state <> 'open'::text) OR ((task_id IS NOT NULL) AND (submitted_at IS NOT NULL))))
  constraint provider_tasks_looks_check CHECK ((looks >= 0))
  constraint provider_tasks_outcome_when_ended CHECK (((state = 'ended'::text) = (outcome IS NOT NULL)))
  constraint provider_tasks_pkey PRIMARY KEY (model_id)
  constraint provider_tasks_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'submitting'::text, 'open'::text, 'ended'::text])))
  constraint provider_tasks_time_when_doubted CHECK (((doubt IS NULL) = (doubted_since IS NULL)))
  CREATE INDEX provider_tasks_ended_idx ON public.provider_tasks USING btree (updated_at) WHERE (state = 'ended'::text)
  CREATE INDEX provider_tasks_late_idx ON public.provider_tasks USING btree (next_look_at) WHERE ((state = 'ended'::text) AND (next_look_at IS NOT NULL))
  CREATE INDEX provider_tasks_live_idx ON public.provider_tasks USING btree (provider) WHERE (state <> 'ended'::text)
  CREATE INDEX provider_tasks_look_idx ON public.provider_tasks USING btree (next_look_at) WHERE (state = 'open'::text)
  CREATE UNIQUE INDEX provider_tasks_one_task ON public.provider_tasks USING btree (provider, task_id)
  CREATE INDEX provider_tasks_user_idx ON public.provider_tasks USING btree (user_id)
  CREATE INDEX provider_tasks_waiting_idx ON public.provider_tasks USING btree (provider, created_at, model_id) WHERE (state = ANY (ARRAY['waiting'::text, 'submitting'::text]))
  CREATE TRIGGER provider_tasks_touch_updated_at BEFORE UPDATE ON public.provider_tasks FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy provider_tasks_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy provider_tasks_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table rate_limits, row level security forced
  column name text not null
  column spent_until timestamp with time zone not null
  column window_ms integer not null
  constraint rate_limits_pkey PRIMARY KEY (name)
  constraint rate_limits_window_ms_check CHECK ((window_ms > 0))
  policy rate_limits_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table stored_files, row level security forced
  column key text not null
  column user_id uuid not null
  column kind text not null
  column image_id uuid
  column model_id uuid
  column view text
  column name text
  column content_type text
  column bytes bigint
  column sha256 text
  column width integer
  column height integer
  column state text not null default 'writing'::text
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  constraint stored_files_bytes_check CHECK ((bytes >= 0))
  constraint stored_files_height_check CHECK ((height > 0))
  constraint stored_files_kind_check CHECK ((kind = ANY (ARRAY['source_image'::text, 'model_file'::text])))
  constraint stored_files_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE SET NULL
  constraint stored_files_one_image UNIQUE (image_id)
  constraint stored_files_pkey PRIMARY KEY (key)
  constraint stored_files_state_check CHECK ((state = ANY (ARRAY['writing'::text, 'stored'::text, 'deleting'::text])))
  constraint stored_files_view_check CHECK ((view = ANY (ARRAY['front'::text, 'back'::text, 'side'::text, 'top'::text])))
  constraint stored_files_width_check CHECK ((width > 0))
  CREATE INDEX stored_files_key_order_idx ON public.stored_files USING btree (key COLLATE "C")
  CREATE INDEX stored_files_model_idx ON public.stored_files USING btree (model_id)
  CREATE INDEX stored_files_state_idx ON public.stored_files USING btree (state, updated_at)
  CREATE INDEX stored_files_user_idx ON public.stored_files USING btree (user_id)
  CREATE TRIGGER stored_files_touch_updated_at BEFORE UPDATE ON public.stored_files FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy stored_files_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy stored_files_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table user_credits, row level security forced
  column id uuid not null default gen_random_uuid()
  column user_id uuid not null
  column credits integer not null default 0
  column plan_type text not null
  column status text not null default 'active'::text
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  column allowance integer
  column period_ends_at timestamp with time zone
  column expires_at timestamp with time zone

  column rank smallint generated as 
CASE plan_type
    WHEN 'subscription'::text THEN 0
    ELSE 1
END
  constraint user_credits_allowance_check CHECK ((allowance >= 0))
  constraint user_credits_credits_in_range CHECK ((credits >= 0))
  constraint user_credits_pkey PRIMARY KEY (id)
  constraint user_credits_plan_type_known CHECK ((plan_type = ANY (ARRAY['subscription'::text, 'one_time'::text])))
  constraint user_credits_status_known CHECK ((status = ANY (ARRAY['active'::text, 'expired'::text])))
  CREATE INDEX user_credits_spending_idx ON public.user_credits USING btree (user_id, rank, created_at, id) WHERE (status = 'active'::text)
  CREATE INDEX user_credits_user_idx ON public.user_credits USING btree (user_id)
  CREATE TRIGGER user_credits_record_outside_change AFTER INSERT OR DELETE OR UPDATE OF credits, user_id ON public.user_credits FOR EACH ROW WHEN ((CURRENT_USER <> 'model_3d_service'::name)) EXECUTE FUNCTION model_3d_record_outside_change()
  CREATE TRIGGER user_credits_touch_updated_at BEFORE UPDATE ON public.user_credits FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy user_credits_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy user_credits_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table webhook_inbox, row level security forced
  column id uuid not null
  column provider text not null
  column task_id text not null
  column state text not null default 'waiting'::text
  column report jsonb not null
  column body text not null
  column headers jsonb not null default '{}'::jsonb
  column attempts integer not null default 0
  column outcome text
  column reason text
  column received_at timestamp with time zone not null
  column queued_at timestamp with time zone
  column attempted_at timestamp with time zone
  column settled_at timestamp with time zone
  constraint webhook_inbox_attempts_check CHECK ((attempts >= 0))
  constraint webhook_inbox_headers_check CHECK ((jsonb_typeof(headers) = 'object'::text))
  constraint webhook_inbox_outcome_when_applied CHECK (((state = 'applied'::text) = (outcome IS NOT NULL)))
  constraint webhook_inbox_pkey PRIMARY KEY (id)
  constraint webhook_inbox_reason_when_given_up CHECK (((state <> 'given_up'::text) OR (reason IS NOT NULL)))
  constraint webhook_inbox_report_check CHECK ((jsonb_typeof(report) = 'object'::text))
  constraint webhook_inbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'applied'::text, 'given_up'::text])))
  constraint webhook_inbox_time_when_settled CHECK (((state = 'waiting'::text) = (settled_at IS NULL)))
  CREATE INDEX webhook_inbox_newest_idx ON public.webhook_inbox USING btree (received_at DESC, id DESC)
  CREATE INDEX webhook_inbox_settled_idx ON public.webhook_inbox USING btree (settled_at) WHERE (state <> 'waiting'::text)
  CREATE INDEX webhook_inbox_task_idx ON public.webhook_inbox USING btree (provider, task_id, received_at)
  CREATE INDEX webhook_inbox_waiting_idx ON public.webhook_inbox USING btree (received_at) WHERE (state = 'waiting'::text)
  policy webhook_inbox_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

CREATE OR REPLACE FUNCTION public.model_3d_assign_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  insert into product_3d_model_versions as counter (user_id, source_type, source_id, last_version)
  values (new.user_id, new.source_type, new.source_id, 1)
  on conflict (user_id, source_type, source_id) do update set last_version = counter.last_version + 1
  returning last_version into new.version;
  return new;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_capture_hold(p_user uuid, p_model uuid, p_allow_short boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_hold credit_holds%rowtype;
  v_grant record;
  v_part integer;
  v_left integer;
begin
  perform from credit_accounts where user_id = p_user for update;
  select * into v_hold from credit_holds where model_id = p_model and user_id = p_user for update;
  if v_hold.status = 'captured' then
    return (select jsonb_build_object('kind', 'already_captured', 'charged', amount, 'short', short) from credit_charges where model_id = p_model);
  end if;
  if v_hold.status is distinct from 'pending' then
    return jsonb_build_object('kind', 'not_held');
  end if;

  v_left := v_hold.amount;
  for v_grant in
    select id, credits, plan_type from user_credits
    where user_id = p_user and status = 'active' and credits > 0 and (expires_at is null or expires_at > v_hold.created_at)
    order by rank, created_at, id
    for update
  loop
    exit when v_left = 0;
    v_part := least(v_left, v_grant.credits);
    update user_credits set credits = credits - v_part,
      status = case when plan_type = 'one_time' and credits = v_part then 'expired' else status end
    where id = v_grant.id;
    insert into credit_ledger (user_id, kind, amount, held_change, grant_id, model_id)
    values (p_user, 'charge', -v_part, -v_part, v_grant.id, p_model);
    v_left := v_left - v_part;
  end loop;
  if v_left > 0 then
    if not p_allow_short then
      raise exception 'The grants of the user are % credits short of the held %.', v_left, v_hold.amount
        using errcode = 'check_violation', constraint = 'credit_charges_covered';
    end if;
    insert into credit_ledger (user_id, kind, amount, held_change, model_id, reason)
    values (p_user, 'shortfall', 0, -v_left, p_model, format('%s of %s credits could not be charged', v_left, v_hold.amount));
  end if;
  insert into credit_charges (model_id, user_id, amount, short) values (p_model, p_user, v_hold.amount - v_left, v_left);
  update credit_holds set status = 'captured', settled_at = now() where id = v_hold.id;
  update credit_accounts set held = held - v_hold.amount, updated_at = now() where user_id = p_user;
  return jsonb_build_object('kind', 'captured', 'charged', v_hold.amount - v_left, 'short', v_left);
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_current_user_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      select case when current_user = 'model_3d_user' then nullif(current_setting('model_3d.user_id', true), '')::uuid end
    $function$

CREATE OR REPLACE FUNCTION public.model_3d_grant_credits(p_user uuid, p_amount integer, p_plan_type text, p_reason text, p_actor text, p_expires_at timestamp with time zone, p_once boolean)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_grant uuid;
begin
  perform model_3d_lock_credit_account(p_user);
  if p_once and (exists (select from user_credits where user_id = p_user) or exists (select from credit_ledger where user_id = p_user and kind = 'grant')) then
    return null;
  end if;
  insert into user_credits (user_id, credits, plan_type, status, expires_at)
  values (p_user, p_amount, p_plan_type, 'active', p_expires_at) returning id into v_grant;
  insert into credit_ledger (user_id, kind, amount, grant_id, reason, actor) values (p_user, 'grant', p_amount, v_grant, p_reason, p_actor);
  return v_grant;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_guard_model()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (new.id, new.user_id, new.source_type, new.source_id, new.version, new.created_at)
    is distinct from (old.id, old.user_id, old.source_type, old.source_id, old.version, old.created_at) then
    raise exception 'What a model is made of, its owner and its version never change.'
      using errcode = 'check_violation', constraint = 'product_3d_models_identity_kept';
  end if;
  if new.status <> old.status and (old.status in ('SUCCEEDED', 'FAILED', 'EXPIRED') or new.status = 'PENDING') then
    raise exception 'A model that is % cannot become %.', old.status, new.status
      using errcode = 'check_violation', constraint = 'product_3d_models_allowed_move';
  end if;
  if new.progress < old.progress then
    raise exception 'Progress never goes back.'
      using errcode = 'check_violation', constraint = 'product_3d_models_progress_kept';
  end if;
  return new;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_hold_credits(p_user uuid, p_model uuid, p_amount integer, p_expires_at timestamp with time zone, p_allow_short boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_held integer := model_3d_lock_credit_account(p_user);
  v_balance bigint;
begin
  select coalesce(sum(credits), 0) into v_balance from user_credits
  where user_id = p_user and status = 'active' and (expires_at is null or expires_at > now());
  if p_amount > v_balance - v_held and p_amount > 0 and not p_allow_short then
    return jsonb_build_object('kind', 'insufficient', 'balance', v_balance, 'held', v_held, 'available', v_balance - v_held);
  end if;
  insert into credit_holds (user_id, model_id, amount, expires_at) values (p_user, p_model, p_amount, p_expires_at);
  update credit_accounts set held = held + p_amount, updated_at = now() where user_id = p_user;
  insert into credit_ledger (user_id, kind, amount, held_change, model_id) values (p_user, 'hold', 0, p_amount, p_model);
  return jsonb_build_object('kind', 'held', 'available', v_balance - v_held - p_amount);
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_lock_credit_account(p_user uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_held integer;
begin
  select held into v_held from credit_accounts where user_id = p_user for update;
  if not found then
    insert into credit_accounts (user_id) values (p_user) on conflict (user_id) do nothing;
    select held into v_held from credit_accounts where user_id = p_user for update;
  end if;
  return v_held;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_record_outside_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'UPDATE' and new.user_id = old.user_id then
    if new.credits <> old.credits then
      insert into public.credit_ledger (user_id, kind, amount, grant_id, reason, actor)
      values (new.user_id, 'correction', new.credits - old.credits, new.id, 'changed outside of the program', session_user);
    end if;
    return null;
  end if;
  if tg_op <> 'INSERT' and old.credits <> 0 then
    insert into public.credit_ledger (user_id, kind, amount, grant_id, reason, actor)
    values (old.user_id, 'correction', -old.credits, old.id, 'changed outside of the program', session_user);
  end if;
  if tg_op <> 'DELETE' and new.credits <> 0 then
    insert into public.credit_ledger (user_id, kind, amount, grant_id, reason, actor)
    values (new.user_id, 'correction', new.credits, new.id, 'changed outside of the program', session_user);
  end if;
  return null;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_refuse_ledger_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception 'The credit ledger is only ever added to: write a correction instead.' using errcode = 'restrict_violation';
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_release_hold(p_user uuid, p_model uuid, p_reason text, p_as text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_hold credit_holds%rowtype;
begin
  perform from credit_accounts where user_id = p_user for update;
  update credit_holds set status = p_as, settled_at = now()
  where model_id = p_model and user_id = p_user and status = 'pending' returning * into v_hold;
  if not found then
    return jsonb_build_object('kind', 'not_held');
  end if;
  update credit_accounts set held = held - v_hold.amount, updated_at = now() where user_id = p_user;
  insert into credit_ledger (user_id, kind, amount, held_change, model_id, reason)
  values (p_user, 'release', 0, -v_hold.amount, p_model, p_reason);
  return jsonb_build_object('kind', 'released');
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_touch_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end
$function$

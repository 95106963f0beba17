table credit_accounts, row level security forced
  column user_id uuid not null
  column held bigint not null default 0
  column updated_at timestamp with time zone not null default now()
  column is_low boolean
  constraint credit_accounts_held_check CHECK ((held >= 0))
  constraint credit_accounts_pkey PRIMARY KEY (user_id)
  policy credit_accounts_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  column provider text
  constraint credit_charges_amount_check CHECK ((amount >= 0))
  constraint credit_charges_pkey PRIMARY KEY (model_id)
  constraint credit_charges_short_check CHECK ((short >= 0))
  CREATE INDEX credit_charges_created_idx ON public.credit_charges USING brin (created_at)
  CREATE INDEX credit_charges_user_idx ON public.credit_charges USING btree (user_id)
  policy credit_charges_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  column is_spent boolean not null default false
  constraint credit_holds_amount_check CHECK ((amount >= 0))
  constraint credit_holds_one_per_model UNIQUE (model_id)
  constraint credit_holds_pkey PRIMARY KEY (id)
  constraint credit_holds_settled_when_final CHECK (((status = 'pending'::text) = (settled_at IS NULL)))
  constraint credit_holds_spent_when_given_back CHECK (((NOT is_spent) OR (status = ANY (ARRAY['released'::text, 'expired'::text]))))
  constraint credit_holds_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'captured'::text, 'released'::text, 'expired'::text])))
  CREATE INDEX credit_holds_created_idx ON public.credit_holds USING brin (created_at)
  CREATE INDEX credit_holds_pending_idx ON public.credit_holds USING btree (user_id) WHERE (status = 'pending'::text)
  CREATE INDEX credit_holds_user_idx ON public.credit_holds USING btree (user_id, created_at)
  policy credit_holds_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  CREATE INDEX credit_ledger_created_idx ON public.credit_ledger USING brin (created_at)
  CREATE UNIQUE INDEX credit_ledger_one_charge_per_grant ON public.credit_ledger USING btree (model_id, grant_id) WHERE (kind = 'charge'::text)
  CREATE INDEX credit_ledger_rare_idx ON public.credit_ledger USING btree (kind, id DESC) WHERE (kind <> ALL (ARRAY['hold'::text, 'release'::text, 'charge'::text]))
  CREATE INDEX credit_ledger_user_idx ON public.credit_ledger USING btree (user_id, id DESC)
  CREATE TRIGGER credit_ledger_append_only BEFORE DELETE OR UPDATE ON public.credit_ledger FOR EACH ROW EXECUTE FUNCTION model_3d_refuse_ledger_change()
  CREATE TRIGGER credit_ledger_never_truncated BEFORE TRUNCATE ON public.credit_ledger FOR EACH STATEMENT EXECUTE FUNCTION model_3d_refuse_ledger_change()
  policy credit_ledger_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_ledger_outside_changes for insert to postgres with check (kind = 'correction'::text)
  policy credit_ledger_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_ledger_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service
  grant select to model_3d_user

table credit_operations, row level security forced
  column user_id uuid not null
  column key text not null
  column kind text not null
  column amount integer not null
  column result jsonb not null
  column created_at timestamp with time zone not null default now()
  column terms jsonb
  constraint credit_operations_pkey PRIMARY KEY (user_id, key)
  policy credit_operations_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_operations_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_operations_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service
  grant select (user_id) to model_3d_user
  grant select (kind) to model_3d_user
  grant select (amount) to model_3d_user
  grant select (created_at) to model_3d_user

table credit_refunds, row level security forced
  column model_id uuid not null
  column user_id uuid not null
  column amount integer not null
  column reason text not null
  column actor text not null
  column created_at timestamp with time zone not null default now()
  constraint credit_refunds_amount_check CHECK ((amount > 0))
  constraint credit_refunds_model_id_fkey FOREIGN KEY (model_id) REFERENCES credit_charges(model_id)
  constraint credit_refunds_pkey PRIMARY KEY (model_id)
  CREATE INDEX credit_refunds_user_idx ON public.credit_refunds USING btree (user_id)
  policy credit_refunds_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_refunds_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_refunds_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service
  grant select to model_3d_user

table credit_subscriptions, row level security forced
  column user_id uuid not null
  column allowance integer not null
  column period text not null
  column anchor_at timestamp with time zone not null
  column roll_over boolean not null
  column period_ends_at timestamp with time zone not null
  column grant_id uuid
  column ends_with_period boolean not null default false
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  constraint credit_subscriptions_allowance_check CHECK ((allowance >= 0))
  constraint credit_subscriptions_period_check CHECK ((period = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'year'::text])))
  constraint credit_subscriptions_pkey PRIMARY KEY (user_id)
  CREATE INDEX credit_subscriptions_due_idx ON public.credit_subscriptions USING btree (period_ends_at, user_id)
  CREATE TRIGGER credit_subscriptions_touch_updated_at BEFORE UPDATE ON public.credit_subscriptions FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy credit_subscriptions_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_subscriptions_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy credit_subscriptions_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table credit_usage, row level security forced
  column period text not null
  column starts_at timestamp with time zone not null
  column amount bigint not null
  constraint credit_usage_amount_check CHECK ((amount >= 0))
  constraint credit_usage_period_check CHECK ((period = ANY (ARRAY['day'::text, 'month'::text])))
  constraint credit_usage_pkey PRIMARY KEY (period, starts_at)
  policy credit_usage_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table external_holds, row level security forced
  column model_id uuid not null
  column number bigint not null generated always as identity
  column user_id uuid not null
  column ledger text not null
  column amount integer not null
  column allow_short boolean not null default false
  column state text not null default 'opening'::text
  column reference text
  column provider text
  column reason text
  column charged integer
  column short integer
  column attempts integer not null default 0
  column next_try_at timestamp with time zone
  column last_error text
  column created_at timestamp with time zone not null default now()
  column due_at timestamp with time zone
  column settled_at timestamp with time zone
  column is_spent boolean not null default false
  constraint external_holds_amount_check CHECK ((amount >= 0))
  constraint external_holds_charged_check CHECK ((charged >= 0))
  constraint external_holds_charged_when_captured CHECK (((state = 'captured'::text) = ((charged IS NOT NULL) AND (short IS NOT NULL))))
  constraint external_holds_number_key UNIQUE (number)
  constraint external_holds_pkey PRIMARY KEY (model_id)
  constraint external_holds_settled_when_final CHECK (((state = ANY (ARRAY['captured'::text, 'released'::text])) = (settled_at IS NOT NULL)))
  constraint external_holds_short_check CHECK ((short >= 0))
  constraint external_holds_state_check CHECK ((state = ANY (ARRAY['opening'::text, 'held'::text, 'capture_due'::text, 'captured'::text, 'release_due'::text, 'released'::text])))
  CREATE INDEX external_holds_created_idx ON public.external_holds USING btree (created_at)
  CREATE INDEX external_holds_due_idx ON public.external_holds USING btree (next_try_at) WHERE (state = ANY (ARRAY['opening'::text, 'capture_due'::text, 'release_due'::text]))
  CREATE INDEX external_holds_held_idx ON public.external_holds USING btree (created_at) WHERE (state = 'held'::text)
  CREATE INDEX external_holds_limit_idx ON public.external_holds USING btree (user_id, created_at)
  CREATE INDEX external_holds_open_idx ON public.external_holds USING btree (user_id) WHERE (state <> ALL (ARRAY['captured'::text, 'released'::text]))
  CREATE INDEX external_holds_user_idx ON public.external_holds USING btree (user_id, number DESC)
  CREATE TRIGGER external_holds_guard BEFORE DELETE OR UPDATE ON public.external_holds FOR EACH ROW EXECUTE FUNCTION model_3d_guard_external_hold()
  policy external_holds_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy external_holds_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy external_holds_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select (model_id) to model_3d_user
  grant select (number) to model_3d_user
  grant select (user_id) to model_3d_user
  grant select (amount) to model_3d_user
  grant select (state) to model_3d_user
  grant select (reason) to model_3d_user
  grant select (charged) to model_3d_user
  grant select (short) to model_3d_user
  grant select (created_at) to model_3d_user
  grant select (settled_at) to model_3d_user

table external_ledgers, row level security forced
  column name text not null
  column is_in_use boolean not null
  column updated_at timestamp with time zone not null default now()
  constraint external_ledgers_pkey PRIMARY KEY (name)
  CREATE UNIQUE INDEX external_ledgers_one_in_use ON public.external_ledgers USING btree ((true)) WHERE is_in_use
  policy external_ledgers_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table generation_batch_images, row level security forced
  column batch_id uuid not null
  column position integer not null
  column view text not null
  column user_id uuid not null
  column file_key text not null
  constraint generation_batch_images_batch_id_position_fkey FOREIGN KEY (batch_id, "position") REFERENCES generation_batch_items(batch_id, "position") ON DELETE CASCADE
  constraint generation_batch_images_file_key_fkey FOREIGN KEY (file_key) REFERENCES stored_files(key)
  constraint generation_batch_images_pkey PRIMARY KEY (batch_id, "position", view)
  constraint generation_batch_images_view_check CHECK ((view = ANY (ARRAY['front'::text, 'back'::text, 'side'::text, 'top'::text, 'left'::text, 'bottom'::text])))
  CREATE INDEX generation_batch_images_file_idx ON public.generation_batch_images USING btree (file_key)
  CREATE INDEX generation_batch_images_user_idx ON public.generation_batch_images USING btree (user_id)
  policy generation_batch_images_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy generation_batch_images_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy generation_batch_images_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table generation_batch_items, row level security forced
  column batch_id uuid not null
  column position integer not null
  column user_id uuid not null
  column source_type text not null
  column source_id uuid not null
  column name text
  column image_urls jsonb not null
  column options jsonb not null default '{}'::jsonb
  column provider text not null
  column wanted_provider text
  column cost integer not null
  column held_as uuid
  column status text not null default 'WAITING'::text
  column attempts integer not null default 0
  column model_id uuid
  column reason jsonb
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  column started_at timestamp with time zone
  column finished_at timestamp with time zone
  constraint generation_batch_items_attempts_check CHECK ((attempts >= 0))
  constraint generation_batch_items_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES generation_batches(id) ON DELETE CASCADE
  constraint generation_batch_items_cost_check CHECK ((cost >= 0))
  constraint generation_batch_items_finished_when_final CHECK (((status = ANY (ARRAY['SUCCEEDED'::text, 'FAILED'::text, 'SKIPPED'::text, 'CANCELLED'::text])) = (finished_at IS NOT NULL)))
  constraint generation_batch_items_image_urls_check CHECK ((jsonb_typeof(image_urls) = 'object'::text))
  constraint generation_batch_items_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE SET NULL
  constraint generation_batch_items_options_check CHECK ((jsonb_typeof(options) = 'object'::text))
  constraint generation_batch_items_pkey PRIMARY KEY (batch_id, "position")
  constraint generation_batch_items_position_check CHECK (("position" >= 0))
  constraint generation_batch_items_reason_check CHECK ((jsonb_typeof(reason) = 'object'::text))
  constraint generation_batch_items_says_why CHECK (((status <> ALL (ARRAY['FAILED'::text, 'SKIPPED'::text])) OR (reason IS NOT NULL)))
  constraint generation_batch_items_source_type_check CHECK ((source_type = ANY (ARRAY['product'::text, 'collection'::text])))
  constraint generation_batch_items_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'STARTING'::text, 'IN_PROGRESS'::text, 'SUCCEEDED'::text, 'FAILED'::text, 'SKIPPED'::text, 'CANCELLED'::text])))
  CREATE UNIQUE INDEX generation_batch_items_one_hold ON public.generation_batch_items USING btree (held_as)
  CREATE UNIQUE INDEX generation_batch_items_one_model ON public.generation_batch_items USING btree (model_id)
  CREATE INDEX generation_batch_items_open_idx ON public.generation_batch_items USING btree (updated_at) WHERE (status = ANY (ARRAY['STARTING'::text, 'IN_PROGRESS'::text]))
  CREATE INDEX generation_batch_items_starting_idx ON public.generation_batch_items USING btree (provider, user_id) WHERE (status = 'STARTING'::text)
  CREATE INDEX generation_batch_items_user_idx ON public.generation_batch_items USING btree (user_id)
  CREATE INDEX generation_batch_items_waiting_idx ON public.generation_batch_items USING btree (batch_id, provider, "position") WHERE (status = 'WAITING'::text)
  CREATE TRIGGER generation_batch_items_guard BEFORE UPDATE ON public.generation_batch_items FOR EACH ROW EXECUTE FUNCTION model_3d_guard_batch_item()
  CREATE TRIGGER generation_batch_items_touch_updated_at BEFORE UPDATE ON public.generation_batch_items FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy generation_batch_items_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy generation_batch_items_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy generation_batch_items_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select (batch_id) to model_3d_user
  grant select (position) to model_3d_user
  grant select (user_id) to model_3d_user
  grant select (source_type) to model_3d_user
  grant select (source_id) to model_3d_user
  grant select (name) to model_3d_user
  grant select (image_urls) to model_3d_user
  grant select (options) to model_3d_user
  grant select (cost) to model_3d_user
  grant select (status) to model_3d_user
  grant select (model_id) to model_3d_user
  grant select (reason) to model_3d_user
  grant select (created_at) to model_3d_user
  grant select (updated_at) to model_3d_user
  grant select (started_at) to model_3d_user
  grant select (finished_at) to model_3d_user

table generation_batches, row level security forced
  column id uuid not null default gen_random_uuid()
  column user_id uuid not null
  column name text
  column status text not null default 'RUNNING'::text
  column pause_reason text
  column priority integer not null default 1
  column public_url text
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  column finished_at timestamp with time zone
  column paused_by text
  constraint generation_batches_done_when_finished CHECK (((status <> 'DONE'::text) OR (finished_at IS NOT NULL)))
  constraint generation_batches_finished_when_final CHECK (((finished_at IS NULL) OR (status = ANY (ARRAY['DONE'::text, 'CANCELLED'::text]))))
  constraint generation_batches_pause_reason_check CHECK ((pause_reason = ANY (ARRAY['user'::text, 'insufficient_credits'::text, 'credit_limit_reached'::text])))
  constraint generation_batches_paused_by_check CHECK ((paused_by = 'operator'::text))
  constraint generation_batches_pkey PRIMARY KEY (id)
  constraint generation_batches_priority_check CHECK (((priority >= 1) AND (priority <= 100)))
  constraint generation_batches_says_why CHECK (((status = 'PAUSED'::text) = (pause_reason IS NOT NULL)))
  constraint generation_batches_status_check CHECK ((status = ANY (ARRAY['RUNNING'::text, 'PAUSED'::text, 'DONE'::text, 'CANCELLED'::text])))
  CREATE INDEX generation_batches_open_idx ON public.generation_batches USING btree (user_id, created_at, id) WHERE (finished_at IS NULL)
  CREATE INDEX generation_batches_status_created_idx ON public.generation_batches USING btree (status, created_at DESC, id DESC)
  CREATE INDEX generation_batches_user_idx ON public.generation_batches USING btree (user_id, created_at DESC, id DESC)
  CREATE TRIGGER generation_batches_guard BEFORE UPDATE ON public.generation_batches FOR EACH ROW EXECUTE FUNCTION model_3d_guard_batch()
  CREATE TRIGGER generation_batches_touch_updated_at BEFORE UPDATE ON public.generation_batches FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy generation_batches_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy generation_batches_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy generation_batches_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select (id) to model_3d_user
  grant select (user_id) to model_3d_user
  grant select (name) to model_3d_user
  grant select (status) to model_3d_user
  grant select (pause_reason) to model_3d_user
  grant select (created_at) to model_3d_user
  grant select (updated_at) to model_3d_user
  grant select (finished_at) to model_3d_user
  grant select (paused_by) to model_3d_user

table generation_lines, row level security forced
  column provider text not null
  column virtual_time bigint not null default 0
  constraint generation_lines_pkey PRIMARY KEY (provider)
  policy generation_lines_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table generation_turns, row level security forced
  column provider text not null
  column user_id uuid not null
  column pass bigint not null
  column weight integer not null
  column is_waiting boolean not null default true
  column waiting_since timestamp with time zone not null
  constraint generation_turns_pkey PRIMARY KEY (provider, user_id)
  constraint generation_turns_provider_fkey FOREIGN KEY (provider) REFERENCES generation_lines(provider) ON DELETE CASCADE
  constraint generation_turns_weight_check CHECK (((weight >= 1) AND (weight <= 100)))
  CREATE INDEX generation_turns_next_idx ON public.generation_turns USING btree (provider, pass, weight DESC, waiting_since, user_id) WHERE is_waiting
  CREATE INDEX generation_turns_user_idx ON public.generation_turns USING btree (user_id)
  policy generation_turns_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

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
  policy idempotency_keys_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  column is_additive boolean not null default false
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

table model_archives, row level security forced
  column id uuid not null default gen_random_uuid()
  column user_id uuid not null
  column format text not null
  column name text not null
  column models jsonb not null
  column content_hash text not null
  column status text not null default 'PENDING'::text
  column attempts integer not null default 0
  column file_key text
  column reason text
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  column finished_at timestamp with time zone
  column expires_at timestamp with time zone not null
  column batch_id uuid
  column missing integer
  column read_at timestamp with time zone
  constraint model_archives_attempts_check CHECK ((attempts >= 0))
  constraint model_archives_file_key_fkey FOREIGN KEY (file_key) REFERENCES stored_files(key) ON DELETE SET NULL
  constraint model_archives_file_key_key UNIQUE (file_key)
  constraint model_archives_finished_when_final CHECK (((status = ANY (ARRAY['SUCCEEDED'::text, 'FAILED'::text])) = (finished_at IS NOT NULL)))
  constraint model_archives_made_once UNIQUE (user_id, content_hash)
  constraint model_archives_missing_check CHECK ((missing >= 0))
  constraint model_archives_models_check CHECK ((jsonb_typeof(models) = 'array'::text))
  constraint model_archives_pkey PRIMARY KEY (id)
  constraint model_archives_says_why CHECK (((status = 'FAILED'::text) = (reason IS NOT NULL)))
  constraint model_archives_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text, 'SUCCEEDED'::text, 'FAILED'::text])))
  CREATE INDEX model_archives_expires_idx ON public.model_archives USING btree (expires_at)
  CREATE INDEX model_archives_status_created_idx ON public.model_archives USING btree (status, created_at DESC, id DESC)
  CREATE TRIGGER model_archives_touch_updated_at BEFORE UPDATE ON public.model_archives FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy model_archives_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy model_archives_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy model_archives_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select (id) to model_3d_user
  grant select (user_id) to model_3d_user
  grant select (format) to model_3d_user
  grant select (name) to model_3d_user
  grant select (models) to model_3d_user
  grant select (status) to model_3d_user
  grant select (file_key) to model_3d_user
  grant select (reason) to model_3d_user
  grant select (created_at) to model_3d_user
  grant select (updated_at) to model_3d_user
  grant select (finished_at) to model_3d_user
  grant select (expires_at) to model_3d_user
  grant select (missing) to model_3d_user

table model_changes, row level security forced
  column model_id uuid not null
  column number bigint not null generated always as identity
  column kind text not null
  column attempt integer
  column created_at timestamp with time zone not null default now()
  constraint model_changes_kind_check CHECK ((kind = ANY (ARRAY['started'::text, 'tried_again'::text, 'activated'::text, 'deactivated'::text])))
  constraint model_changes_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE CASCADE
  constraint model_changes_pkey PRIMARY KEY (model_id, number)
  policy model_changes_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service

table model_event_streams, row level security forced
  column user_id uuid not null
  column last_event_id bigint not null
  constraint model_event_streams_last_event_id_check CHECK ((last_event_id >= 1))
  constraint model_event_streams_pkey PRIMARY KEY (user_id)
  policy model_event_streams_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  policy model_events_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy model_events_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy model_events_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant select to model_3d_user

table model_exports, row level security forced
  column id uuid not null default gen_random_uuid()
  column model_id uuid not null
  column user_id uuid not null
  column format text not null
  column options jsonb not null
  column options_hash text not null
  column product_name text not null
  column status text not null default 'PENDING'::text
  column progress integer not null default 0
  column attempts integer not null default 0
  column file_key text
  column card jsonb
  column failure jsonb
  column last_error text
  column created_at timestamp with time zone not null default now()
  column updated_at timestamp with time zone not null default now()
  column finished_at timestamp with time zone
  column expires_at timestamp with time zone not null
  column for_archive boolean not null default false
  constraint model_exports_attempts_check CHECK ((attempts >= 0))
  constraint model_exports_file_key_fkey FOREIGN KEY (file_key) REFERENCES stored_files(key) ON DELETE SET NULL
  constraint model_exports_file_key_key UNIQUE (file_key)
  constraint model_exports_finished_when_final CHECK (((status = ANY (ARRAY['SUCCEEDED'::text, 'FAILED'::text])) = (finished_at IS NOT NULL)))
  constraint model_exports_made_once UNIQUE (model_id, format, options_hash)
  constraint model_exports_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE CASCADE
  constraint model_exports_options_check CHECK ((jsonb_typeof(options) = 'object'::text))
  constraint model_exports_pkey PRIMARY KEY (id)
  constraint model_exports_progress_check CHECK (((progress >= 0) AND (progress <= 100)))
  constraint model_exports_says_why CHECK (((status = 'FAILED'::text) = (failure IS NOT NULL)))
  constraint model_exports_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text, 'SUCCEEDED'::text, 'FAILED'::text])))
  CREATE INDEX model_exports_expires_idx ON public.model_exports USING btree (expires_at)
  CREATE INDEX model_exports_user_idx ON public.model_exports USING btree (user_id) WHERE (status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text]))
  CREATE TRIGGER model_exports_guard BEFORE UPDATE ON public.model_exports FOR EACH ROW EXECUTE FUNCTION model_3d_guard_export()
  CREATE TRIGGER model_exports_touch_updated_at BEFORE UPDATE ON public.model_exports FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy model_exports_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy model_exports_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy model_exports_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select (id) to model_3d_user
  grant select (model_id) to model_3d_user
  grant select (user_id) to model_3d_user
  grant select (format) to model_3d_user
  grant select (options) to model_3d_user
  grant select (product_name) to model_3d_user
  grant select (status) to model_3d_user
  grant select (progress) to model_3d_user
  grant select (file_key) to model_3d_user
  grant select (card) to model_3d_user
  grant select (failure) to model_3d_user
  grant select (created_at) to model_3d_user
  grant select (updated_at) to model_3d_user
  grant select (finished_at) to model_3d_user
  grant select (expires_at) to model_3d_user

table model_input_images, row level security forced
  column model_id uuid not null
  column view text not null
  column file_key text not null
  constraint model_input_images_file_key_fkey FOREIGN KEY (file_key) REFERENCES stored_files(key)
  constraint model_input_images_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE CASCADE
  constraint model_input_images_pkey PRIMARY KEY (model_id, view)
  constraint model_input_images_view_check CHECK ((view = ANY (ARRAY['front'::text, 'back'::text, 'side'::text, 'top'::text, 'left'::text, 'bottom'::text])))
  CREATE INDEX model_input_images_file_idx ON public.model_input_images USING btree (file_key)

  policy model_input_images_only_own_rows as restrictive for select to model_3d_user using (EXISTS ( SELECT
   FROM product_3d_models model
  WHERE ((model.id = model_input_images.model_id) AND (model.user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id)))))

  policy model_input_images_own_rows for select to public using (EXISTS ( SELECT
   FROM product_3d_models model
  WHERE ((model.id = model_input_images.model_id) AND (model.user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id)))))
  policy model_input_images_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select to model_3d_user

table operator_actions, row level security forced
  column id bigint not null generated always as identity
  column operator_id text not null
  column action text not null
  column subject text not null
  column model_id uuid
  column reason text not null
  column details jsonb not null default '{}'::jsonb
  column idempotency_key text
  column body_hash text
  column answer jsonb
  column created_at timestamp with time zone not null default now()
  constraint operator_actions_details_check CHECK ((jsonb_typeof(details) = 'object'::text))
  constraint operator_actions_key_has_answer CHECK (((idempotency_key IS NULL) OR ((body_hash IS NOT NULL) AND (answer IS NOT NULL))))
  constraint operator_actions_one_per_key UNIQUE (operator_id, idempotency_key)
  constraint operator_actions_pkey PRIMARY KEY (id)
  CREATE INDEX operator_actions_model_idx ON public.operator_actions USING btree (model_id) WHERE (model_id IS NOT NULL)
  CREATE INDEX operator_actions_subject_idx ON public.operator_actions USING btree (subject, id DESC)
  policy operator_actions_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant insert to model_3d_service
  grant select to model_3d_service

table product_3d_model_versions, row level security forced
  column user_id uuid not null
  column source_type text not null
  column source_id uuid not null
  column last_version integer not null
  column real_size jsonb
  constraint product_3d_model_versions_last_version_check CHECK ((last_version >= 1))
  constraint product_3d_model_versions_pkey PRIMARY KEY (user_id, source_type, source_id)
  constraint product_3d_model_versions_real_size_check CHECK ((jsonb_typeof(real_size) = 'object'::text))
  CREATE TRIGGER product_3d_model_versions_spread_real_size AFTER UPDATE OF real_size ON public.product_3d_model_versions FOR EACH ROW EXECUTE FUNCTION model_3d_spread_real_size()
  policy product_3d_model_versions_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  column real_size jsonb
  column report jsonb
  column thumbnails jsonb not null default '[]'::jsonb
  column turntable jsonb
  column photo_match jsonb
  constraint product_3d_models_active_succeeded CHECK (((NOT is_active) OR (status = 'SUCCEEDED'::text)))
  constraint product_3d_models_attempts_check CHECK ((attempts >= 0))
  constraint product_3d_models_finished_when_final CHECK (((status = ANY (ARRAY['SUCCEEDED'::text, 'FAILED'::text, 'EXPIRED'::text])) = (finished_at IS NOT NULL)))
  constraint product_3d_models_input_images_check CHECK ((jsonb_typeof(input_images) = 'object'::text))
  constraint product_3d_models_model_urls_check CHECK ((jsonb_typeof(model_urls) = 'object'::text))
  constraint product_3d_models_options_check CHECK ((jsonb_typeof(options) = 'object'::text))
  constraint product_3d_models_photo_match_check CHECK ((jsonb_typeof(photo_match) = 'object'::text))
  constraint product_3d_models_pkey PRIMARY KEY (id)
  constraint product_3d_models_progress_check CHECK (((progress >= 0) AND (progress <= 100)))
  constraint product_3d_models_real_size_check CHECK ((jsonb_typeof(real_size) = 'object'::text))
  constraint product_3d_models_report_check CHECK ((jsonb_typeof(report) = 'object'::text))
  constraint product_3d_models_source_type_check CHECK ((source_type = ANY (ARRAY['product'::text, 'collection'::text])))
  constraint product_3d_models_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text, 'SUCCEEDED'::text, 'FAILED'::text, 'EXPIRED'::text])))
  constraint product_3d_models_task_known CHECK (((task_id IS NOT NULL) OR (status = ANY (ARRAY['PENDING'::text, 'FAILED'::text, 'EXPIRED'::text]))))
  constraint product_3d_models_texture_urls_check CHECK ((jsonb_typeof(texture_urls) = 'array'::text))
  constraint product_3d_models_thumbnails_check CHECK ((jsonb_typeof(thumbnails) = 'array'::text))
  constraint product_3d_models_turntable_check CHECK ((jsonb_typeof(turntable) = 'object'::text))
  constraint product_3d_models_version_check CHECK ((version >= 1))
  constraint product_3d_models_warnings_check CHECK ((jsonb_typeof(warnings) = 'array'::text))
  CREATE INDEX product_3d_models_active_idx ON public.product_3d_models USING btree (is_active) WHERE is_active
  CREATE INDEX product_3d_models_created_idx ON public.product_3d_models USING brin (created_at)
  CREATE INDEX product_3d_models_durations_idx ON public.product_3d_models USING btree (provider, finished_at DESC) INCLUDE (created_at) WHERE (status = 'SUCCEEDED'::text)
  CREATE UNIQUE INDEX product_3d_models_one_active ON public.product_3d_models USING btree (user_id, source_type, source_id) WHERE is_active
  CREATE UNIQUE INDEX product_3d_models_one_in_progress ON public.product_3d_models USING btree (user_id, source_type, source_id) WHERE (status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text]))
  CREATE UNIQUE INDEX product_3d_models_one_task ON public.product_3d_models USING btree (provider, task_id)
  CREATE UNIQUE INDEX product_3d_models_one_version ON public.product_3d_models USING btree (user_id, source_type, source_id, version)
  CREATE INDEX product_3d_models_source_idx ON public.product_3d_models USING btree (source_type, source_id)
  CREATE INDEX product_3d_models_status_created_idx ON public.product_3d_models USING btree (status, created_at DESC, id DESC)
  CREATE INDEX product_3d_models_task_idx ON public.product_3d_models USING btree (task_id)
  CREATE INDEX product_3d_models_under_way_idx ON public.product_3d_models USING btree (provider) WHERE (status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text]))
  CREATE INDEX product_3d_models_unfinished_idx ON public.product_3d_models USING btree (updated_at, id) WHERE (status = ANY (ARRAY['PENDING'::text, 'IN_PROGRESS'::text]))
  CREATE INDEX product_3d_models_user_idx ON public.product_3d_models USING btree (user_id, created_at DESC, id DESC)
  CREATE INDEX product_3d_models_user_status_idx ON public.product_3d_models USING btree (user_id, status, created_at DESC, id DESC)
  CREATE TRIGGER product_3d_models_assign_version BEFORE INSERT ON public.product_3d_models FOR EACH ROW EXECUTE FUNCTION model_3d_assign_version()
  CREATE TRIGGER product_3d_models_guard BEFORE UPDATE ON public.product_3d_models FOR EACH ROW EXECUTE FUNCTION model_3d_guard_model()
  CREATE TRIGGER product_3d_models_note_change AFTER UPDATE ON public.product_3d_models FOR EACH ROW WHEN (((new.is_active <> old.is_active) OR ((new.attempts > old.attempts) AND (old.attempts > 0)) OR ((old.status = 'PENDING'::text) AND (new.status = 'IN_PROGRESS'::text)))) EXECUTE FUNCTION model_3d_note_model_change()
  CREATE TRIGGER product_3d_models_touch_updated_at BEFORE UPDATE ON public.product_3d_models FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy product_3d_models_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  column submission integer not null default 0
  column submitting_at timestamp with time zone not null default '-infinity'::timestamp with time zone
  constraint provider_accounts_pkey PRIMARY KEY (provider)
  constraint provider_accounts_submission_check CHECK ((submission >= 0))
  policy provider_accounts_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service

table provider_costs, row level security forced
  column model_id uuid not null
  column provider text not null
  column user_id uuid not null
  column task_id text
  column outcome text not null
  column amount numeric not null
  column unit text not null
  column recorded_at timestamp with time zone not null default now()
  constraint provider_costs_pkey PRIMARY KEY (model_id, provider)
  CREATE INDEX provider_costs_recorded_idx ON public.provider_costs USING btree (recorded_at)
  CREATE INDEX provider_costs_user_idx ON public.provider_costs USING btree (user_id)
  policy provider_costs_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
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
  column refused_since timestamp with time zone
  constraint provider_files_attempts_check CHECK ((attempts >= 0))
  constraint provider_files_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE CASCADE
  constraint provider_files_pkey PRIMARY KEY (model_id, name)
  constraint provider_files_refusals_check CHECK ((refusals >= 0))
  constraint provider_files_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'copied'::text, 'refused'::text, 'lost'::text])))
  constraint provider_files_texture_map_check CHECK ((texture_map = ANY (ARRAY['base_color'::text, 'metallic'::text, 'roughness'::text, 'normal'::text, 'emission'::text])))
  constraint provider_files_texture_set_check CHECK ((texture_set >= 0))
  CREATE INDEX provider_files_troubled_idx ON public.provider_files USING btree (state, updated_at DESC, model_id, name) WHERE (state = ANY (ARRAY['refused'::text, 'lost'::text]))
  CREATE INDEX provider_files_url_idx ON public.provider_files USING btree (url_sha256)
  CREATE INDEX provider_files_user_idx ON public.provider_files USING btree (user_id)
  CREATE INDEX provider_files_waiting_idx ON public.provider_files USING btree (expires_at, model_id) WHERE (state = 'waiting'::text)
  CREATE TRIGGER provider_files_touch_updated_at BEFORE UPDATE ON public.provider_files FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy provider_files_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy provider_files_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy provider_files_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select (model_id) to model_3d_user
  grant select (name) to model_3d_user
  grant select (user_id) to model_3d_user
  grant select (provider) to model_3d_user
  grant select (kind) to model_3d_user
  grant select (content_type) to model_3d_user
  grant select (texture_set) to model_3d_user
  grant select (texture_map) to model_3d_user
  grant select (url) to model_3d_user
  grant select (url_sha256) to model_3d_user
  grant select (expires_at) to model_3d_user
  grant select (state) to model_3d_user
  grant select (created_at) to model_3d_user
  grant select (updated_at) to model_3d_user

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
  column submission integer not null default 0
  column first_unanswered_at timestamp with time zone
  column last_unanswered_at timestamp with time zone
  column recheck_at timestamp with time zone
  column stray_task_ids text[] not null default '{}'::text[]
  column overdue_look_at timestamp with time zone
  column ended_at timestamp with time zone
  column doubt text
  column doubted_since timestamp with time zone
  column traceparent text
  column cause text
  constraint provider_tasks_attempts_check CHECK ((attempts >= 0))
  constraint provider_tasks_doubt_check CHECK ((doubt = ANY (ARRAY['no_files'::text, 'gone'::text])))
  constraint provider_tasks_fallbacks_check CHECK ((jsonb_typeof(fallbacks) = 'array'::text))
  constraint provider_tasks_known_when_open CHECK (((state <> 'open'::text) OR ((task_id IS NOT NULL) AND (submitted_at IS NOT NULL))))
  constraint provider_tasks_looks_check CHECK ((looks >= 0))
  constraint provider_tasks_outcome_when_ended CHECK (((state = 'ended'::text) = (outcome IS NOT NULL)))
  constraint provider_tasks_pkey PRIMARY KEY (model_id)
  constraint provider_tasks_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'submitting'::text, 'open'::text, 'ended'::text])))
  constraint provider_tasks_submission_check CHECK ((submission >= 0))
  constraint provider_tasks_time_when_doubted CHECK (((doubt IS NULL) = (doubted_since IS NULL)))
  constraint provider_tasks_traceparent_check CHECK ((length(traceparent) = 55))
  CREATE INDEX provider_tasks_ended_idx ON public.provider_tasks USING btree (COALESCE(ended_at, updated_at)) WHERE (state = 'ended'::text)
  CREATE INDEX provider_tasks_late_idx ON public.provider_tasks USING btree (next_look_at) WHERE ((state = 'ended'::text) AND (next_look_at IS NOT NULL))
  CREATE INDEX provider_tasks_live_idx ON public.provider_tasks USING btree (provider) WHERE (state <> 'ended'::text)
  CREATE INDEX provider_tasks_look_idx ON public.provider_tasks USING btree (next_look_at) WHERE (state = 'open'::text)
  CREATE UNIQUE INDEX provider_tasks_one_task ON public.provider_tasks USING btree (provider, task_id)
  CREATE INDEX provider_tasks_recheck_idx ON public.provider_tasks USING btree (recheck_at) WHERE (recheck_at IS NOT NULL)
  CREATE INDEX provider_tasks_strays_idx ON public.provider_tasks USING btree (provider) WHERE (stray_task_ids <> '{}'::text[])
  CREATE INDEX provider_tasks_unanswered_idx ON public.provider_tasks USING btree (provider, last_unanswered_at) WHERE (first_unanswered_at IS NOT NULL)
  CREATE INDEX provider_tasks_user_idx ON public.provider_tasks USING btree (user_id)
  CREATE INDEX provider_tasks_waiting_idx ON public.provider_tasks USING btree (provider, created_at, model_id) WHERE (state = ANY (ARRAY['waiting'::text, 'submitting'::text]))
  CREATE TRIGGER provider_tasks_keep_cost AFTER UPDATE OF cost_amount, outcome, late_outcome ON public.provider_tasks FOR EACH ROW WHEN (((new.cost_amount IS NOT NULL) AND (new.outcome IS NOT NULL))) EXECUTE FUNCTION model_3d_keep_provider_cost()
  CREATE TRIGGER provider_tasks_touch_updated_at BEFORE UPDATE ON public.provider_tasks FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy provider_tasks_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy provider_tasks_own_rows for select to public using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
  policy provider_tasks_service for all to model_3d_service using (CURRENT_USER = 'model_3d_service'::name) with check (CURRENT_USER = 'model_3d_service'::name)
  grant delete to model_3d_service
  grant insert to model_3d_service
  grant select to model_3d_service
  grant update to model_3d_service
  grant select (model_id) to model_3d_user
  grant select (user_id) to model_3d_user
  grant select (provider) to model_3d_user
  grant select (state) to model_3d_user
  grant select (task_id) to model_3d_user
  grant select (submitted_at) to model_3d_user
  grant select (queue_place) to model_3d_user
  grant select (outcome) to model_3d_user
  grant select (created_at) to model_3d_user
  grant select (updated_at) to model_3d_user
  grant select (ended_at) to model_3d_user

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
  column is_in_use boolean not null default false
  constraint stored_files_bytes_check CHECK ((bytes >= 0))
  constraint stored_files_height_check CHECK ((height > 0))
  constraint stored_files_kind_check CHECK ((kind = ANY (ARRAY['source_image'::text, 'model_file'::text, 'archive'::text])))
  constraint stored_files_model_id_fkey FOREIGN KEY (model_id) REFERENCES product_3d_models(id) ON DELETE SET NULL
  constraint stored_files_one_image UNIQUE (image_id)
  constraint stored_files_pkey PRIMARY KEY (key)
  constraint stored_files_state_check CHECK ((state = ANY (ARRAY['writing'::text, 'stored'::text, 'deleting'::text])))
  constraint stored_files_view_check CHECK ((view = ANY (ARRAY['front'::text, 'back'::text, 'side'::text, 'top'::text, 'left'::text, 'bottom'::text])))
  constraint stored_files_width_check CHECK ((width > 0))
  CREATE INDEX stored_files_key_order_idx ON public.stored_files USING btree (key COLLATE "C")
  CREATE INDEX stored_files_model_idx ON public.stored_files USING btree (model_id)
  CREATE INDEX stored_files_photos_idx ON public.stored_files USING btree (created_at) WHERE ((kind = 'source_image'::text) AND (state = 'stored'::text) AND (NOT is_in_use))
  CREATE INDEX stored_files_state_idx ON public.stored_files USING btree (state, updated_at)
  CREATE INDEX stored_files_user_idx ON public.stored_files USING btree (user_id)
  CREATE INDEX stored_files_without_model_idx ON public.stored_files USING btree (updated_at) WHERE ((kind = 'model_file'::text) AND (state = 'stored'::text) AND (model_id IS NULL))
  CREATE TRIGGER stored_files_touch_updated_at BEFORE UPDATE ON public.stored_files FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy stored_files_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  column starts_at timestamp with time zone
  column chosen_rank smallint
  constraint user_credits_allowance_check CHECK ((allowance >= 0))
  constraint user_credits_credits_in_range CHECK ((credits >= 0))
  constraint user_credits_pkey PRIMARY KEY (id)
  constraint user_credits_plan_type_known CHECK ((plan_type = ANY (ARRAY['subscription'::text, 'one_time'::text])))
  constraint user_credits_status_known CHECK ((status = ANY (ARRAY['active'::text, 'expired'::text])))
  CREATE INDEX user_credits_expiring_idx ON public.user_credits USING btree (expires_at) WHERE ((status = 'active'::text) AND (expires_at IS NOT NULL))
  CREATE INDEX user_credits_spending_idx ON public.user_credits USING btree (user_id, COALESCE(chosen_rank, rank), created_at, id) WHERE (status = 'active'::text)
  CREATE INDEX user_credits_user_idx ON public.user_credits USING btree (user_id)
  CREATE TRIGGER user_credits_record_outside_change AFTER INSERT OR DELETE OR UPDATE OF credits, user_id ON public.user_credits FOR EACH ROW WHEN ((CURRENT_USER <> 'model_3d_service'::name)) EXECUTE FUNCTION model_3d_record_outside_change()
  CREATE TRIGGER user_credits_touch_updated_at BEFORE UPDATE ON public.user_credits FOR EACH ROW EXECUTE FUNCTION model_3d_touch_updated_at()
  policy user_credits_only_own_rows as restrictive for select to model_3d_user using (user_id = ( SELECT model_3d_current_user_id() AS model_3d_current_user_id))
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
  column task_id text
  column state text not null default 'waiting'::text
  column report jsonb
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
  constraint webhook_inbox_read_when_applied CHECK ((((task_id IS NULL) = (report IS NULL)) AND ((task_id IS NOT NULL) OR (state <> 'applied'::text))))
  constraint webhook_inbox_reason_when_given_up CHECK (((state <> 'given_up'::text) OR (reason IS NOT NULL)))
  constraint webhook_inbox_report_check CHECK ((jsonb_typeof(report) = 'object'::text))
  constraint webhook_inbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'applied'::text, 'given_up'::text])))
  constraint webhook_inbox_time_when_settled CHECK (((state = 'waiting'::text) = (settled_at IS NULL)))
  CREATE INDEX webhook_inbox_given_up_idx ON public.webhook_inbox USING btree (received_at DESC, id DESC) WHERE (state = 'given_up'::text)
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
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.product_3d_model_versions as counter (user_id, source_type, source_id, last_version)
  values (new.user_id, new.source_type, new.source_id, 1)
  on conflict (user_id, source_type, source_id) do update set last_version = counter.last_version + 1
  returning last_version, real_size into new.version, new.real_size;
  return new;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_capture_hold(p_user uuid, p_model uuid, p_allow_short boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  return model_3d_capture_hold(p_user, p_model, p_allow_short, null::text, now());
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_capture_hold(p_user uuid, p_model uuid, p_allow_short boolean, p_provider text, p_at timestamp with time zone)
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
    where user_id = p_user and status = 'active' and credits > 0 and (starts_at is null or starts_at <= p_at) and (expires_at is null or expires_at > v_hold.created_at)
    order by coalesce(chosen_rank, rank), created_at, id for update
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
  insert into credit_charges (model_id, user_id, amount, short, provider) values (p_model, p_user, v_hold.amount - v_left, v_left, p_provider);
  update credit_holds set status = 'captured', settled_at = now() where id = v_hold.id;
  update credit_accounts set held = held - v_hold.amount, updated_at = now() where user_id = p_user;
  return jsonb_build_object('kind', 'captured', 'charged', v_hold.amount - v_left, 'short', v_left);
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_correct_credits(p_user uuid, p_amount integer, p_reason text, p_actor text, p_key text, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_held bigint := model_3d_lock_credit_account(p_user);
  v_available bigint;
  v_grant record;
  v_id uuid;
  v_part integer;
  v_left integer := -p_amount;
  v_result jsonb;
begin
  if p_key is not null then
    select case when kind = 'correction' and amount = p_amount then result || jsonb_build_object('kind', 'repeated') else jsonb_build_object('kind', 'key_reused') end
    into v_result from credit_operations where user_id = p_user and key = p_key;
    if found then
      return v_result;
    end if;
  end if;
  perform model_3d_reset_subscription(p_user, p_at);
  v_available := model_3d_credit_balance(p_user, p_at) - v_held;
  if p_amount > 0 then
    insert into user_credits (user_id, credits, plan_type, status) values (p_user, p_amount, 'one_time', 'active') returning id into v_id;
    insert into credit_ledger (user_id, kind, amount, grant_id, reason, actor) values (p_user, 'correction', p_amount, v_id, p_reason, p_actor);
  elsif v_left > v_available then
    return jsonb_build_object('kind', 'insufficient', 'available', v_available);
  else
    for v_grant in select id, credits from user_credits where user_id = p_user and credits > 0 and status = 'active' and (starts_at is null or starts_at <= p_at) and (expires_at is null or expires_at > p_at) order by coalesce(chosen_rank, rank), created_at, id for update loop
      exit when v_left = 0;
      v_part := least(v_left, v_grant.credits);
      update user_credits set credits = credits - v_part,
        status = case when plan_type = 'one_time' and credits = v_part then 'expired' else status end
      where id = v_grant.id;
      insert into credit_ledger (user_id, kind, amount, grant_id, reason, actor) values (p_user, 'correction', -v_part, v_grant.id, p_reason, p_actor);
      v_left := v_left - v_part;
    end loop;
  end if;
  v_result := jsonb_build_object('kind', 'corrected', 'available', v_available + p_amount);
  if p_key is not null then
    insert into credit_operations (user_id, key, kind, amount, result) values (p_user, p_key, 'correction', p_amount, v_result);
  end if;
  return v_result;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_credit_balance(p_user uuid, p_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  return (select coalesce(sum(credits), 0) from user_credits where user_id = p_user and status = 'active' and (starts_at is null or starts_at <= p_at) and (expires_at is null or expires_at > p_at));
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

CREATE OR REPLACE FUNCTION public.model_3d_expire_credits(p_user uuid, p_at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_held bigint := model_3d_lock_credit_account(p_user);
  v_grant record;
  v_expired integer := 0;
begin
  for v_grant in
    select id, credits, plan_type from user_credits as ending
    where user_id = p_user and status = 'active' and expires_at <= p_at
      and not exists (select from credit_holds where user_id = p_user and credit_holds.status = 'pending' and credit_holds.created_at < ending.expires_at)
    order by created_at, id for update
  loop
    update user_credits set credits = credits - v_grant.credits, status = 'expired' where id = v_grant.id;
    if v_grant.credits > 0 then
      insert into credit_ledger (user_id, kind, amount, grant_id, reason)
      values (p_user, 'expiry', -v_grant.credits, v_grant.id, case v_grant.plan_type when 'subscription' then 'the period ended' else 'the grant expired' end);
    end if;
    v_expired := v_expired + v_grant.credits;
  end loop;
  return v_expired;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_forget_credit_usage(p_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock_shared(7303322);
  delete from credit_usage where period = 'month' and starts_at = date_trunc('month', p_at, 'UTC');
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_grant_credits(p_user uuid, p_amount integer, p_plan_type text, p_reason text, p_actor text, p_expires_at timestamp with time zone, p_once boolean)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  return (model_3d_grant_credits(p_user, p_amount, p_plan_type, p_reason, p_actor, null::timestamptz, p_expires_at, null::smallint, p_once, null::text) ->> 'grantId')::uuid;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_grant_credits(p_user uuid, p_amount integer, p_plan_type text, p_reason text, p_actor text, p_starts_at timestamp with time zone, p_expires_at timestamp with time zone, p_rank smallint, p_once boolean, p_key text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_grant uuid;
  v_result jsonb;
begin
  perform model_3d_lock_credit_account(p_user);
  if p_key is not null then
    select case when kind = 'grant' and amount = p_amount and coalesce(terms = jsonb_build_object('plan', p_plan_type, 'startsAt', extract(epoch from p_starts_at), 'expiresAt', extract(epoch from p_expires_at), 'rank', p_rank), true) then result || jsonb_build_object('kind', 'repeated') else jsonb_build_object('kind', 'key_reused') end
    into v_result from credit_operations where user_id = p_user and key = p_key;
    if found then
      return v_result;
    end if;
  end if;
  if p_once and (exists (select from user_credits where user_id = p_user) or exists (select from credit_ledger where user_id = p_user and kind = 'grant')) then
    return jsonb_build_object('kind', 'had_some');
  end if;
  insert into user_credits (user_id, credits, plan_type, status, starts_at, expires_at, chosen_rank)
  values (p_user, p_amount, p_plan_type, 'active', p_starts_at, p_expires_at, p_rank) returning id into v_grant;
  insert into credit_ledger (user_id, kind, amount, grant_id, reason, actor) values (p_user, 'grant', p_amount, v_grant, p_reason, p_actor);
  v_result := jsonb_build_object('kind', 'granted', 'grantId', v_grant);
  if p_key is not null then
    insert into credit_operations (user_id, key, kind, amount, result, terms) values (p_user, p_key, 'grant', p_amount, v_result, jsonb_build_object('plan', p_plan_type, 'startsAt', extract(epoch from p_starts_at), 'expiresAt', extract(epoch from p_expires_at), 'rank', p_rank));
  end if;
  return v_result;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_guard_batch()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (new.id, new.user_id) is distinct from (old.id, old.user_id) then
    raise exception 'Whose a batch is never changes.' using errcode = 'check_violation', constraint = 'generation_batches_identity_kept';
  end if;
  if old.status = 'CANCELLED' and new.status <> 'CANCELLED' then
    raise exception 'A batch that was cancelled stays so.' using errcode = 'check_violation', constraint = 'generation_batches_allowed_move';
  end if;
  return new;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_guard_batch_item()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (new.batch_id, new.position, new.user_id, new.source_type, new.source_id) is distinct from (old.batch_id, old.position, old.user_id, old.source_type, old.source_id) then
    raise exception 'What an item is of never changes.' using errcode = 'check_violation', constraint = 'generation_batch_items_identity_kept';
  end if;
  if new.status <> old.status and not (case old.status
      when 'WAITING' then new.status in ('STARTING', 'SKIPPED', 'CANCELLED')
      when 'STARTING' then new.status in ('WAITING', 'IN_PROGRESS', 'FAILED', 'SKIPPED', 'CANCELLED')
      when 'IN_PROGRESS' then new.status in ('SUCCEEDED', 'FAILED', 'CANCELLED')
      when 'FAILED' then new.status = 'WAITING'
      else false end) then
    raise exception 'An item that is % cannot become %.', old.status, new.status using errcode = 'check_violation', constraint = 'generation_batch_items_allowed_move';
  end if;
  return new;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_guard_export()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (new.id, new.model_id, new.user_id, new.format, new.options_hash) is distinct from (old.id, old.model_id, old.user_id, old.format, old.options_hash) then
    raise exception 'What an export is of never changes.' using errcode = 'check_violation', constraint = 'model_exports_identity_kept';
  end if;
  if new.status <> old.status and (old.status in ('SUCCEEDED', 'FAILED') or new.status = 'PENDING') then
    raise exception 'An export that is % cannot become %.', old.status, new.status using errcode = 'check_violation', constraint = 'model_exports_allowed_move';
  end if;
  if new.progress < old.progress then
    raise exception 'Progress never goes back.' using errcode = 'check_violation', constraint = 'model_exports_progress_kept';
  end if;
  return new;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_guard_external_hold()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'opening' then
      raise exception 'A hold that is % is kept.', old.state using errcode = 'check_violation', constraint = 'external_holds_kept';
    end if;
    return old;
  end if;
  if (new.model_id, new.user_id, new.ledger, new.amount, new.created_at) is distinct from (old.model_id, old.user_id, old.ledger, old.amount, old.created_at) then
    raise exception 'What is held, by whom and for what never changes.' using errcode = 'check_violation', constraint = 'external_holds_identity_kept';
  end if;
  if new.state <> old.state and not (old.state, new.state) in (('opening', 'held'), ('opening', 'release_due'), ('held', 'capture_due'), ('held', 'release_due'),
    ('capture_due', 'captured'), ('release_due', 'released'), ('release_due', 'captured')) then
    raise exception 'A hold that is % cannot become %.', old.state, new.state using errcode = 'check_violation', constraint = 'external_holds_allowed_move';
  end if;
  return new;
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
begin
  return model_3d_hold_credits(p_user, p_model, p_amount, p_expires_at, p_allow_short, now(), null::jsonb);
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_hold_credits(p_user uuid, p_model uuid, p_amount integer, p_expires_at timestamp with time zone, p_allow_short boolean, p_at timestamp with time zone, p_limits jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_held bigint := model_3d_lock_credit_account(p_user);
  v_balance bigint;
  v_limited jsonb;
begin
  perform model_3d_reset_subscription(p_user, p_at);
  v_balance := model_3d_credit_balance(p_user, p_at);
  if p_amount > v_balance - v_held and p_amount > 0 and not p_allow_short then
    return jsonb_build_object('kind', 'insufficient', 'balance', v_balance, 'held', v_held, 'available', v_balance - v_held);
  end if;
  if p_amount > 0 then
    v_limited := model_3d_reach_credit_limit(p_user, p_amount, p_at, p_limits);
    if v_limited is not null then
      return v_limited;
    end if;
  end if;
  insert into credit_holds (user_id, model_id, amount, expires_at, created_at) values (p_user, p_model, p_amount, p_expires_at, p_at);
  update credit_accounts set held = held + p_amount, updated_at = now() where user_id = p_user;
  insert into credit_ledger (user_id, kind, amount, held_change, model_id) values (p_user, 'hold', 0, p_amount, p_model);
  return jsonb_build_object('kind', 'held', 'available', v_balance - v_held - p_amount);
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_keep_provider_cost()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.provider_costs (model_id, provider, user_id, task_id, outcome, amount, unit)
  values (new.model_id, new.provider, new.user_id, new.task_id, coalesce(new.late_outcome, new.outcome), new.cost_amount, coalesce(new.cost_unit, 'unknown'))
  on conflict (model_id, provider) do update set outcome = excluded.outcome, amount = excluded.amount, unit = excluded.unit, task_id = excluded.task_id
  where (provider_costs.outcome, provider_costs.amount, provider_costs.unit) is distinct from (excluded.outcome, excluded.amount, excluded.unit);
  return null;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_lock_credit_account(p_user uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_held bigint;
begin
  select held into v_held from credit_accounts where user_id = p_user for update;
  if not found then
    insert into credit_accounts (user_id) values (p_user) on conflict (user_id) do nothing;
    select held into v_held from credit_accounts where user_id = p_user for update;
  end if;
  return v_held;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_lower_credit_usage(p_amount integer, p_held_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  if p_amount = 0 then
    return;
  end if;
  perform pg_advisory_xact_lock_shared(7303322);
  update credit_usage set amount = greatest(amount - p_amount, 0) where period = 'month' and starts_at = date_trunc('month', p_held_at, 'UTC');
  if found then
    update credit_usage set amount = greatest(amount - p_amount, 0) where period = 'day' and starts_at = date_trunc('day', p_held_at, 'UTC');
  end if;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_note_model_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.model_changes (model_id, kind, attempt)
  values (new.id, case
    when new.is_active and not old.is_active then 'activated'
    when old.is_active and not new.is_active then 'deactivated'
    when new.attempts > old.attempts then 'tried_again'
    else 'started' end, case when new.attempts > old.attempts then new.attempts end);
  return null;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_open_credit_usage(p_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_month timestamptz := date_trunc('month', p_at, 'UTC');
  v_month_ends timestamptz := (v_month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
  v_day timestamptz := date_trunc('day', p_at, 'UTC');
  v_day_ends timestamptz := v_day + interval '24 hours';
begin
  perform from credit_usage where period = 'month' and starts_at = v_month for update;
  if not found then
    perform pg_advisory_xact_lock(7303322);
    perform from credit_usage where period = 'month' and starts_at = v_month for update;
    if not found then
      delete from credit_usage where period = 'day' and starts_at >= v_month and starts_at < v_month_ends;
      insert into credit_usage (period, starts_at, amount) values ('month', v_month,
        (select coalesce(sum(amount), 0) from credit_holds where created_at >= v_month and created_at < v_month_ends and (status in ('pending', 'captured') or is_spent))
    + (select coalesce(sum(amount), 0) from external_holds where created_at >= v_month and created_at < v_month_ends and (state in ('opening', 'held', 'capture_due', 'captured') or is_spent)));
    end if;
  end if;
  if not exists (select from credit_usage where period = 'day' and starts_at = v_day) then
    insert into credit_usage (period, starts_at, amount) values ('day', v_day,
      (select coalesce(sum(amount), 0) from credit_holds where created_at >= v_day and created_at < v_day_ends and (status in ('pending', 'captured') or is_spent))
    + (select coalesce(sum(amount), 0) from external_holds where created_at >= v_day and created_at < v_day_ends and (state in ('opening', 'held', 'capture_due', 'captured') or is_spent)));
  end if;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_open_external_hold(p_user uuid, p_model uuid, p_ledger text, p_amount integer, p_allow_short boolean, p_next_try_at timestamp with time zone, p_at timestamp with time zone, p_limits jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_limited jsonb;
begin
  perform model_3d_lock_credit_account(p_user);
  if p_amount > 0 then
    v_limited := model_3d_reach_credit_limit(p_user, p_amount, p_at, p_limits);
    if v_limited is not null then
      return v_limited;
    end if;
  end if;
  insert into external_holds (model_id, user_id, ledger, amount, allow_short, next_try_at, created_at) values (p_model, p_user, p_ledger, p_amount, p_allow_short, p_next_try_at, p_at);
  return jsonb_build_object('kind', 'opened');
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_period_end(p_anchor timestamp with time zone, p_period text, p_at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_anchor timestamp := p_anchor at time zone 'UTC';
  v_at timestamp := p_at at time zone 'UTC';
  v_length interval := case p_period when 'day' then interval '1 day' when 'week' then interval '7 days' when 'month' then interval '1 month' else interval '1 year' end;
  v_count integer := case p_period
    when 'day' then floor(extract(epoch from v_at - v_anchor) / 86400)
    when 'week' then floor(extract(epoch from v_at - v_anchor) / 604800)
    when 'month' then (extract(year from v_at) - extract(year from v_anchor)) * 12 + extract(month from v_at) - extract(month from v_anchor) - 1
    else extract(year from v_at) - extract(year from v_anchor) - 1 end;
begin
  v_count := greatest(v_count, 0);
  while v_anchor + v_count * v_length <= v_at loop
    v_count := v_count + 1;
  end loop;
  return (v_anchor + v_count * v_length) at time zone 'UTC';
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_reach_credit_limit(p_user uuid, p_amount integer, p_at timestamp with time zone, p_limits jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_period text;
  v_start timestamptz;
  v_end timestamptz;
  v_limit bigint;
  v_used bigint;
  v_is_host boolean;
  v_counts_host boolean := coalesce(p_limits -> 'host' ->> 'day', p_limits -> 'host' ->> 'month') is not null;
begin
  foreach v_is_host in array (case when p_limits is null then '{}' when v_counts_host then array[false, true] else array[false] end)::boolean[] loop
    if v_is_host then
      perform model_3d_open_credit_usage(p_at);
    end if;
    foreach v_period in array array['day', 'month'] loop
      v_limit := (p_limits -> (case when v_is_host then 'host' else 'user' end) ->> v_period)::bigint;
      continue when v_limit is null;
      v_start := date_trunc(v_period, p_at, 'UTC');
      v_end := (v_start at time zone 'UTC' + ('1 ' || v_period)::interval) at time zone 'UTC';
      if v_is_host then
        select amount into v_used from credit_usage where period = v_period and starts_at = v_start;
      else
        v_used := (select coalesce(sum(amount), 0) from credit_holds where user_id = p_user and created_at >= v_start and created_at < v_end and (status in ('pending', 'captured') or is_spent))
    + (select coalesce(sum(amount), 0) from external_holds where user_id = p_user and created_at >= v_start and created_at < v_end and (state in ('opening', 'held', 'capture_due', 'captured') or is_spent));
      end if;
      if v_used + p_amount > v_limit then
        return jsonb_build_object('kind', 'limited', 'scope', case when v_is_host then 'host' else 'user' end, 'period', v_period, 'limit', v_limit, 'used', v_used, 'endsAt', v_end);
      end if;
    end loop;
  end loop;
  if v_counts_host then
    update credit_usage set amount = amount + p_amount
    where (period, starts_at) in (('day', date_trunc('day', p_at, 'UTC')), ('month', date_trunc('month', p_at, 'UTC')));
  else
    perform model_3d_forget_credit_usage(p_at);
  end if;
  return null;
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

CREATE OR REPLACE FUNCTION public.model_3d_refund_charge(p_model uuid, p_amount integer, p_reason text, p_actor text, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_user uuid;
  v_charge credit_charges%rowtype;
  v_known integer;
  v_paid record;
  v_part integer;
  v_left integer;
  v_homeless integer := 0;
  v_grant uuid;
begin
  select user_id into v_user from credit_charges where model_id = p_model;
  if not found then
    return jsonb_build_object('kind', 'not_charged');
  end if;
  perform model_3d_lock_credit_account(v_user);
  select * into v_charge from credit_charges where model_id = p_model;
  select amount into v_known from credit_refunds where model_id = p_model;
  if found then
    return jsonb_build_object('kind', 'already_refunded', 'refunded', v_known, 'userId', v_user);
  end if;
  v_left := coalesce(p_amount, v_charge.amount);
  if v_charge.amount = 0 then
    return jsonb_build_object('kind', 'not_charged');
  elsif v_left > v_charge.amount then
    return jsonb_build_object('kind', 'too_much', 'charged', v_charge.amount);
  end if;
  insert into credit_refunds (model_id, user_id, amount, reason, actor) values (p_model, v_user, v_left, p_reason, p_actor);
  for v_paid in select grant_id, -amount as amount from credit_ledger where model_id = p_model and kind = 'charge' order by id desc loop
    exit when v_left = 0;
    v_part := least(v_left, v_paid.amount);
    v_left := v_left - v_part;
    update user_credits set credits = credits + v_part, status = 'active'
    where id = v_paid.grant_id and user_id = v_user and (expires_at is null or expires_at > p_at);
    if found then
      insert into credit_ledger (user_id, kind, amount, grant_id, model_id, reason, actor) values (v_user, 'refund', v_part, v_paid.grant_id, p_model, p_reason, p_actor);
    else
      v_homeless := v_homeless + v_part;
    end if;
  end loop;
  if v_homeless > 0 then
    insert into user_credits (user_id, credits, plan_type, status) values (v_user, v_homeless, 'one_time', 'active') returning id into v_grant;
    insert into credit_ledger (user_id, kind, amount, grant_id, model_id, reason, actor) values (v_user, 'refund', v_homeless, v_grant, p_model, p_reason, p_actor);
  end if;
  return jsonb_build_object('kind', 'refunded', 'refunded', coalesce(p_amount, v_charge.amount), 'userId', v_user);
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
begin
  return model_3d_release_hold(p_user, p_model, p_reason, p_as, now(), false);
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_release_hold(p_user uuid, p_model uuid, p_reason text, p_as text, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  return model_3d_release_hold(p_user, p_model, p_reason, p_as, p_at, false);
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_release_hold(p_user uuid, p_model uuid, p_reason text, p_as text, p_at timestamp with time zone, p_is_spent boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_hold credit_holds%rowtype;
begin
  perform from credit_accounts where user_id = p_user for update;
  update credit_holds set status = p_as, settled_at = now(), is_spent = p_is_spent
  where model_id = p_model and user_id = p_user and status = 'pending' returning * into v_hold;
  if not found then
    return jsonb_build_object('kind', 'not_held');
  end if;
  update credit_accounts set held = held - v_hold.amount, updated_at = now() where user_id = p_user;
  insert into credit_ledger (user_id, kind, amount, held_change, model_id, reason)
  values (p_user, 'release', 0, -v_hold.amount, p_model, p_reason);
  if not p_is_spent then
    perform model_3d_lower_credit_usage(v_hold.amount, v_hold.created_at);
  end if;
  return jsonb_build_object('kind', 'released');
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_reset_due_subscription(p_user uuid, p_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  perform model_3d_lock_credit_account(p_user);
  return model_3d_reset_subscription(p_user, p_at);
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_reset_subscription(p_user uuid, p_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_plan credit_subscriptions%rowtype;
  v_ends timestamptz;
begin
  select * into v_plan from credit_subscriptions where user_id = p_user and period_ends_at <= p_at for update;
  if not found then
    return false;
  end if;
  if v_plan.ends_with_period then
    delete from credit_subscriptions where user_id = p_user;
    perform model_3d_expire_credits(p_user, p_at);
    return true;
  end if;
  v_ends := model_3d_period_end(v_plan.anchor_at, v_plan.period, p_at);
  if v_plan.roll_over then
    select least(v_plan.allowance, 2147483647 - credits) into v_plan.allowance from user_credits
    where id = v_plan.grant_id and user_id = p_user and status = 'active' and expires_at is null;
    v_plan.allowance := coalesce(v_plan.allowance, (select allowance from credit_subscriptions where user_id = p_user));
    update user_credits set credits = credits + v_plan.allowance, allowance = v_plan.allowance, period_ends_at = v_ends
    where id = v_plan.grant_id and user_id = p_user and status = 'active' and expires_at is null;
  end if;
  if not v_plan.roll_over or not found then
    v_plan.grant_id := gen_random_uuid();
    insert into user_credits (id, user_id, credits, plan_type, status, allowance, period_ends_at, expires_at)
    values (v_plan.grant_id, p_user, v_plan.allowance, 'subscription', 'active', v_plan.allowance, v_ends, case when not v_plan.roll_over then v_ends end);
  end if;
  insert into credit_ledger (user_id, kind, amount, grant_id, reason)
  values (p_user, 'reset', v_plan.allowance, v_plan.grant_id, format('%s until %s', v_plan.period, to_char(v_ends at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
  update credit_subscriptions set period_ends_at = v_ends, grant_id = v_plan.grant_id where user_id = p_user;
  perform model_3d_expire_credits(p_user, p_at);
  return true;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_spread_real_size()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.product_3d_models set real_size = new.real_size
  where user_id = new.user_id and source_type = new.source_type and source_id = new.source_id and real_size is distinct from new.real_size;
  return null;
end
$function$

CREATE OR REPLACE FUNCTION public.model_3d_subscribe_credits(p_user uuid, p_allowance integer, p_period text, p_starts_at timestamp with time zone, p_roll_over boolean, p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_held bigint := model_3d_lock_credit_account(p_user);
  v_plan credit_subscriptions%rowtype;
  v_moves boolean;
begin
  perform model_3d_reset_subscription(p_user, p_at);
  select * into v_plan from credit_subscriptions where user_id = p_user for update;
  if not found then
    insert into credit_subscriptions (user_id, allowance, period, anchor_at, roll_over, period_ends_at)
    values (p_user, p_allowance, p_period, coalesce(p_starts_at, p_at), p_roll_over, coalesce(p_starts_at, p_at));
  else
    v_moves := p_starts_at is not null and p_starts_at <> v_plan.anchor_at;
    update credit_subscriptions set allowance = p_allowance, roll_over = p_roll_over, ends_with_period = false,
      anchor_at = case when v_moves then p_starts_at when p_period <> period then period_ends_at else anchor_at end,
      period_ends_at = case when v_moves then greatest(p_starts_at, p_at) else period_ends_at end,
      period = p_period
    where user_id = p_user returning * into v_plan;
    update user_credits set period_ends_at = v_plan.period_ends_at, expires_at = case when not p_roll_over then v_plan.period_ends_at end
    where id = v_plan.grant_id and user_id = p_user and status = 'active';
  end if;
  perform model_3d_reset_subscription(p_user, p_at);
  return (select jsonb_build_object('allowance', allowance, 'period', period, 'startsAt', anchor_at, 'periodEndsAt', period_ends_at, 'rollOver', roll_over)
    from credit_subscriptions where user_id = p_user);
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

CREATE OR REPLACE FUNCTION public.model_3d_unsubscribe_credits(p_user uuid, p_now boolean, p_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  v_held bigint := model_3d_lock_credit_account(p_user);
  v_plan credit_subscriptions%rowtype;
begin
  perform model_3d_reset_subscription(p_user, p_at);
  update credit_subscriptions set ends_with_period = true, period_ends_at = case when p_now then least(period_ends_at, p_at) else period_ends_at end
  where user_id = p_user returning * into v_plan;
  if not found then
    return false;
  end if;
  update user_credits set expires_at = v_plan.period_ends_at where id = v_plan.grant_id and user_id = p_user and status = 'active';
  perform model_3d_reset_subscription(p_user, p_at);
  return true;
end
$function$

import type { Database } from "./open-database.ts";

/** Columns that this program reads or fills; none of them tells one grant of a user from another. */
const KNOWN = "'user_id', 'credits', 'plan_type', 'status', 'created_at', 'updated_at', 'allowance', 'period_ends_at', 'starts_at', 'expires_at', 'rank', 'chosen_rank'";

/** What is wrong with a `user_credits` that was the host's, as far as its form goes: a clause for each fault, with what to do. */
const FAULTS = `
with host as (select oid as table_oid, relkind from pg_class where oid = to_regclass('public.user_credits')),
  columns as (select attname::text as name, attnum, attnotnull, atttypmod, format_type(atttypid, null) as type, pg_get_expr(adbin, adrelid) as given,
      atthasdef or attidentity <> '' as is_given, attidentity <> '' as is_identity
    from host join pg_attribute on attrelid = table_oid left join pg_attrdef on adrelid = table_oid and adnum = attnum where attnum > 0 and not attisdropped),
  keys as (select indexrelid::regclass::text as name, (select array_agg(attnum) from unnest((indkey::smallint[])[0:indnkeyatts - 1]) as attnum) as attnums
    from host join pg_index on indrelid = table_oid where indisunique)
select 1 as place, 'it is a view or a foreign table, and has to be a table' as fault from host where relkind not in ('r', 'p')
union all
select 2, format('its unique key %s (%s) allows one row where a user has several grants, each a row of its own: drop that key', name,
    (select string_agg(columns.name, ', ' order by columns.attnum) from columns where columns.attnum = any (attnums)))
from keys where not 0 = any (attnums) and not exists (select from columns where attnum = any (attnums) and name not in (${KNOWN})
  and (name = 'id' or case when is_given then is_identity or given like '%(%' else not attnotnull end))
union all
select 3, format('its column %s has no default: alter table user_credits alter column %s set default %s', name, name, case name when 'id' then 'gen_random_uuid()' else 'now()' end)
from columns where name in ('id', 'created_at', 'updated_at') and not is_given
union all
select 4, format('its column %s must be filled with each row, and this program does not know it: give it a default, or drop not null', name)
from columns where attnotnull and not is_given and name not in ('id', ${KNOWN})
union all
select 5, format('its column %s may not be empty, and often is: alter table user_credits alter column %s drop not null', name, name)
from columns where attnotnull and name in ('allowance', 'period_ends_at', 'starts_at', 'expires_at', 'chosen_rank')
union all
select 6, format('its column %s is of type %s and has to be %s: change it, or rename it', name, type, wanted)
from columns join (values ('allowance', 'integer'), ('period_ends_at', 'timestamp with time zone'), ('starts_at', 'timestamp with time zone'), ('expires_at', 'timestamp with time zone'), ('chosen_rank', 'smallint')) as form (name, wanted) using (name)
where type <> wanted
union all
select 6, format('its column rank is of type %s and has to be a whole number: rename it', type) from columns where name = 'rank' and type not in ('smallint', 'integer', 'bigint')
union all
select 7, format('its column %s takes %s characters and has to take %s', name, atttypmod - 4, wanted)
from columns join (values ('plan_type', 12), ('status', 7)) as word (name, wanted) using (name) where type = 'character varying' and atttypmod between 5 and wanted + 3`;

/** Every word and number that a row will hold some time; a constraint of the host's about these columns has to allow them all. */
const TO_COME = "(values ('subscription'::text, 'active'::text, 0), ('subscription', 'expired', 0), ('one_time', 'active', 1), ('one_time', 'expired', 0)) as coming (plan_type, status, credits)";

/**
 * SQL that refuses a host's own `user_credits` of a form with which credits could not be given, spent or reset later, before it is touched;
 * where there is none it does nothing. Which of the plain columns are missing is said by the migration itself.
 */
export const refuseUnfitHostTable = `
do $migration$
declare
  v_faults text[];
  v_constraint record;
  v_fits boolean;
begin
  if (select count(*) from pg_attribute where attrelid = to_regclass('public.user_credits') and attname in ('id', 'user_id', 'credits', 'plan_type', 'status', 'created_at', 'updated_at') and not attisdropped) < 7 then
    return;
  end if;
  v_faults := array(select fault from (${FAULTS}) as found order by place, fault);
  if exists (select from pg_attribute where attrelid = 'public.user_credits'::regclass and attname = 'chosen_rank' and not attisdropped) then
    v_faults := v_faults || 'its column chosen_rank stands where this program puts its own: rename it'::text;
  end if;
  for v_constraint in
    select conname, pg_get_expr(conbin, conrelid) as condition from pg_constraint
    where conrelid = 'public.user_credits'::regclass and contype = 'c'
      and conkey <@ array(select attnum from pg_attribute where attrelid = conrelid and attname in ('plan_type', 'status', 'credits'))
  loop
    execute format('select bool_and(coalesce(%s, true)) from ${TO_COME.replaceAll("'", "''")}', v_constraint.condition) into v_fits;
    if not v_fits then
      v_faults := v_faults || format('its constraint %s refuses what rows will hold (plan_type subscription or one_time, status active or expired, credits from 0): drop it', v_constraint.conname);
    end if;
  end loop;
  v_faults := v_faults || array(
    select format('%s of its rows %s', count, what) from (
      select 1, count(*) filter (where credits < 0), 'have less than 0 credits: set them to 0' from public.user_credits
      union all
      select 2, count(*) filter (where plan_type::text not in ('subscription', 'one_time')), 'have a plan_type other than subscription and one_time: change it' from public.user_credits
      union all
      select 3, count(*) filter (where status::text not in ('active', 'expired')), 'have a status other than active and expired: change it' from public.user_credits
      union all
      select 4, count(*) filter (where num_nulls(user_id, credits, plan_type, status, created_at) > 0), 'lack a user_id, credits, a plan_type, a status or a created_at: fill them in' from public.user_credits
    ) as data (place, count, what) where count > 0 order by place);
  if v_faults <> array[]::text[] then
    raise exception 'The table user_credits that is already there cannot be used: %. Then run the migrations again.', array_to_string(v_faults, '; ');
  end if;
end
$migration$`;

/** What is wrong with the form of a `user_credits` that was the host's and was taken by an earlier version, or was changed since. */
export async function findHostTableFaults({ knex }: Pick<Database, "knex">): Promise<string[]> {
  const { rows } = await knex.raw<{ rows: { fault: string }[] }>(
    `select fault from (${FAULTS}) as found
     where exists (select from pg_attribute where attrelid = to_regclass('public.user_credits') and attname = 'rank' and col_description(attrelid, attnum) like 'kept|%')
     order by place, fault`,
  );
  return rows.map(({ fault }) => fault);
}

import type { Knex } from "knex";
import { isTableName, referenceTo } from "./resolve-migrations.ts";

/** Whose rows go with their user. What was charged, what a service consumed and what operators did are known for longer. */
const TABLES_OF_USERS = [
  "product_3d_models",
  "product_3d_model_versions",
  "user_credits",
  "credit_accounts",
  "credit_holds",
  "credit_subscriptions",
  "credit_operations",
  "model_event_streams",
  "model_events",
  "stored_files",
  "model_exports",
  "model_archives",
  "generation_batches",
  "generation_batch_items",
  "generation_batch_images",
  "generation_turns",
  "idempotency_keys",
  "provider_files",
  "host_events",
] as const;

/** Each table that is there with what it references; a `user_credits` that was the host's is the host's to tie to its users. */
const REFERENCES = `
select name, format_type(atttypid, null) as type,
  (select nspname || '.' || relname from pg_constraint join pg_class on pg_class.oid = confrelid join pg_namespace on pg_namespace.oid = relnamespace
    where conrelid = attrelid and contype = 'f' and conkey = array[attnum] and confdeltype = 'c' order by conname limit 1) as referenced
from unnest(array['${TABLES_OF_USERS.join("', '")}']) with ordinality as named (name, place)
join pg_attribute as column_of on attrelid = to_regclass('public.' || name) and attname = 'user_id' and not attisdropped
where to_regclass('public.credit_accounts') is not null
  and not exists (select from pg_attribute as rank where name = 'user_credits' and rank.attrelid = column_of.attrelid and rank.attname = 'rank' and col_description(rank.attrelid, rank.attnum) like 'kept|%')
order by place`;

export interface UserReferences {
  /** Null while there are no tables. */
  userIdType: "uuid" | "text" | null;
  /** With its schema, `public.users`; null where no table references one. */
  userTable: string | null;
  /** Tables that reference none, of those whose rows go with their user. */
  lacking: readonly string[];
}

/** How the tables that are there know the host's users. Everybody may ask: the catalogue says it, so that nobody has to say it again. */
export async function readUserReferences(db: Knex): Promise<UserReferences> {
  const { rows } = await db.raw<{ rows: { name: string; type: string; referenced: string | null }[] }>(REFERENCES);
  const type = rows.find(({ name }) => name !== "user_credits")?.type;
  const userTable = rows.find(({ referenced }) => referenced !== null)?.referenced ?? null;
  return {
    userIdType: type === "uuid" || type === "text" ? type : null,
    // One that the option could not name was tied by the host's own hand.
    userTable: userTable !== null && isTableName(userTable) ? userTable : null,
    lacking: rows.filter(({ referenced }) => referenced === null).map(({ name }) => name),
  };
}

/**
 * SQL that has every table that lacks it reference the host's users. Without a look at the rows that are there: those of users who are gone would refuse it,
 * and nobody but the host may say what becomes of them.
 */
export const addUserReferences = (userTable: string): string => `
do $migration$
declare
  v_table text;
begin
  for v_table in select name from (${REFERENCES}) as known where referenced is null loop
    execute format('alter table public.%I add constraint %I foreign key (user_id) ${referenceTo(userTable)} not valid', v_table, v_table || '_user_id_fkey');
  end loop;
end
$migration$`;

/** SQL that refuses to go on where the tables were made with another type of user ids, or another table of users, than a script was printed with. */
export const refuseOtherUsers = ({ userIdType, userTable }: { userIdType: string; userTable: string | null }): string => `
do $migration$
declare
  v_known record;
begin
  select min(type) filter (where name <> 'user_credits') as type, min(referenced) as referenced into v_known from (${REFERENCES}) as known;
  if v_known.type <> '${userIdType}' then
    raise exception 'The tables have user ids of type %, and this was printed for ${userIdType}: print it with --user-id-type %.', v_known.type, v_known.type;
  end if;
  if v_known.referenced <> '${userTable === null ? "" : withSchema(userTable)}' then
    raise exception 'The tables reference %, and this was printed ${userTable === null ? "without a table of users" : `for ${userTable}`}: print it with --user-table %.', v_known.referenced, v_known.referenced;
  end if;
end
$migration$`;

/** `users` as the catalogue has it. */
export const withSchema = (table: string): string => (table.includes(".") ? table : `public.${table}`);

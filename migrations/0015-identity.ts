import { sqlMigration, type MakeMigration } from "./migration.ts";

const HEADER = "stable set search_path = pg_catalog, pg_temp";
const setting = (userIdType: string) => `nullif(current_setting('model_3d.user_id', true), '')::${userIdType}`;

/**
 * Who is asking, by the role that asks: the setting counts for our own user role alone, and `auth.uid()` where there is one for the
 * platform's. Neither can stand in for the other, whatever a pooled connection has left behind. Our roles may not look into `auth`,
 * so the function must not name it for them; SQL functions are read as a whole, PL/pgSQL line by line.
 */
export const identity: MakeMigration = ({ userIdType }) =>
  sqlMigration(
    "0015-identity",
    `
do $migration$
begin
  if to_regprocedure('auth.uid()') is null then
    create or replace function public.model_3d_current_user_id() returns ${userIdType} language sql ${HEADER} as $$
      select case when current_user = 'model_3d_user' then ${setting(userIdType)} end
    $$;
  else
    create or replace function public.model_3d_current_user_id() returns ${userIdType} language plpgsql ${HEADER} as $$
    begin
      if current_user = 'model_3d_user' then
        return ${setting(userIdType)};
      end if;
      if not has_schema_privilege('auth', 'USAGE') then
        return null;
      end if;
      return auth.uid()::${userIdType};
    end
    $$;
  end if;
end
$migration$;`,
    `
do $migration$
declare
  v_identity text := $$${setting(userIdType)}$$;
begin
  if to_regprocedure('auth.uid()') is not null then
    v_identity := format('coalesce(%s, auth.uid()::${userIdType})', v_identity);
  end if;
  execute format('create or replace function public.model_3d_current_user_id() returns ${userIdType} language sql ${HEADER} as %L', 'select ' || v_identity);
end
$migration$;`,
  );

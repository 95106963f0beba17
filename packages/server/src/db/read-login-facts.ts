import type { Database } from "./open-database.ts";

export interface LoginFacts {
  login: string;
  isSuperuser: boolean;
}

/** Under which login this program is connected, whatever role it takes for its requests. */
export async function readLoginFacts({ knex }: Pick<Database, "knex">): Promise<LoginFacts> {
  const { rows } = await knex.raw<{ rows: [{ login: string; is_superuser: boolean }] }>("select session_user::text as login, rolsuper as is_superuser from pg_roles where rolname = session_user");
  return { login: rows[0].login, isSuperuser: rows[0].is_superuser };
}

import { DatabaseError, errorCode } from "./database-error.ts";
import type { Database } from "./open-database.ts";

/** @throws DatabaseError in one line where the role is missing or the login may not take it. */
export async function assertCanTakeRole(database: Database, role: string): Promise<void> {
  try {
    await database.knex.transaction((trx) => trx.raw("select set_config('role', ?, true)", [role]));
  } catch (error) {
    const code = errorCode(error);
    if (code === "22023") throw new DatabaseError(`The database role ${role} does not exist. Run the migrations first.`, { cause: error });
    if (code === "42501") throw new DatabaseError(`The database login may not take the role ${role}. As an administrator, run: grant ${role} to <the login of the database URL>`, { cause: error });
    throw error;
  }
}

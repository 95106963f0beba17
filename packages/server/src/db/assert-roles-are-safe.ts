import { DatabaseError } from "./database-error.ts";
import { findRoleFaults } from "./find-role-faults.ts";
import type { Database } from "./open-database.ts";
import { USER_ROLE } from "./roles.ts";

/**
 * Makes sure that row level security holds for users on this very database; meant for the start of the program.
 * @throws DatabaseError when the user role could see or write rows of others: as a superuser, by BYPASSRLS, as an owner,
 * by a grant to write, because a table is not forced, or because the policy is gone that keeps any other from showing more; when pages could write through Supabase's data API; or when the current login
 * cannot take the roles.
 */
export async function assertRolesAreSafe(database: Database): Promise<void> {
  const { faults, writableByPages } = await findRoleFaults(database);
  if (faults.length > 0) throw new DatabaseError(`The database role ${USER_ROLE} would let users reach rows of others: ${faults.map(({ what }) => what).join("; ")}. Take this away from the role, or run the migrations again.`);
  if (writableByPages.length > 0) {
    throw new DatabaseError(`Pages could write through the data API of the database: ${writableByPages.join("; ")}. Run the migrations again; where a policy of yours allows it, drop the policy: credits are given by the server.`);
  }
}

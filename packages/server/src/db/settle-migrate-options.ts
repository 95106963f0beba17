import { DatabaseError } from "./database-error.ts";
import { MIGRATE_DEFAULTS, type MigrateOptions } from "./migrate-options.ts";
import { withSchema, type UserReferences } from "./user-references.ts";

/**
 * What a host has decided when the tables were made, and what it says now. What is not said now is as it was.
 * @throws DatabaseError in one line where both say another thing.
 */
export function settleMigrateOptions({ userIdType, userTable }: Omit<UserReferences, "lacking">, given: MigrateOptions): Required<MigrateOptions> {
  if (given.userIdType && userIdType && given.userIdType !== userIdType)
    throw new DatabaseError(`The tables have user ids of type ${userIdType}, and userIdType (--user-id-type) says ${given.userIdType}. It cannot change once the tables are there: leave it out, or say ${userIdType}. Nothing was changed.`);
  const wanted = given.userTable ? withSchema(given.userTable) : null;
  if (wanted !== null && userTable !== null && wanted !== userTable)
    throw new DatabaseError(`The tables reference ${userTable}, and userTable (--user-table) says ${given.userTable}: leave it out, or say ${userTable}. Nothing was changed.`);
  return { userIdType: userIdType ?? given.userIdType ?? MIGRATE_DEFAULTS.userIdType, userTable: given.userTable ?? userTable ?? MIGRATE_DEFAULTS.userTable };
}

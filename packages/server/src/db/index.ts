export { assertRolesAreSafe } from "./assert-roles-are-safe.ts";
export { IDENTITY_SETTING, SERVICE_ROLE, TABLES, USER_ROLE } from "./roles.ts";
export { DatabaseError, isRetryable, violatedConstraint } from "./database-error.ts";
export { DATABASE_DEFAULTS, type DatabaseFolder, type DatabaseOptions } from "./database-options.ts";
export { decodeCursor, encodeCursor, InvalidCursorError } from "./cursor.ts";
export { migrate, pendingMigrations, printMigrationsSql, rollback, type MigrateOptions } from "./migrate.ts";
export { openDatabase, type Database } from "./open-database.ts";
export { migrateQueue } from "../queue/queue-tables.ts";

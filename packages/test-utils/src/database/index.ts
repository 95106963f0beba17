export { cloneTestDatabase, createTestDatabase, createTestDatabases, DATABASE_KINDS, type DatabaseKind, type TestDatabase, type TestDatabaseClone, type TestDatabaseOptions } from "./create-test-database.ts";
export { describeSchema } from "./describe-schema.ts";
export { startTestPostgres, type TestPostgres } from "./start-test-postgres.ts";
export { startSupabasePostgres, type SupabasePostgres } from "./start-supabase-postgres.ts";
export { startRestartablePostgres, type RestartablePostgres, type StopMode } from "./start-restartable-postgres.ts";
export { openKeptDatabase } from "./open-kept-database.ts";
export { freePort } from "./free-port.ts";

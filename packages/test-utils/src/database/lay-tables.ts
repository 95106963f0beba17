import { migrate, migrateQueue, type Database } from "@model-3d/server/database";

/** As `model-3d migrate` does: a host that starts on it finds the tables of its jobs, too, which take it longer than all else to make. */
export async function layTables(database: Database): Promise<void> {
  await migrate(database);
  await migrateQueue(database);
}

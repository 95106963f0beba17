import type { Knex } from "knex";
import { assertCanTakeRole } from "./assert-can-take-role.ts";
import { SELECT_MIGRATIONS } from "./migration-bookkeeping.ts";
import type { Database } from "./open-database.ts";
import { readTableFacts } from "./read-table-facts.ts";
import { resolveMigrations } from "./resolve-migrations.ts";
import { SERVICE_ROLE } from "./roles.ts";

export interface MigrationStatus {
  /** What the database has had, oldest first. */
  applied: readonly { name: string; appliedAt: Date }[];
  /** What this program has and the database has not. */
  pending: readonly string[];
  /** What the database has had and this program does not know: a newer version was here. */
  unknown: readonly string[];
  /** Those of `unknown` that are not additive: with them this program does not work. */
  refused: readonly string[];
}

/** Which migrations a database has had; changes nothing. @throws DatabaseError where the login may not look. */
export async function readMigrationStatus(database: Database): Promise<MigrationStatus> {
  const known = resolveMigrations({}).map(({ name }) => name);
  const { isThere, isOwn } = await readTableFacts(database.knex, "public", "model_3d_migrations");
  if (!isThere) return { applied: [], pending: known, unknown: [], refused: [] };
  // Its rows are shown to its owner and to the service role only.
  if (!isOwn) await assertCanTakeRole(database, SERVICE_ROLE);
  const rows = await (isOwn ? selectApplied(database.knex) : database.asService(selectApplied));
  const names = new Set(rows.map(({ name }) => name));
  const unknown = rows.filter(({ name }) => !known.includes(name));
  return {
    applied: rows.map(({ name, appliedAt }) => ({ name, appliedAt })),
    pending: known.filter((name) => !names.has(name)),
    unknown: unknown.map(({ name }) => name),
    refused: unknown.filter(({ isAdditive }) => !isAdditive).map(({ name }) => name),
  };
}

async function selectApplied(db: Knex): Promise<{ name: string; appliedAt: Date; isAdditive: boolean }[]> {
  const { rows } = await db.raw<{ rows: { name: string; appliedAt: Date; isAdditive: boolean }[] }>(SELECT_MIGRATIONS);
  return rows;
}

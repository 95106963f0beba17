import { getConstructionPlans, PgBoss } from "pg-boss";
import { allowServiceRole, printServiceRoleGrants } from "../db/allow-service-role.ts";
import { DatabaseError, errorCode } from "../db/database-error.ts";
import type { Database } from "../db/open-database.ts";
import { readLoginFacts } from "../db/read-login-facts.ts";
import { readTableFacts } from "../db/read-table-facts.ts";
import { poolOf } from "./queue-connections.ts";

/** Schema of the database in which the jobs live. */
export const QUEUE_SCHEMA = "model_3d_jobs";

export const readQueueTables = ({ knex }: Pick<Database, "knex">) => readTableFacts(knex, QUEUE_SCHEMA, "version");

/**
 * Makes the tables of the job queue, or brings them up to date, for this login and those that may take the service role.
 * @throws DatabaseError in one line where the login may not.
 */
export async function migrateQueue(database: Database): Promise<void> {
  const { isThere, isOwn } = await readQueueTables(database);
  if (isThere && !isOwn) return assertQueueIsCurrent(database);
  const boss = new PgBoss({ db: poolOf(database), schema: QUEUE_SCHEMA, backend: database.kind, supervise: false, schedule: false, registerInstance: false });
  boss.on("error", () => undefined);
  try {
    await boss.start();
    await allowServiceRole(database, QUEUE_SCHEMA);
  } catch (error) {
    throw await explainQueueFailure(database, error);
  } finally {
    await boss.stop({ graceful: false, close: false });
  }
}

/** Which version the tables of the job queue are of, and which this program needs; null where there are none, or the login may not look. */
export async function readQueueVersion(database: Database): Promise<{ version: number | null; wanted: number }> {
  const { isThere, mayRead } = await readQueueTables(database);
  if (!isThere || !mayRead) return { version: null, wanted: wantedVersion() };
  return { version: (await readerOf(database).schemaVersion()) ?? null, wanted: wantedVersion() };
}

/** The tables of the job queue as SQL, for hosts that apply SQL by hand; where they are there already, it changes nothing. */
export function printQueueSql(): string {
  const plan = getConstructionPlans(QUEUE_SCHEMA, { backend: "postgres" }).replace(/^\s*BEGIN;/, "").replace(/COMMIT;\s*$/, "");
  return `begin;

-- the job queue
do $queue$
begin
  if to_regclass('${QUEUE_SCHEMA}.version') is null then
    execute $plan$${plan}$plan$;
  end if;
end
$queue$;

${printServiceRoleGrants(QUEUE_SCHEMA)}

commit;
`;
}

/** @throws DatabaseError in one line where a login that may not change the tables needs others. */
export async function assertQueueIsCurrent(database: Database): Promise<void> {
  const { login } = await readLoginFacts(database);
  if (!(await readQueueTables(database)).mayRead) {
    throw new DatabaseError(`The login "${login}" may not use the job queue: it has to have the rights of model_3d_service without taking that role. As an administrator, run: alter role "${login}" inherit; grant model_3d_service to "${login}"`);
  }
  const [version, wanted] = [await readerOf(database).schemaVersion(), wantedVersion()];
  if (version === wanted) return;
  const remedy = (version ?? 0) > wanted ? "Update the program." : "As the login that owns them, run `model-3d migrate`.";
  throw new DatabaseError(`The tables of the job queue are of version ${version}, this program needs ${wanted}, and the login "${login}" may not change them. ${remedy}`);
}

const readerOf = (database: Database) => new PgBoss({ db: poolOf(database), schema: QUEUE_SCHEMA, backend: database.kind, migrate: false, supervise: false, schedule: false, registerInstance: false });

/** The library keeps the number to itself; it is the last thing that its script writes. */
function wantedVersion(): number {
  const [, version] = /\.version\(version\) VALUES \('(\d+)'\)/.exec(getConstructionPlans(QUEUE_SCHEMA, { backend: "postgres" })) ?? [];
  if (!version) throw new Error("The job queue does not say which version its tables are of.");
  return Number(version);
}

/** One line that says what to do where the login lacks a right; any other error as it is. */
export async function explainQueueFailure(database: Database, error: unknown): Promise<unknown> {
  if (errorCode(error) !== "42501") return error;
  const { login } = await readLoginFacts(database);
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError(`The tables of the job queue are missing or old, and the login "${login}" may not make them: ${reason}. As the login that owns the other tables, run \`model-3d migrate\`, or apply what \`model-3d migrate --print-sql\` prints.`, { cause: error });
}

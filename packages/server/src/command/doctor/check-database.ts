import { DatabaseError } from "../../db/database-error.ts";
import { findRoleFaults } from "../../db/find-role-faults.ts";
import { readLoginFacts } from "../../db/read-login-facts.ts";
import { readMigrationStatus } from "../../db/read-migration-status.ts";
import { quoteTable } from "../../db/resolve-migrations.ts";
import { readUserReferences } from "../../db/user-references.ts";
import { readQueueVersion } from "../../queue/queue-tables.ts";
import type { OpenedDatabase } from "../open-command-database.ts";
import { checkOf, skipped, type DoctorCheck, type DoctorContext } from "./doctor-context.ts";
import { doctorFinding, type DoctorFinding } from "./doctor-finding.ts";

const AS_ADMINISTRATOR = "-- SQL, as an administrator of the database:";

/** The database, whether users are kept apart in it, and whether its tables are this version's. */
export async function checkDatabase({ database: { opened, note, findings } }: DoctorContext): Promise<DoctorCheck[]> {
  if (!opened) return [findings.length > 0 ? checkOf("database", note, findings) : skipped("database", note)];
  const migrations = await checkMigrations(opened);
  // Before the tables are there nobody owns or guards them.
  const isCurrent = migrations.findings.every(({ code }) => code === "queue_outdated" || code === "user_references_missing");
  return [checkOf("database", note), migrations, isCurrent ? await checkRoles(opened) : skipped("roles", "the tables have to be this version's first")];
}

async function checkMigrations({ database }: OpenedDatabase): Promise<DoctorCheck> {
  try {
    const [{ applied, pending, refused }, queue] = [await readMigrationStatus(database), await readQueueVersion(database)];
    const note = `${applied.length} migrations, job queue of version ${queue.version ?? "unknown"}`;
    if (refused.length > 0) return checkOf("migrations", note, [doctorFinding("database_newer", `The database has had ${refused.join(", ")}, which this version does not know.`, ["npm install @model-3d/server@latest"])]);
    if (pending.length > 0) return checkOf("migrations", note, [doctorFinding("migrations_pending", `${pending.length} migrations are missing: ${pending.join(", ")}.`, ["npx model-3d migrate"])]);
    const references = await checkReferences(database);
    if (queue.version === queue.wanted) return checkOf("migrations", note, references);
    return checkOf("migrations", note, [...references, doctorFinding("queue_outdated", queue.version === null ? "The tables of the job queue are missing, or this login may not read them." : `The tables of the job queue are of version ${queue.version}, this version needs ${queue.wanted}.`, ["npx model-3d migrate"])]);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return checkOf("migrations", "not looked at", [await lacksRole(database, error)]);
  }
}

async function checkReferences({ knex }: OpenedDatabase["database"]): Promise<DoctorFinding[]> {
  const { userTable, lacking } = await readUserReferences(knex);
  if (userTable === null || lacking.length === 0) return [];
  const orphans = (table: string) => `delete from public.${table} as one where user_id is not null and not exists (select from ${quoteTable(userTable)} as known where known.id = one.user_id);`;
  return [
    doctorFinding("user_references_missing", `The tables reference ${userTable}, all but ${lacking.join(", ")}.`, [
      "npx model-3d migrate",
      "-- SQL, as an administrator of the database: takes away what users left there who are gone already",
      ...lacking.map(orphans),
    ]),
  ];
}

async function lacksRole(database: OpenedDatabase["database"], { message }: DatabaseError): Promise<DoctorFinding> {
  const { login } = await readLoginFacts(database);
  return doctorFinding("login_lacks_role", message, [AS_ADMINISTRATOR, `grant model_3d_user, model_3d_service to "${login}";`]);
}

async function checkRoles({ database }: OpenedDatabase): Promise<DoctorCheck> {
  const findings: DoctorFinding[] = [];
  const { faults, writableByPages } = await findRoleFaults(database).catch(async (error: unknown) => {
    if (!(error instanceof DatabaseError)) throw error;
    findings.push(await lacksRole(database, error));
    return { faults: [], writableByPages: [] };
  });
  if (faults.length > 0) findings.push(doctorFinding("rows_of_others", `The database role model_3d_user would let users reach rows of others: ${faults.map(({ what }) => what).join("; ")}.`, [AS_ADMINISTRATOR, ...faults.flatMap(({ remedy }) => remedy)]));
  if (writableByPages.length > 0) {
    const revokes = writableByPages.map((one) => one.split(" may write ")).map(([role, table]) => `revoke insert, update, delete, truncate on public.${table} from "${role}";`);
    findings.push(doctorFinding("rows_of_others", `Pages could write through the data API of the database: ${writableByPages.join("; ")}.`, [AS_ADMINISTRATOR, ...revokes]));
  }
  const { login, isSuperuser } = await readLoginFacts(database);
  if (isSuperuser && database.kind === "postgres") {
    findings.push(
      doctorFinding("login_is_superuser", `The database login "${login}" is a superuser.`, [
        AS_ADMINISTRATOR,
        "create role model_3d_app login password 'choose-one';",
        "grant model_3d_user, model_3d_service to model_3d_app;",
        "-- then the server's DATABASE_URL begins with postgres://model_3d_app:choose-one@; npx model-3d migrate goes on under the old login",
      ]),
    );
  }
  return checkOf("roles", `login ${login}`, findings);
}

import type { Knex } from "knex";
import { errorCode } from "../db/database-error.ts";
import { limitStatements } from "../db/limit-statements.ts";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";

/** An operator's search must not keep the users' requests waiting. */
const STATEMENT_TIMEOUT_MS = 5_000;
/** A statement that took longer than it may (PostgreSQL, appendix A). */
const CANCELLED = "57014";

/**
 * Reads over all users, one statement at most for so long.
 *
 * @throws ApiError `service_unavailable` that says how to ask for less.
 */
export async function readForOperator<T>({ database }: Pick<ServiceContext, "database">, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  try {
    return await database.readSnapshot(async (trx) => {
      await limitStatements(trx, STATEMENT_TIMEOUT_MS);
      return work(trx);
    });
  } catch (error) {
    if (errorCode(error) !== CANCELLED) throw error;
    throw new ApiError("service_unavailable", "There is too much to look through in time. Ask for one user, one kind or a shorter time.", {}, { cause: error });
  }
}

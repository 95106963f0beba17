/** Why a database cannot be used, in one line that tells a person what to do. Never holds a password. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
}

/** The SQLSTATE or system error code of an error, wherever it came from. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** The name of the violated constraint or unique index, where Postgres names one. */
export function violatedConstraint(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("constraint" in error)) return undefined;
  return typeof error.constraint === "string" ? error.constraint : undefined;
}

/** Whether the same transaction, run again, may well succeed: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  const code = errorCode(error);
  return code === "40001" || code === "40P01";
}

const REASONS: Readonly<Record<string, (where: string) => string>> = {
  ECONNREFUSED: (where) => `Nothing answers at ${where}. Start Postgres there, or correct the database URL.`,
  ECONNRESET: (where) => `${where} closed the connection. Check that it is a Postgres server and that it takes connections from here.`,
  ENOTFOUND: (where) => `The host of the database, ${where}, has no address. Correct the host name in the database URL.`,
  EAI_AGAIN: (where) => `The host of the database, ${where}, cannot be looked up right now. Correct the host name in the database URL or try again.`,
  ETIMEDOUT: (where) => `${where} does not answer. Check the host, the port and the firewall between here and the database.`,
  EHOSTUNREACH: (where) => `${where} cannot be reached from this machine. Check the host, the port and the network.`,
  "28P01": (where) => `${where} refused the user name or the password. Correct them in the database URL.`,
  "28000": (where) => `${where} does not let this user in. Check the user name, and pg_hba.conf on the server.`,
  "3D000": (where) => `The database does not exist: ${where}. Create it (createdb), or correct its name in the database URL.`,
  "53300": (where) => `${where} has no free connection. Raise max_connections or close other programs.`,
  "57P03": (where) => `${where} is starting up or shutting down. Try again in a moment.`,
};

/** Turns whatever a failed connection threw into one clear line. */
export function explainConnectionError(error: unknown, where: string): DatabaseError {
  const parts = error instanceof AggregateError ? error.errors : [error];
  for (const part of parts) {
    const reason = REASONS[errorCode(part) ?? ""];
    if (reason) return new DatabaseError(reason(where), { cause: error });
  }
  const text = error instanceof Error ? error.message : String(error);
  if (/timeout/i.test(text)) return new DatabaseError(REASONS.ETIMEDOUT?.(where) ?? text, { cause: error });
  if (/password must be a string/i.test(text)) {
    return new DatabaseError(`${where} asks for a password. Put one into the database URL.`, { cause: error });
  }
  return new DatabaseError(`The database ${where} cannot be opened: ${text}`, { cause: error });
}

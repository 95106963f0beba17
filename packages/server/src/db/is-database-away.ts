import { errorCode } from "./database-error.ts";

/** System errors of a lost or refused connection. */
const LOST = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"]);

/** Whether the database could not be reached, is starting or stopping, or has no connection to spare: trying again later will do. */
export function isDatabaseAway(error: unknown): boolean {
  const code = errorCode(error);
  // Class 08: connection exception; 57P01–57P03: shutting down, crashed, starting; 53300: too many connections (PostgreSQL, appendix A).
  if (code !== undefined) return LOST.has(code) || code.startsWith("08") || /^57P0[123]$/.test(code) || code === "53300";
  return error instanceof Error && (error.name === "KnexTimeoutError" || /Connection (terminated|ended)|connection timeout|not queryable/i.test(error.message));
}

import { errorCode } from "./database-error.ts";

/** Whether the server that answers is a standby, such as after a failover: it reads only. */
export function takesNoWrites(error: unknown): boolean {
  return errorCode(error) === "25006";
}

/** System errors of a lost or refused connection. */
const LOST = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"]);

/** Whether the database could not be reached, is starting or stopping, takes no writes, or has no connection, room or memory to spare: trying again later will do. */
export function isDatabaseAway(error: unknown): boolean {
  const code = errorCode(error);
  // Class 08: connection exception; 57P01–57P03 and 57P05: shutting down, crashed, starting, session ended; class 53: no room, memory or connection (PostgreSQL, appendix A).
  if (code !== undefined) return LOST.has(code) || /^(08|53)/.test(code) || /^57P0[1235]$/.test(code) || takesNoWrites(error);
  return error instanceof Error && (error.name === "KnexTimeoutError" || /Connection (terminated|ended)|connection timeout|Timeout acquiring a connection|not queryable/i.test(error.message));
}

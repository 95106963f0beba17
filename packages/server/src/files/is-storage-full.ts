import { errorCode } from "../db/database-error.ts";

/** The disk has no room, or none for this login, or takes no writes. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EROFS"]);

/** Whether a file could not be kept for want of room: once there is some, the same will do. */
export function isStorageFull(error: unknown): boolean {
  return FULL.has(errorCode(error) ?? "");
}

import { waitUntil as waitUntilOnce } from "@open-wc/testing";

/** Long enough for a busy machine; a condition that holds ends the wait at once. */
const DEADLINE_MS = 30_000;

export function waitUntil(condition: () => unknown, message?: string, { timeout = DEADLINE_MS }: { timeout?: number } = {}): Promise<void> {
  return waitUntilOnce(condition, message, { timeout });
}

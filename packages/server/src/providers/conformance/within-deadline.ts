import assert from "node:assert/strict";

/** Ample for a busy machine; what does come ends the wait at once. */
const DEADLINE_MS = 10_000;

/** What work gives, if it does so in time; that a provider never comes back must not look like a test that is slow. */
export async function withinDeadline<Value>(work: Promise<Value>, what: string, deadlineMs: number = DEADLINE_MS): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what} must happen at once, and did not within ${deadlineMs} ms` })), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

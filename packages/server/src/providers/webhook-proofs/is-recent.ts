/** How far a delivery's time may lie from ours, either way, unless the strategy is told otherwise: what Tripo, fal and Standard Webhooks recommend. */
export const TIMESTAMP_TOLERANCE_MS = 5 * 60_000;

const UNIX_SECONDS = /^\d{1,12}$/;

/** Whether a time in Unix seconds, as a header writes it, is near enough to now: an old delivery that was caught must not be played again. */
export function isRecent(seconds: string, now: Date, toleranceMs: number): boolean {
  return UNIX_SECONDS.test(seconds) && Math.abs(now.getTime() - Number(seconds) * 1000) <= toleranceMs;
}

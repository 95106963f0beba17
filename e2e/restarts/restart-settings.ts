import type { HostSettings } from "../installation/host-process.ts";

/** The proportions of the defaults, in a world that runs 200 times as fast. Rate limits are those of every host: its clients stay below them. */
export const RESTART_OPTIONS: HostSettings["options"] = {
  tasks: {
    tickMs: 250,
    firstLookMs: 400,
    lastLookMs: 2_500,
    askIntervalMs: 400,
    askTimeoutMs: 4_000,
    fateLooksMs: [0, 200, 500, 800],
    submissionTimeoutMs: 8_000,
    submissionLeaseMs: 2_500,
    clockSkewMs: 500,
    maxSubmissions: 30,
  },
  // Longer than a run: nothing may be given up because the database was away.
  generation: { deadlineMs: 15 * 60_000, concurrency: 1 },
};

export const RESTART_SPEED = 200;
/** A server is up, and down, for a time between these. */
export const UP_MS: readonly [number, number] = [10_000, 20_000];
export const DOWN_MS: readonly [number, number] = [300, 6_000];
export const CREDITS = 10_000;
export const COST = 10;

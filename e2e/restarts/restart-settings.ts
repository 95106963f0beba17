import type { HostSettings } from "../installation/host-process.ts";
import { QUICK_TASKS } from "../installation/quick-tasks.ts";

/** Rate limits are those of every host: its clients stay below them. */
export const RESTART_OPTIONS: HostSettings["options"] = {
  tasks: QUICK_TASKS,
  // Longer than a run: nothing may be given up because the database was away.
  generation: { deadlineMs: 15 * 60_000, concurrency: 1 },
};

export const RESTART_SPEED = 200;
/** A server is up, and down, for a time between these. */
export const UP_MS: readonly [number, number] = [10_000, 20_000];
export const DOWN_MS: readonly [number, number] = [300, 6_000];
export const CREDITS = 10_000;
export const COST = 10;

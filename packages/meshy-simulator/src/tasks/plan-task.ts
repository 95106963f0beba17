import type { Random } from "../random.ts";

/** When a task moves, in milliseconds since it was accepted (start) or started (all others). */
export interface TaskPlan {
  startMs: number;
  steps: { atMs: number; progress: number }[];
  finishMs: number;
}

const QUEUE_MS = [2_000, 8_000] as const;
/** Typical: 3.5 to 4 minutes. */
const RUN_MS = [210_000, 240_000] as const;
/** Stands at 95 to 99 for this long before the end. */
const STAND_MS = [30_000, 120_000] as const;
const RISING = [8, 21, 34, 47, 60, 73, 86] as const;
const STANDING = [95, 97, 99] as const;

/** How a task will go, drawn from the seed. `speed` divides every time. */
export function planTask(random: Random, speed: number): TaskPlan {
  const runMs = random.between(...RUN_MS);
  const standMs = random.between(...STAND_MS);
  const riseMs = runMs - standMs;
  const rising = RISING.map((progress, i) => ({ atMs: (riseMs * (i + 1)) / (RISING.length + 1), progress }));
  const standing = STANDING.map((progress, i) => ({ atMs: riseMs + (standMs * i) / STANDING.length, progress }));
  const steps = [...rising, ...standing].map(({ atMs, progress }) => ({ atMs: atMs / speed, progress }));
  return { startMs: random.between(...QUEUE_MS) / speed, steps, finishMs: runMs / speed };
}

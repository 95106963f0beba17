import type { JobDefinition } from "./job-queue.ts";

const MINUTES_5 = 300;

/** Work that looks by itself for what was left behind: name, when it runs in cron's form, what it does. */
export interface Sweep extends Pick<JobDefinition, "name" | "schedule"> {
  readonly schedule: string;
  /** Runs also when a worker starts. Default true. */
  readonly runsAtStart?: boolean;
  /** A run that takes longer is given up. Default five minutes. */
  readonly expireInSeconds?: number;
  sweep(signal: AbortSignal): Promise<void>;
}

/** A job that is never tried again, since the next run looks for the same, and of which one runs at a time in a process. */
export function defineSweep({ name, schedule, runsAtStart = true, expireInSeconds = MINUTES_5, sweep }: Sweep): JobDefinition {
  return { name, schedule, runsAtStart, expireInSeconds, retryLimit: 0, retryDelaySeconds: 0, concurrency: 1, run: (_data, { signal }) => sweep(signal) };
}

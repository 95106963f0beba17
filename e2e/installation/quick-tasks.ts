import type { HostSettings } from "./host-process.ts";

/** The proportions of the defaults, for a service that runs some hundred times as fast. */
export const QUICK_TASKS: NonNullable<HostSettings["options"]["tasks"]> = {
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
};

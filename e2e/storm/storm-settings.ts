import type { FaultName } from "@model-3d/meshy-simulator";
import type { HostSettings } from "../installation/host-process.ts";
import { QUICK_TASKS } from "../installation/quick-tasks.ts";

/** Many users come from one address, and ask much faster than people: no limit of theirs holds. */
export const STORM_OPTIONS: HostSettings["options"] = { tasks: QUICK_TASKS, rateLimits: false, generation: { deadlineMs: 20_000, concurrency: 1 } };

export const STORM_SPEED = 600;

/** How likely each fault is for a task, a request or a file. */
const LIKELY = 0.06;
const RARE = 0.015;
export const STORM_FAULTS: Record<FaultName, number> = {
  "server-errors": RARE,
  "html-errors": RARE,
  "rate-limited": RARE,
  "rate-limited-bare": RARE,
  "create-no-concurrent-tasks": LIKELY,
  "create-no-pending-tasks": LIKELY,
  "create-cut-before": LIKELY,
  "create-cut-after": LIKELY,
  "create-error-after": LIKELY,
  "create-error-before": LIKELY,
  "create-made-late": LIKELY,
  "create-slow": LIKELY,
  "failed-invalid-input": RARE,
  "failed-timeout": RARE,
  "failed-service-unavailable": RARE,
  "failed-server-error": RARE,
  "failed-bare": RARE,
  canceled: RARE,
  expired: RARE,
  stall: LIKELY,
  "stall-forever": RARE,
  "listed-late": LIKELY,
  "not-found": LIKELY,
  "files-late": LIKELY,
  "unknown-status": LIKELY,
  "null-fields": LIKELY,
  "empty-fields": LIKELY,
  "absent-fields": LIKELY,
  "extra-fields": LIKELY,
  "webhook-duplicated": LIKELY,
  "webhook-reordered": LIKELY,
  "webhook-dropped": LIKELY,
  "webhook-delayed": LIKELY,
  "webhook-without-secret": RARE,
  "webhook-wrong-secret": RARE,
  "webhook-disabled": RARE / 10,
  "file-truncated": LIKELY,
  "file-short": LIKELY,
  "file-slow": LIKELY,
  "file-wrong-type": LIKELY,
  "file-corrupt": RARE,
  // Tried for as long as the service keeps it, three days: longer than a storm lasts.
  "file-corrupt-forever": 0,
  "file-unavailable": LIKELY,
  "file-large": RARE / 3,
  "stream-cut": LIKELY,
  "stream-error": LIKELY,
};

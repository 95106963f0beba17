import { pruneHistoryJob } from "./events/jobs/prune-history.ts";
import { removeFilesJob } from "./files/jobs/remove-files.ts";
import { sweepStorageJob } from "./files/jobs/sweep-storage.ts";
import { failGenerationJob } from "./generations/jobs/fail-generation.ts";
import { runGenerationJob } from "./generations/jobs/run-generation.ts";
import { sweepGenerationsJob } from "./generations/jobs/sweep-generations.ts";
import type { JobDefinition } from "./queue/job-queue.ts";
import type { ServiceContext } from "./service-context.ts";

/** Every job there is. */
export const JOBS: readonly ((context: ServiceContext) => JobDefinition)[] = [
  failGenerationJob,
  runGenerationJob,
  sweepGenerationsJob,
  removeFilesJob,
  sweepStorageJob,
  pruneHistoryJob,
];

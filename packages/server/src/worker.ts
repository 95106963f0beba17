import { failArchiveJob } from "./archives/jobs/fail-archive.ts";
import { runArchiveJob } from "./archives/jobs/run-archive.ts";
import { sweepArchivesJob } from "./archives/jobs/sweep-archives.ts";
import { advanceBatchJob } from "./batches/jobs/advance-batch.ts";
import { failBatchItemJob } from "./batches/jobs/fail-batch-item.ts";
import { startBatchItemJob } from "./batches/jobs/start-batch-item.ts";
import { sweepBatchesJob } from "./batches/jobs/sweep-batches.ts";
import { tellBatchDoneJob } from "./batches/jobs/tell-batch-done.ts";
import { announceCreditsJob } from "./credits/jobs/announce-credits.ts";
import { renewCreditsJob } from "./credits/jobs/renew-credits.ts";
import { settleExternalHoldJob } from "./credits/jobs/settle-external-hold.ts";
import { sweepExternalHoldsJob } from "./credits/jobs/sweep-external-holds.ts";
import { pruneHistoryJob } from "./events/jobs/prune-history.ts";
import { makeDerivativesJob } from "./derivatives/jobs/make-derivatives.ts";
import { failExportJob } from "./exports/jobs/fail-export.ts";
import { runExportJob } from "./exports/jobs/run-export.ts";
import { sweepExportsJob } from "./exports/jobs/sweep-exports.ts";
import { copyModelFilesJob } from "./files/jobs/copy-model-files.ts";
import { removeFilesJob } from "./files/jobs/remove-files.ts";
import { sweepProviderFilesJob } from "./files/jobs/sweep-provider-files.ts";
import { sweepStorageJob } from "./files/jobs/sweep-storage.ts";
import { failGenerationJob } from "./generations/jobs/fail-generation.ts";
import { runGenerationJob } from "./generations/jobs/run-generation.ts";
import { sweepGenerationsJob } from "./generations/jobs/sweep-generations.ts";
import { cancelTaskJob } from "./providers/jobs/cancel-task.ts";
import { pruneTasksJob } from "./providers/jobs/prune-tasks.ts";
import { pruneRateLimitsJob } from "./rate-limits/jobs/prune-rate-limits.ts";
import type { JobDefinition } from "./queue/job-queue.ts";
import type { ServiceContext } from "./service-context.ts";
import { giveUpWebhookJob } from "./webhooks/jobs/give-up-webhook.ts";
import { processWebhookJob } from "./webhooks/jobs/process-webhook.ts";
import { pruneWebhooksJob } from "./webhooks/jobs/prune-webhooks.ts";
import { sweepWebhooksJob } from "./webhooks/jobs/sweep-webhooks.ts";

/** Every job there is. */
export const JOBS: readonly ((context: ServiceContext) => JobDefinition)[] = [
  failGenerationJob,
  runGenerationJob,
  sweepGenerationsJob,
  advanceBatchJob,
  failBatchItemJob,
  startBatchItemJob,
  sweepBatchesJob,
  tellBatchDoneJob,
  cancelTaskJob,
  pruneTasksJob,
  copyModelFilesJob,
  sweepProviderFilesJob,
  failExportJob,
  runExportJob,
  sweepExportsJob,
  failArchiveJob,
  runArchiveJob,
  sweepArchivesJob,
  makeDerivativesJob,
  removeFilesJob,
  sweepStorageJob,
  renewCreditsJob,
  settleExternalHoldJob,
  sweepExternalHoldsJob,
  announceCreditsJob,
  pruneHistoryJob,
  pruneRateLimitsJob,
  giveUpWebhookJob,
  processWebhookJob,
  sweepWebhooksJob,
  pruneWebhooksJob,
];

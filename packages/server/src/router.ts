import { PATHS } from "@model-3d/contract";
import { Router } from "express";
import { correctCreditsEndpoint } from "./admin/routes/correct-credits.ts";
import { deleteArchiveEndpoint } from "./admin/routes/delete-archive.ts";
import { interveneBatchEndpoint } from "./admin/routes/intervene-batch.ts";
import { interveneEndpoint } from "./admin/routes/intervene.ts";
import { listActionsEndpoint } from "./admin/routes/list-actions.ts";
import { listAllArchives } from "./admin/routes/list-archives.ts";
import { listAllBatches } from "./admin/routes/list-batches.ts";
import { listFiles } from "./admin/routes/list-files.ts";
import { listGenerationsEndpoint } from "./admin/routes/list-generations.ts";
import { listWebhooks } from "./admin/routes/list-webhooks.ts";
import { refundGeneration } from "./admin/routes/refund-generation.ts";
import { replayWebhook } from "./admin/routes/replay-webhook.ts";
import { searchLedgerEndpoint } from "./admin/routes/search-ledger.ts";
import { showAnyBatch } from "./admin/routes/show-batch.ts";
import { showOverview } from "./admin/routes/show-overview.ts";
import { showStorage } from "./admin/routes/show-storage.ts";
import { showTimeline } from "./admin/routes/show-timeline.ts";
import { showUsage } from "./admin/routes/show-usage.ts";
import { archiveBatch } from "./archives/routes/archive-batch.ts";
import { archiveModels } from "./archives/routes/archive-models.ts";
import { archiveSelection } from "./archives/routes/archive-selection.ts";
import { readArchiveFile } from "./archives/routes/read-archive-file.ts";
import { showArchive } from "./archives/routes/show-archive.ts";
import { startArchiveEndpoint } from "./archives/routes/start-archive.ts";
import { cancelBatchEndpoint } from "./batches/routes/cancel-batch.ts";
import { changeBatchEndpoint } from "./batches/routes/change-batch.ts";
import { estimateBatchEndpoint } from "./batches/routes/estimate-batch.ts";
import { listBatchesEndpoint } from "./batches/routes/list-batches.ts";
import { showBatch } from "./batches/routes/show-batch.ts";
import { startBatchEndpoint } from "./batches/routes/start-batch.ts";
import { listLedger } from "./credits/routes/list-ledger.ts";
import { showCredits } from "./credits/routes/show-credits.ts";
import { streamEvents } from "./events/routes/stream-events.ts";
import { listFormatsEndpoint } from "./exports/routes/list-formats.ts";
import { showExport } from "./exports/routes/show-export.ts";
import { startExportEndpoint } from "./exports/routes/start-export.ts";
import { proxyFileEndpoint } from "./files/routes/proxy-file.ts";
import { serveModelFile } from "./files/routes/serve-model-file.ts";
import { serveSourceImage } from "./files/routes/serve-source-image.ts";
import { uploadSourceImage } from "./files/routes/upload-source-image.ts";
import { showGenerationEndpoint } from "./generations/routes/show-generation.ts";
import { startGenerationEndpoint } from "./generations/routes/start-generation.ts";
import { showHealth } from "./health/show-health.ts";
import { buildOpenapi } from "./http/build-openapi.ts";
import { defineEndpoint, type AnyEndpoint } from "./http/endpoint.ts";
import { answerThrown } from "./http/answer-thrown.ts";
import { mountEndpoint } from "./http/mount-endpoint.ts";
import { refuseMethod } from "./http/refuse-method.ts";
import { showMetrics } from "./metrics/routes/show-metrics.ts";
import { takeViewerReports } from "./metrics/routes/take-viewer-reports.ts";
import { changeModelEndpoint } from "./models/routes/change-model.ts";
import { deleteVersionEndpoint } from "./models/routes/delete-version.ts";
import { listModels } from "./models/routes/list-models.ts";
import type { ServiceContext } from "./service-context.ts";
import { createHostCheck } from "./start-up/create-host-check.ts";
import { receiveWebhookEndpoint } from "./webhooks/routes/receive-webhook.ts";
import { testWebhook } from "./webhooks/routes/test-webhook.ts";
import { VERSION } from "./version.ts";

const showOpenapi = defineEndpoint({
  method: "get",
  path: PATHS.openapi,
  who: "anyone",
  summary: "This API in OpenAPI 3.1",
  errors: [],
  handle: async ({ context, baseUrl }) => buildOpenapi(endpointsOf(context), { title: "model-3d", version: VERSION, server: baseUrl }),
});

/** Every endpoint there is. */
export const ENDPOINTS: readonly AnyEndpoint[] = [
  startGenerationEndpoint,
  showGenerationEndpoint,
  listModels,
  changeModelEndpoint,
  deleteVersionEndpoint,
  estimateBatchEndpoint,
  startBatchEndpoint,
  listBatchesEndpoint,
  showBatch,
  changeBatchEndpoint,
  cancelBatchEndpoint,
  archiveBatch,
  archiveModels,
  archiveSelection,
  startArchiveEndpoint,
  showArchive,
  readArchiveFile,
  listFormatsEndpoint,
  startExportEndpoint,
  showExport,
  uploadSourceImage,
  serveSourceImage,
  serveModelFile,
  proxyFileEndpoint,
  showCredits,
  listLedger,
  streamEvents,
  receiveWebhookEndpoint,
  testWebhook,
  showOverview,
  listGenerationsEndpoint,
  showTimeline,
  interveneEndpoint,
  listAllBatches,
  showAnyBatch,
  interveneBatchEndpoint,
  listAllArchives,
  deleteArchiveEndpoint,
  listWebhooks,
  replayWebhook,
  searchLedgerEndpoint,
  correctCreditsEndpoint,
  refundGeneration,
  showStorage,
  listFiles,
  showUsage,
  listActionsEndpoint,
  showHealth,
  showMetrics,
  takeViewerReports,
  showOpenapi,
] as readonly AnyEndpoint[];

/** Those of this host: where it names no operators, what is for them is not there, and the paths stay the host's own. */
function endpointsOf({ options }: Pick<ServiceContext, "options">): readonly AnyEndpoint[] {
  return options.authorizeOperator === null ? ENDPOINTS.filter(({ who }) => who !== "operator") : ENDPOINTS;
}

export function createRouter(context: ServiceContext): Router {
  const router = Router();
  const checkHost = createHostCheck(context);
  const endpoints = endpointsOf(context);
  for (const endpoint of endpoints) router[endpoint.method](endpoint.path, mountEndpoint(context, endpoint, checkHost));
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    router.all(path, refuseMethod(context, endpoints.filter((endpoint) => endpoint.path === path)));
  }
  router.use(answerThrown(context));
  return router;
}

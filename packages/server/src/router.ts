import { PATHS } from "@model-3d/contract";
import { Router } from "express";
import { archiveBatch } from "./archives/routes/archive-batch.ts";
import { archiveModels } from "./archives/routes/archive-models.ts";
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
  handle: async ({ baseUrl }) => buildOpenapi(ENDPOINTS, { title: "model-3d", version: VERSION, server: baseUrl }),
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
  showHealth,
  showMetrics,
  showOpenapi,
] as readonly AnyEndpoint[];

export function createRouter(context: ServiceContext): Router {
  const router = Router();
  const checkHost = createHostCheck(context);
  for (const endpoint of ENDPOINTS) router[endpoint.method](endpoint.path, mountEndpoint(context, endpoint, checkHost));
  for (const path of new Set(ENDPOINTS.map((endpoint) => endpoint.path))) {
    router.all(path, refuseMethod(context, ENDPOINTS.filter((endpoint) => endpoint.path === path)));
  }
  router.use(answerThrown(context));
  return router;
}

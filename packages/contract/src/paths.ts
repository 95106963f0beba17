/** Paths relative to where the host mounts the router. */
export const PATHS = {
  generate: "/generate-3d-model",
  models: "/product-3d-models",
  sourceImages: "/source-images",
  modelFiles: "/model-files",
  proxy: "/proxy-3d-model",
  convertToCad: "/convert-to-cad",
  exportFormats: "/export-formats",
  batches: "/generation-batches",
  batchEstimate: "/generation-batches/estimate",
  modelArchive: "/model-archive",
  modelArchives: "/model-archives",
  modelEvents: "/model-events",
  credits: "/credits",
  creditsLedger: "/credits/ledger",
  openapi: "/openapi.json",
  health: "/health",
  metrics: "/metrics",
  viewerReports: "/viewer-reports",
  webhooks: "/webhooks",
  adminOverview: "/admin/overview",
  adminGenerations: "/admin/generations",
  adminBatches: "/admin/batches",
  adminArchives: "/admin/archives",
  adminWebhooks: "/admin/webhooks",
  adminLedger: "/admin/ledger",
  adminCorrections: "/admin/ledger/corrections",
  adminStorage: "/admin/storage",
  adminFiles: "/admin/files",
  adminUsage: "/admin/usage",
  adminActions: "/admin/actions",
} as const;

/** Where hosts usually mount the router. */
export const DEFAULT_API_BASE = "/api";

export const IDEMPOTENCY_KEY_HEADER = "Idempotency-Key";
export const REQUEST_ID_HEADER = "X-Request-Id";

import { EXPORT_FORMATS, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { listBatchModels } from "../../batches/batch-service.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { sendArchive } from "../send-archive.ts";

export const archiveBatch = defineEndpoint({
  method: "get",
  path: `${PATHS.batches}/:batchId/archive`,
  who: "user",
  summary: "All models of a batch that have succeeded as one ZIP, in any format",
  params: z.object({ batchId: uuidSchema }),
  query: z.object({ format: z.enum(EXPORT_FORMATS).default("glb") }),
  answerType: "application/zip",
  limit: "exports",
  errors: ["invalid_request", "not_found", "format_unavailable", "nothing_to_archive"],
  async handle({ context, userId, params, query, request, response, signal }) {
    const { name, models } = await listBatchModels(context, userId, params.batchId);
    return sendArchive(context, { userId, format: query.format, models, name: `${name ?? "batch"}-${query.format}` }, request, response, signal);
  },
});

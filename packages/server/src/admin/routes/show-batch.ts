import { adminBatchAnswerSchema, BATCH_ITEM_STATES, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { PAGE_QUERY } from "../admin-pages.ts";
import { readAdminBatch } from "../read-batch.ts";

export const showAnyBatch = defineEndpoint({
  method: "get",
  path: `${PATHS.adminBatches}/:batchId`,
  who: "operator",
  summary: "For operators: how far a batch is, what can be done with it and what operators did, with its items by pages",
  params: z.object({ batchId: uuidSchema }),
  query: z.object({ ...PAGE_QUERY, status: z.enum(BATCH_ITEM_STATES).optional() }),
  answer: adminBatchAnswerSchema,
  errors: ["invalid_request", "not_found"],
  handle: ({ context, operator, params, query }) => readAdminBatch(context, operator, { ...query, batchId: params.batchId }),
});

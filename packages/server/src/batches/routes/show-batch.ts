import { BATCH_ITEM_STATES, batchItemsAnswerSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readBatch } from "../batch-service.ts";

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 200;

export const showBatch = defineEndpoint({
  method: "get",
  path: `${PATHS.batches}/:batchId`,
  who: "user",
  summary: "How far a batch is, with its items by pages in the order of the request",
  params: z.object({ batchId: uuidSchema }),
  query: z.object({
    cursor: z.string().min(1).max(200).optional(),
    limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
    status: z.enum(BATCH_ITEM_STATES).optional(),
  }),
  answer: batchItemsAnswerSchema,
  errors: ["invalid_request", "not_found"],
  handle: ({ context, userId, params, query }) => readBatch(context, userId, params.batchId, query),
});

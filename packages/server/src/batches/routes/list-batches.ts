import { batchPageAnswerSchema, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readBatches } from "../batch-service.ts";

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 50;

export const listBatchesEndpoint = defineEndpoint({
  method: "get",
  path: PATHS.batches,
  who: "user",
  summary: "Your batches by pages, newest first",
  query: z.object({ cursor: z.string().min(1).max(200).optional(), limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE) }),
  answer: batchPageAnswerSchema,
  errors: ["invalid_request"],
  handle: ({ context, userId, query }) => readBatches(context, userId, query),
});

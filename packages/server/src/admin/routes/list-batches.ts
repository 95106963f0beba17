import { adminBatchPageSchema, BATCH_STATES, MAX_USER_ID_CHARACTERS, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { PAGE_QUERY } from "../admin-pages.ts";
import { listBatches } from "../list-batches.ts";

export const listAllBatches = defineEndpoint({
  method: "get",
  path: PATHS.adminBatches,
  who: "operator",
  summary: "For operators: batches of all users, those that run first and of both the newest; `stuck=true` for those that run and of which nothing moves",
  query: z.object({ ...PAGE_QUERY, status: z.enum(BATCH_STATES).optional(), stuck: z.literal("true").optional(), userId: z.string().min(1).max(MAX_USER_ID_CHARACTERS).optional() }),
  answer: adminBatchPageSchema,
  errors: ["invalid_request"],
  handle: ({ context, query }) => listBatches(context, query),
});

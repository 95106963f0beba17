import { batchEstimateSchema, PATHS, startBatchRequestSchema } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { publicUrlOf } from "../../http/public-url-of.ts";
import { estimateBatch } from "../estimate-batch.ts";
import { MAX_BATCH_BYTES } from "./start-batch.ts";

export const estimateBatchEndpoint = defineEndpoint({
  method: "post",
  path: PATHS.batchEstimate,
  who: "user",
  summary: "What a batch would come to: models, credits, time, and which items would be left out and why. Changes nothing",
  body: startBatchRequestSchema,
  maxBodyBytes: MAX_BATCH_BYTES,
  answer: batchEstimateSchema,
  errors: ["invalid_request", "credits_unavailable", "payload_too_large", "unsupported_media_type"],
  handle: ({ context, userId, body, request }) => estimateBatch(context, { userId, body, publicUrl: publicUrlOf(context, request) }),
});

import { batchAnswerSchema, PATHS, startBatchRequestSchema } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { keepIdempotent } from "../../http/keep-idempotent.ts";
import { publicUrlOf } from "../../http/public-url-of.ts";
import { startBatch } from "../start-batch.ts";

/** A thousand items with four long addresses each. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

export const startBatchEndpoint = defineEndpoint({
  method: "post",
  path: PATHS.batches,
  who: "user",
  summary: "Start many generations together; items that lack views are left out and say why",
  body: startBatchRequestSchema,
  maxBodyBytes: MAX_BATCH_BYTES,
  answer: batchAnswerSchema,
  errors: ["invalid_request", "nothing_to_make", "insufficient_credits", "credit_limit_reached", "too_many_batches", "idempotency_in_flight", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  handle({ context, userId, body, request }) {
    const publicUrl = publicUrlOf(context, request);
    return keepIdempotent(context, { request, userId, route: PATHS.batches, body }, (kept) => startBatch(context, { userId, body, publicUrl, kept }));
  },
});

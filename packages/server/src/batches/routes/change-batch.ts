import { batchAnswerSchema, changeBatchRequestSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { changeBatch } from "../change-batch.ts";

export const changeBatchEndpoint = defineEndpoint({
  method: "patch",
  path: `${PATHS.batches}/:batchId`,
  who: "user",
  summary: "Pause a batch, resume it, or try its failed items again",
  params: z.object({ batchId: uuidSchema }),
  body: changeBatchRequestSchema,
  answer: batchAnswerSchema,
  errors: ["invalid_request", "not_found", "batch_ended", "paused_by_operator", "insufficient_credits", "credit_limit_reached", "unsupported_media_type", "payload_too_large"],
  handle: ({ context, userId, params, body }) => changeBatch(context, { userId, batchId: params.batchId }, body.action),
});

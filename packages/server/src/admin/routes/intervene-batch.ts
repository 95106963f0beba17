import { interveneBatchAnswerSchema, interveneBatchRequestSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { interveneBatch } from "../intervene-batch.ts";

export const interveneBatchEndpoint = defineEndpoint({
  method: "post",
  path: `${PATHS.adminBatches}/:batchId`,
  who: "operator",
  summary: "For operators: pause a batch, resume it, try its failed items again, or cancel what has not begun",
  params: z.object({ batchId: uuidSchema }),
  body: interveneBatchRequestSchema,
  answer: interveneBatchAnswerSchema,
  errors: ["invalid_request", "not_permitted", "not_found", "batch_ended", "insufficient_credits", "credit_limit_reached", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  handle: ({ context, operator, request, params, body }) => interveneBatch(context, { operator, request }, { ...body, batchId: params.batchId }),
});

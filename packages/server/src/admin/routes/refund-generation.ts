import { PATHS, refundAnswerSchema, refundRequestSchema, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { refundAsOperator } from "../change-as-operator.ts";

export const refundGeneration = defineEndpoint({
  method: "post",
  path: `${PATHS.adminGenerations}/:modelId/refund`,
  who: "operator",
  summary: "For operators: give a user back all that a generation cost, once; the ledger says who and why",
  params: z.object({ modelId: uuidSchema }),
  body: refundRequestSchema,
  answer: refundAnswerSchema,
  errors: ["invalid_request", "not_permitted", "refund_refused", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  handle: ({ context, operator, request, params, body }) => refundAsOperator(context, { operator, request }, { ...body, modelId: params.modelId }),
});

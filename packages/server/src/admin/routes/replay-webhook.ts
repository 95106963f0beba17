import { PATHS, replayAnswerSchema, replayRequestSchema, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { replayAsOperator } from "../change-as-operator.ts";

export const replayWebhook = defineEndpoint({
  method: "post",
  path: `${PATHS.adminWebhooks}/:deliveryId/replay`,
  who: "operator",
  summary: "For operators: have the workers work on a delivery once more; doing so twice does no harm",
  params: z.object({ deliveryId: uuidSchema }),
  body: replayRequestSchema,
  answer: replayAnswerSchema,
  errors: ["invalid_request", "not_permitted", "not_found", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  handle: ({ context, operator, request, params, body }) => replayAsOperator(context, { operator, request }, { ...body, deliveryId: params.deliveryId }),
});

import { interveneAnswerSchema, interveneRequestSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { intervene } from "../intervene.ts";

export const interveneEndpoint = defineEndpoint({
  method: "post",
  path: `${PATHS.adminGenerations}/:modelId`,
  who: "operator",
  summary: "For operators: have a generation looked after at once, give it up, or have its refused files copied once more",
  params: z.object({ modelId: uuidSchema }),
  body: interveneRequestSchema,
  answer: interveneAnswerSchema,
  errors: ["invalid_request", "not_permitted", "not_found", "generation_ended", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  handle: ({ context, operator, request, params, body, signal }) => intervene(context, { operator, request }, { ...body, modelId: params.modelId }, signal),
});

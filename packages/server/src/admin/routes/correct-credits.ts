import { correctionAnswerSchema, correctionRequestSchema, PATHS } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { correctAsOperator } from "../change-as-operator.ts";

export const correctCreditsEndpoint = defineEndpoint({
  method: "post",
  path: PATHS.adminCorrections,
  who: "operator",
  summary: "For operators: give or take a user's credits by hand; the ledger says who and why",
  body: correctionRequestSchema,
  answer: correctionAnswerSchema,
  errors: ["invalid_request", "not_permitted", "correction_refused", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  handle: ({ context, operator, request, body }) => correctAsOperator(context, { operator, request }, body),
});

import { generateAnswerSchema, generateRequestSchema, PATHS } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { keepIdempotent } from "../../http/keep-idempotent.ts";
import { publicUrlOf } from "../../http/public-url-of.ts";
import { startGeneration } from "../start-generation.ts";

export const startGenerationEndpoint = defineEndpoint({
  method: "post",
  path: PATHS.generate,
  who: "user",
  summary: "Start the generation of a 3D model from two to six photos",
  body: generateRequestSchema,
  answer: generateAnswerSchema,
  errors: ["invalid_request", "image_unreadable", "image_too_small", "image_too_large", "image_unfetchable", "insufficient_credits", "credit_limit_reached", "generation_in_progress", "too_many_generations", "provider_error", "provider_unavailable", "credits_unavailable", "idempotency_in_flight", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  handle({ context, userId, body, request, signal }) {
    const publicUrl = publicUrlOf(context, request);
    return keepIdempotent(context, { request, userId, route: PATHS.generate, body }, (kept) => startGeneration(context, { userId, body, publicUrl, signal, kept }));
  },
});

import { exportFormatsAnswerSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { listFormats } from "../list-formats.ts";

export const listFormatsEndpoint = defineEndpoint({
  method: "get",
  path: PATHS.exportFormats,
  who: "user",
  summary: "Every format, whether this server gives it, and the options that it knows",
  query: z.object({ modelId: uuidSchema.optional() }),
  answer: exportFormatsAnswerSchema,
  errors: ["invalid_request", "not_found"],
  async handle({ context, userId, query }) {
    return { success: true, formats: await listFormats(context, userId, query.modelId) };
  },
});

import { deleteModelAnswerSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { deleteVersion } from "../model-service.ts";

export const deleteVersionEndpoint = defineEndpoint({
  method: "delete",
  path: PATHS.models,
  who: "user",
  summary: "Delete one version and its files",
  query: z.object({ modelId: uuidSchema }),
  answer: deleteModelAnswerSchema,
  errors: ["invalid_request", "not_found", "only_version", "cannot_cancel"],
  async handle({ context, userId, query }) {
    await deleteVersion(context, userId, query.modelId);
    return { success: true, message: "3D model deleted successfully" };
  },
});

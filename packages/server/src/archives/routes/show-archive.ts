import { archiveAnswerSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { presentArchive } from "../present-archive.ts";
import { findArchive } from "../start-archive.ts";

export const showArchive = defineEndpoint({
  method: "get",
  path: `${PATHS.modelArchives}/:archiveId`,
  who: "user",
  summary: "Whether a stored archive is ready, and where its file is",
  params: z.object({ archiveId: uuidSchema }),
  answer: archiveAnswerSchema,
  errors: ["invalid_request", "not_found"],
  async handle({ context, userId, params, baseUrl }) {
    return { success: true, archive: presentArchive(await findArchive(context, userId, params.archiveId), baseUrl) };
  },
});

import { archiveAnswerSchema, PATHS, startArchiveRequestSchema } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { presentArchive } from "../present-archive.ts";
import { startArchive } from "../start-archive.ts";

const ACCEPTED = 202;

export const startArchiveEndpoint = defineEndpoint({
  method: "post",
  path: PATHS.modelArchives,
  who: "user",
  summary: "Start or find a stored archive of a batch or of models, whose download can go on where it broke off; 202 while it is being made",
  body: startArchiveRequestSchema,
  answer: archiveAnswerSchema,
  limit: "exports",
  errors: ["invalid_request", "not_found", "format_unavailable", "nothing_to_archive", "too_many_exports", "payload_too_large", "unsupported_media_type"],
  async handle({ context, userId, body, response, baseUrl }) {
    const row = await startArchive(context, { userId, ...body });
    const file = row.fileKey === null ? null : await context.files.findArchive(userId, row.fileKey);
    if (file === null) response.status(ACCEPTED);
    return { success: true, archive: presentArchive(row, file, baseUrl) };
  },
});

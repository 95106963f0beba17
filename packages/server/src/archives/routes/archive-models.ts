import { EXPORT_FORMATS, MAX_SOURCES_PER_REQUEST, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { findSelection } from "../find-selection.ts";
import { sendArchive } from "../send-archive.ts";

const idsSchema = z
  .string()
  .transform((list) => [...new Set(list.split(",").filter(Boolean))])
  .pipe(z.array(uuidSchema).min(1).max(MAX_SOURCES_PER_REQUEST));

export const archiveModels = defineEndpoint({
  method: "get",
  path: PATHS.modelArchive,
  who: "user",
  summary: "Models by their ids as one ZIP, in any format",
  query: z.object({ modelIds: idsSchema, format: z.enum(EXPORT_FORMATS).default("glb") }),
  answerType: "application/zip",
  limit: "exports",
  errors: ["invalid_request", "format_unavailable", "nothing_to_archive"],
  async handle({ context, userId, query, request, response, signal }) {
    const models = await findSelection(context, userId, query.modelIds);
    return sendArchive(context, { userId, format: query.format, models, name: `models-${query.format}` }, request, response, signal);
  },
});

import { archiveModelsRequestSchema, PATHS } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { findSelection } from "../find-selection.ts";
import { sendArchive } from "../send-archive.ts";

/** For more ids than an address holds. Nothing is kept: what is sent is written as it goes, as it is for an address. */
export const archiveSelection = defineEndpoint({
  method: "post",
  path: PATHS.modelArchive,
  who: "user",
  summary: "Up to 1,000 models by their ids as one ZIP, in any format, sent as it is written",
  body: archiveModelsRequestSchema,
  answerType: "application/zip",
  limit: "exports",
  errors: ["invalid_request", "format_unavailable", "nothing_to_archive", "payload_too_large", "unsupported_media_type"],
  async handle({ context, userId, body, request, response, signal }) {
    const models = await findSelection(context, userId, body.modelIds);
    return sendArchive(context, { userId, format: body.format, models, name: `models-${body.format}` }, request, response, signal);
  },
});

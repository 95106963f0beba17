import { exportAnswerSchema, PATHS, startExportRequestSchema } from "@model-3d/contract";
import { createLinkMaker } from "../../files/create-link-maker.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { keepIdempotent } from "../../http/keep-idempotent.ts";
import { startExport } from "../exports-service.ts";
import { presentExport } from "../present-export.ts";

const ACCEPTED = 202;

export const startExportEndpoint = defineEndpoint({
  method: "post",
  path: PATHS.convertToCad,
  who: "user",
  summary: "Start or find the file of a model in another format; 202 while it is being made",
  body: startExportRequestSchema,
  answer: exportAnswerSchema,
  limit: "exports",
  errors: ["invalid_request", "not_found", "not_succeeded", "format_unavailable", "too_many_exports", "idempotency_in_flight", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  async handle({ context, userId, body, request, response, baseUrl }) {
    const links = createLinkMaker(context, baseUrl);
    const answer = await keepIdempotent(context, { request, userId, route: PATHS.convertToCad, body }, async (kept) =>
      presentExport(await startExport(context, { userId, body, remember: (trx, found) => kept.remember(trx, presentExport(found, links)) }), links),
    );
    if (answer.status === "PENDING" || answer.status === "IN_PROGRESS") response.status(ACCEPTED);
    return answer;
  },
});

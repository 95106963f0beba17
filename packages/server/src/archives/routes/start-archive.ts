import { archiveAnswerSchema, PATHS, startArchiveRequestSchema, type ArchiveAnswer } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { keepIdempotent } from "../../http/keep-idempotent.ts";
import type { ArchiveRow } from "../archive-service.ts";
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
  errors: ["invalid_request", "not_found", "format_unavailable", "nothing_to_archive", "too_many_exports", "idempotency_in_flight", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  async handle({ context, userId, body, request, response, baseUrl }) {
    const present = (row: ArchiveRow): ArchiveAnswer => ({ success: true, archive: presentArchive(row, baseUrl) });
    const answer = await keepIdempotent(context, { request, userId, route: PATHS.modelArchives, body }, async (kept) =>
      present(await startArchive(context, { userId, ...body, remember: (trx, row) => kept.remember(trx, present(row)) })),
    );
    if (answer.archive.url === null) response.status(ACCEPTED);
    return answer;
  },
});

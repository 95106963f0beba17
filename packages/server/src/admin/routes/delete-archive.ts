import { deleteArchiveAnswerSchema, deleteArchiveRequestSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { deleteArchive } from "../admin-archives.ts";

export const deleteArchiveEndpoint = defineEndpoint({
  method: "post",
  path: `${PATHS.adminArchives}/:archiveId`,
  who: "operator",
  summary: "For operators: take a stored archive away; its user can have it packed again",
  params: z.object({ archiveId: uuidSchema }),
  body: deleteArchiveRequestSchema,
  answer: deleteArchiveAnswerSchema,
  errors: ["invalid_request", "not_permitted", "not_found", "idempotency_mismatch", "payload_too_large", "unsupported_media_type"],
  handle: ({ context, operator, request, params, body }) => deleteArchive(context, { operator, request }, { archiveId: params.archiveId, reason: body.reason }),
});

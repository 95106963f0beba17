import { PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { sendStoredFile } from "../../files/send-stored-file.ts";
import { notFound } from "../../http/api-error.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { noteReading } from "../note-reading.ts";
import { letThrough } from "../let-through.ts";
import { createEntryNamer } from "../name-entries.ts";
import { findArchive } from "../start-archive.ts";

export const readArchiveFile = defineEndpoint({
  method: "get",
  path: `${PATHS.modelArchives}/:archiveId/file`,
  who: "user",
  summary: "A stored archive, whole or a part of it",
  params: z.object({ archiveId: uuidSchema }),
  answerType: "application/zip",
  errors: ["invalid_request", "not_found", "range_not_satisfiable"],
  async handle({ context, userId, params, request, response, signal }) {
    const { id, fileKey, name } = await findArchive(context, userId, params.archiveId);
    const file = fileKey === null ? null : await context.files.findArchive(userId, fileKey);
    if (!file) throw notFound();
    if (request.method !== "HEAD") await noteReading(context, id);
    letThrough(response);
    return sendStoredFile(context, { ...file, saveAs: createEntryNamer().name(name, ".zip") }, request, response, signal);
  },
});

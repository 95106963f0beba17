import { exportAnswerSchema, PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { createLinkMaker } from "../../files/create-link-maker.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { findExport } from "../exports-service.ts";
import { presentExport } from "../present-export.ts";

export const showExport = defineEndpoint({
  method: "get",
  path: PATHS.convertToCad,
  who: "user",
  summary: "How far an export is and, when it is ready, where its file is",
  query: z.object({ exportId: uuidSchema }),
  answer: exportAnswerSchema,
  errors: ["invalid_request", "not_found"],
  async handle({ context, userId, query, baseUrl }) {
    return presentExport(await findExport(context, userId, query.exportId), createLinkMaker(context, baseUrl));
  },
});

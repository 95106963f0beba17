import { PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { notFound } from "../../http/api-error.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { mayReadFile } from "../may-read-file.ts";
import { sendStoredFile } from "../send-stored-file.ts";

export const serveSourceImage = defineEndpoint({
  method: "get",
  path: `${PATHS.sourceImages}/:imageId`,
  who: "anyone",
  summary: "A photo that was uploaded or fetched for a model, by session or by a signed link that expires",
  params: z.object({ imageId: uuidSchema }),
  answerType: "image/*",
  limit: "files",
  errors: ["invalid_request", "unauthorized", "link_invalid", "not_found", "range_not_satisfiable"],
  async handle({ context, params, request, response, signal }) {
    const owner = await mayReadFile(context, request, `${PATHS.sourceImages}/${params.imageId}`);
    const file = await context.files.findSourceImage(owner, params.imageId);
    if (!file) throw notFound();
    return sendStoredFile(context, file, request, response, signal);
  },
});

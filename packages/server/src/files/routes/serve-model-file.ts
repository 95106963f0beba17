import { PATHS, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { notFound } from "../../http/api-error.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { createLinkMaker, SAVE_AS } from "../create-link-maker.ts";
import { findWaitingAddress } from "../find-waiting-address.ts";
import { mayReadFile } from "../may-read-file.ts";
import { sendStoredFile } from "../send-stored-file.ts";

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export const serveModelFile = defineEndpoint({
  method: "get",
  path: `${PATHS.modelFiles}/:modelId/:name`,
  who: "anyone",
  summary: "A file of a model, by session or by a signed link that expires",
  params: z.object({ modelId: uuidSchema, name: z.string() }),
  answerType: "application/octet-stream",
  limit: "files",
  errors: ["invalid_request", "unauthorized", "link_invalid", "not_found", "range_not_satisfiable"],
  async handle({ context, params, request, response, baseUrl, signal }) {
    if (!FILE_NAME.test(params.name)) throw notFound();
    const owner = await mayReadFile(context, request, `${PATHS.modelFiles}/${params.modelId}/${params.name}`);
    const file = await context.files.findModelFile(owner, params.modelId, params.name);
    // Without an owner the signature has proven the link, and with it the name in it.
    const saveAs = owner === null ? readSaveAs(request.originalUrl) : null;
    if (file) return sendStoredFile(context, saveAs === null ? file : { ...file, saveAs }, request, response, signal);
    const newer = await context.fileOwner.findNewerFile(owner, params.modelId, params.name);
    if (newer !== null) {
      response.redirect(302, createLinkMaker(context, baseUrl).modelFile(params.modelId, newer));
      return undefined;
    }
    const address = await findWaitingAddress(context, owner, params.modelId, params.name);
    if (address === null) throw notFound();
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    // Not kept by anyone: in a moment the file is here.
    response.redirect(302, createLinkMaker(context, baseUrl).proxiedFile(address));
    return undefined;
  },
});

function readSaveAs(address: string): string | null {
  return new URLSearchParams(address.split("?", 2)[1]).get(SAVE_AS);
}

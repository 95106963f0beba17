import { PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { MAX_URL_CHARACTERS } from "../check-target.ts";
import { proxyFile } from "../proxy-file.ts";

const urlSchema = z
  .string()
  .min(1)
  .max(MAX_URL_CHARACTERS)
  .regex(/^[^\u0000-\u0020\u007f]*$/, "must be an address, without spaces and line breaks");

export const proxyFileEndpoint = defineEndpoint({
  method: "get",
  path: PATHS.proxy,
  who: "anyone",
  summary: "A file that still lies with the service that made it: by a signed link, by session for files of one's own models, or from a host that the host app lists",
  query: z.object({ url: urlSchema, expires: z.string().optional(), signature: z.string().optional() }),
  answerType: "application/octet-stream",
  limit: "proxy",
  preflightOrigin: ({ options }) => options.proxy.allowOrigin,
  errors: ["invalid_request", "unauthorized", "link_invalid", "not_found", "range_not_satisfiable", "rate_limited", "file_unavailable"],
  handle: ({ context, query, request, response, signal }) => proxyFile(context, { url: query.url, request, response, signal }),
});

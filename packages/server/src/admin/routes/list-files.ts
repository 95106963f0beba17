import { PATHS, troubledFilePageSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { PAGE_QUERY } from "../admin-pages.ts";
import { listTroubledFiles } from "../read-storage.ts";

export const listFiles = defineEndpoint({
  method: "get",
  path: PATHS.adminFiles,
  who: "operator",
  summary: "For operators: files of models that lie with a service still, the first to be lost first; or those that were refused or lost",
  query: z.object({ ...PAGE_QUERY, state: z.enum(["waiting", "refused", "lost"]).default("waiting") }),
  answer: troubledFilePageSchema,
  errors: ["invalid_request"],
  handle: ({ context, query }) => listTroubledFiles(context, query),
});

import { adminArchivePageSchema, ARCHIVE_STATES, MAX_USER_ID_CHARACTERS, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { listArchives } from "../admin-archives.ts";
import { PAGE_QUERY } from "../admin-pages.ts";

export const listAllArchives = defineEndpoint({
  method: "get",
  path: PATHS.adminArchives,
  who: "operator",
  summary: "For operators: stored archives of all users, the newest first",
  query: z.object({ ...PAGE_QUERY, status: z.enum(ARCHIVE_STATES).optional(), userId: z.string().min(1).max(MAX_USER_ID_CHARACTERS).optional() }),
  answer: adminArchivePageSchema,
  errors: ["invalid_request"],
  handle: ({ context, query }) => listArchives(context, query),
});

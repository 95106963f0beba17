import { operatorActionPageSchema, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { listActions } from "../act-as-operator.ts";
import { PAGE_QUERY } from "../admin-pages.ts";

export const listActionsEndpoint = defineEndpoint({
  method: "get",
  path: PATHS.adminActions,
  who: "operator",
  summary: "For operators: what operators changed, and why, the newest first",
  query: z.object(PAGE_QUERY),
  answer: operatorActionPageSchema,
  errors: ["invalid_request"],
  handle: ({ context, query }) => listActions(context, query),
});

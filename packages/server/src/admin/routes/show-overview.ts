import { overviewSchema, PATHS } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readOverview } from "../read-overview.ts";

export const showOverview = defineEndpoint({
  method: "get",
  path: PATHS.adminOverview,
  who: "operator",
  summary: "For operators: how things stand, and what you may change",
  answer: overviewSchema,
  errors: [],
  handle: ({ context, operator }) => readOverview(context, operator),
});

import { PATHS, usageSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readUsage } from "../read-usage.ts";

export const showUsage = defineEndpoint({
  method: "get",
  path: PATHS.adminUsage,
  who: "operator",
  summary: "For operators: what was made and spent by day and by user, and what providers took",
  query: z.object({ days: z.coerce.number().int().min(1).max(90).default(30) }),
  answer: usageSchema,
  errors: ["invalid_request"],
  handle: ({ context, query }) => readUsage(context, query.days),
});

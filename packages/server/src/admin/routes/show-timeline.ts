import { PATHS, timelineSchema, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readTimeline } from "../read-timeline.ts";

export const showTimeline = defineEndpoint({
  method: "get",
  path: `${PATHS.adminGenerations}/:modelId`,
  who: "operator",
  summary: "For operators: every event of one generation, oldest first",
  params: z.object({ modelId: uuidSchema }),
  answer: timelineSchema,
  errors: ["invalid_request", "not_found"],
  handle: ({ context, operator, params }) => readTimeline(context, operator, params.modelId),
});

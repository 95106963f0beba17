import { adminGenerationPageSchema, MAX_USER_ID_CHARACTERS, MODEL_STATES, PATHS, sourceTypeSchema, timeSchema, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { PAGE_QUERY } from "../admin-pages.ts";
import { listGenerations } from "../list-generations.ts";

/** A time that Postgres knows, whatever year it names. */
const sinceSchema = timeSchema.refine((text) => !Number.isNaN(Date.parse(text)), "must be a time");

export const listGenerationsEndpoint = defineEndpoint({
  method: "get",
  path: PATHS.adminGenerations,
  who: "operator",
  summary: "For operators: generations of all users, the newest first; `stuck=true` for those that nobody has heard of",
  query: z.object({
    ...PAGE_QUERY,
    status: z.enum(MODEL_STATES).optional(),
    stuck: z.literal("true").optional(),
    reason: z.string().min(1).max(200).optional(),
    userId: z.string().min(1).max(MAX_USER_ID_CHARACTERS).optional(),
    sourceType: sourceTypeSchema.optional(),
    sourceId: uuidSchema.optional(),
    since: sinceSchema.optional(),
  }),
  answer: adminGenerationPageSchema,
  errors: ["invalid_request"],
  handle: ({ context, query }) => listGenerations(context, query),
});

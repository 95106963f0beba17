import { ledgerPageSchema, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";

export const listLedger = defineEndpoint({
  method: "get",
  path: PATHS.creditsLedger,
  who: "user",
  summary: "Your credit movements, newest first",
  query: z.object({
    cursor: z.string().min(1).max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  answer: ledgerPageSchema,
  errors: ["invalid_request"],
  handle: ({ context, userId, query }) => context.modelCredits.readLedger(userId, query),
});

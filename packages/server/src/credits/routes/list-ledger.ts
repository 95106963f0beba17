import { ledgerPageSchema, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readLedger } from "../credit-service.ts";

export const listLedger = defineEndpoint({
  method: "get",
  path: PATHS.creditsLedger,
  who: "user",
  summary: "Your credit movements, newest first",
  query: z.object({
    cursor: z.string().regex(/^\d{1,18}$/, "is not one of ours").optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  answer: ledgerPageSchema,
  errors: ["invalid_request"],
  handle: ({ context, userId, query }) => readLedger(context.database, userId, query),
});

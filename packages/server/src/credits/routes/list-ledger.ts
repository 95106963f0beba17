import { ledgerPageSchema, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { ApiError } from "../../http/api-error.ts";
import { defineEndpoint } from "../../http/endpoint.ts";
import { InvalidCursorError } from "../credit-service.ts";

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
  async handle({ context, userId, query }) {
    try {
      return await context.modelCredits.readLedger(userId, query);
    } catch (error) {
      if (error instanceof InvalidCursorError) throw new ApiError("invalid_request", "cursor: is not one of ours", { issues: [{ path: "cursor", message: "is not one of ours" }] });
      throw error;
    }
  },
});

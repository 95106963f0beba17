import { creditsSchema, PATHS } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readCredits } from "../credit-service.ts";

export const showCredits = defineEndpoint({
  method: "get",
  path: PATHS.credits,
  who: "user",
  summary: "Your balance, what of it is held, and what a generation costs",
  answer: creditsSchema,
  errors: [],
  handle({ context, userId }) {
    const { costPerGeneration, lowAt } = context.options.credits;
    return readCredits(context.database, userId, { cost: costPerGeneration, lowAt });
  },
});

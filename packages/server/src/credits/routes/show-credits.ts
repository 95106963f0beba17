import { creditsSchema, PATHS } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { priceGeneration } from "../price-generation.ts";

export const showCredits = defineEndpoint({
  method: "get",
  path: PATHS.credits,
  who: "user",
  summary: "Your balance, what of it is held, and what a generation costs",
  answer: creditsSchema,
  errors: ["credits_unavailable"],
  async handle({ context, userId }) {
    const { credits } = context.options;
    const provider = context.providers.all[0]?.name ?? "";
    const cost = await priceGeneration(credits, { kind: "generation", userId, provider, sourceType: "product", sourceId: null, options: {} });
    const figures = await context.modelCredits.read(userId);
    return { success: true as const, ...figures, cost, low: figures.available <= credits.lowAt, whenInsufficient: credits.whenInsufficient };
  },
});

import { z } from "zod";
import { lockModel } from "../../models/model-repository.ts";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { settleGeneration } from "../settle-generation.ts";

const dataSchema = z.object({ modelId: z.string() });

/** Settles a model whose every run ended without a result, so that its credits are free again. */
export function failGenerationJob(context: ServiceContext): JobDefinition {
  return {
    name: "fail-generation",
    retryLimit: 20,
    retryDelaySeconds: 5,
    expireInSeconds: 60,
    concurrency: 1,
    async run(data) {
      const { modelId } = dataSchema.parse(data);
      const model = await context.database.statementAsService((trx) => lockModel(trx, modelId));
      if (!model) return;
      await settleGeneration(context, model, { status: "FAILED", reason: "The generator stopped before it was done, several times. Nothing was charged; please try again.", cause: "stopped" });
    },
  };
}

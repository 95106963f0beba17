import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { MAKE_DERIVATIVES, makeDerivatives } from "../make-derivatives.ts";

const dataSchema = z.object({ modelId: z.string() });

/** Makes what pages show beside a model; sent by its success, one model at a time, so that it takes little from what users wait for. */
export function makeDerivativesJob(context: ServiceContext): JobDefinition {
  return {
    name: MAKE_DERIVATIVES,
    retryLimit: 4,
    retryDelaySeconds: 5,
    maxRetryDelaySeconds: 300,
    expireInSeconds: 3600,
    concurrency: 1,
    run: (data, { signal }) => makeDerivatives(context, dataSchema.parse(data), signal),
  };
}

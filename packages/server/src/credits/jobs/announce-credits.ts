import { z } from "zod";
import type { JobDefinition } from "../../queue/job-queue.ts";
import type { ServiceContext } from "../../service-context.ts";
import { announceExternalCredits } from "../external/settle-external-holds.ts";
import { ANNOUNCE_CREDITS } from "../external/settle-later.ts";

const dataSchema = z.object({ userId: z.string(), short: z.object({ modelId: z.string(), charged: z.number(), short: z.number() }).optional() });

/** Tells a user's pages what the host's ledger says. Pages that miss it ask by themselves when they load. */
export function announceCreditsJob(context: ServiceContext): JobDefinition {
  return {
    name: ANNOUNCE_CREDITS,
    retryLimit: 4,
    retryDelaySeconds: 2,
    maxRetryDelaySeconds: 60,
    expireInSeconds: 120,
    concurrency: 2,
    async run(data) {
      const { userId, short } = dataSchema.parse(data);
      await announceExternalCredits(context, { userId, ...(short ? { short } : {}) });
    },
  };
}

import { PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";

/** `GET /webhooks/:provider`: shows whoever sets a webhook up that the address leads here. It tells nothing of the set-up. */
export const testWebhook = defineEndpoint({
  method: "get",
  path: `${PATHS.webhooks}/:provider`,
  who: "anyone",
  summary: "Whether a webhook's address leads here",
  params: z.object({ provider: z.string() }),
  answer: z.object({ success: z.literal(true) }),
  errors: [],
  handle: async () => ({ success: true }),
});

import { PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { receiveWebhook } from "../receive-webhook.ts";

/** `POST /webhooks/:provider`: news from a service. */
export const receiveWebhookEndpoint = defineEndpoint({
  method: "post",
  path: `${PATHS.webhooks}/:provider`,
  who: "anyone",
  summary: "News from a provider about a task",
  params: z.object({ provider: z.string() }),
  limit: "webhooks",
  answer: z.object({ success: z.literal(true) }),
  errors: ["invalid_request", "unauthorized", "not_found", "payload_too_large", "unsupported_media_type"],
  async handle({ context, params, request, response }) {
    const received = await receiveWebhook(context, { provider: params.provider, request });
    if (received.taken === "unknown") {
      response.status(404).json({ error: "Record not found", taskId: received.taskId, message: "3D model record not yet created, will retry" });
      return undefined;
    }
    if (received.taken === "foreign") response.status(202);
    return { success: true };
  },
});

import { adminDeliveryPageSchema, PATHS } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { DELIVERY_STATES } from "../../webhooks/webhook-service.ts";
import { PAGE_QUERY } from "../admin-pages.ts";
import { listAdminDeliveries } from "../list-admin-deliveries.ts";

export const listWebhooks = defineEndpoint({
  method: "get",
  path: PATHS.adminWebhooks,
  who: "operator",
  summary: "For operators: what services have told by webhook, the newest first",
  query: z.object({ ...PAGE_QUERY, state: z.enum(DELIVERY_STATES).optional(), provider: z.string().min(1).max(100).optional() }),
  answer: adminDeliveryPageSchema,
  errors: ["invalid_request"],
  handle: ({ context, query }) => listAdminDeliveries(context, query),
});

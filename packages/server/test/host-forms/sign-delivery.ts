import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";

export const WEBHOOK_SECRET = `whsec_${Buffer.from("a secret of the service, long enough").toString("base64")}`;

/** Headers of a delivery in the form of Standard Webhooks, by that form's own library. */
export function signDelivery(body: string): Record<string, string> {
  const [id, now] = [`msg_${randomUUID()}`, new Date()];
  return { "webhook-id": id, "webhook-timestamp": String(Math.floor(now.getTime() / 1000)), "webhook-signature": new Webhook(WEBHOOK_SECRET).sign(id, now, body) };
}

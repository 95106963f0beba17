import { createHmac } from "node:crypto";

const SECRET = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

/** The key in a secret of the form `whsec_<base64>` (Standard Webhooks 1.0, signature scheme); null when it is none, or too short or too long. */
export function decodeWebhookSecret(secret: string): Buffer | null {
  const [, base64] = SECRET.exec(secret) ?? [];
  const key = Buffer.from(base64 ?? "", "base64");
  return key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES ? key : null;
}

export interface WebhookMessage {
  /** The same for each try; without a full stop. */
  id: string;
  /** Of this try. */
  sentAt: Date;
  body: string;
}

/** The headers of a webhook: id, time in whole seconds, and one `v1` signature a key, HMAC-SHA256 over `id.timestamp.body`. */
export function signWebhook({ id, sentAt, body }: WebhookMessage, keys: readonly Buffer[]): { "webhook-id": string; "webhook-timestamp": string; "webhook-signature": string } {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const signatures = keys.map((key) => `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`);
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

import { createHmac } from "node:crypto";
import type { WebhookDelivery } from "../provider.ts";
import { isRecent, TIMESTAMP_TOLERANCE_MS } from "./is-recent.ts";
import { isSameBytes } from "./is-same-bytes.ts";
import { singleHeader } from "./single-header.ts";

export interface StandardWebhooksProofOptions {
  /** `whsec_` and base64, as the service shows them; all of them are accepted, so that a secret can be rotated. */
  secrets: readonly string[];
  /** What the three headers begin with. Default `webhook`. */
  prefix?: string;
  /** How old, or how far ahead, a delivery may be. Default `TIMESTAMP_TOLERANCE_MS`. */
  toleranceMs?: number;
}

const SECRET = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/;
const MAX_SIGNATURES = 10;

/**
 * The proof of Standard Webhooks 1.0 (Replicate, Svix): HMAC-SHA256 over `<id>.<timestamp>.<body>`, in base64 behind `v1,`.
 * @throws TypeError when it is made without a secret, or with one that is no base64.
 */
export function standardWebhooksProof({ secrets, prefix = "webhook", toleranceMs = TIMESTAMP_TOLERANCE_MS }: StandardWebhooksProofOptions): (delivery: WebhookDelivery) => boolean {
  if (secrets.length === 0) throw new TypeError("model-3d: a webhook needs at least one secret.");
  const keys = secrets.map((secret) => {
    const [, encoded] = SECRET.exec(secret) ?? [];
    if (encoded === undefined) throw new TypeError("model-3d: a webhook's secret of this kind begins with `whsec_`, followed by base64.");
    return Buffer.from(encoded, "base64");
  });
  const names = { id: `${prefix.toLowerCase()}-id`, timestamp: `${prefix.toLowerCase()}-timestamp`, signature: `${prefix.toLowerCase()}-signature` };

  return (delivery) => {
    const id = singleHeader(delivery, names.id);
    const timestamp = singleHeader(delivery, names.timestamp);
    const signatures = (singleHeader(delivery, names.signature) ?? "").split(" ").flatMap((entry) => (entry.startsWith("v1,") ? [entry.slice(3)] : []));
    if (id === null || timestamp === null || signatures.length > MAX_SIGNATURES || !isRecent(timestamp, delivery.now, toleranceMs)) return false;
    let isOurs = false;
    for (const key of keys) {
      const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(delivery.rawBody).digest("base64");
      for (const signature of signatures) isOurs = isSameBytes(signature, expected) || isOurs;
    }
    return isOurs;
  };
}

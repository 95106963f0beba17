import { createHmac } from "node:crypto";
import type { WebhookDelivery } from "../provider.ts";
import { isRecent, TIMESTAMP_TOLERANCE_MS } from "./is-recent.ts";
import { isSameBytes } from "./is-same-bytes.ts";
import { singleHeader } from "./single-header.ts";

export interface TimestampedHmacOptions {
  /** Name of the header, in any case: `Tripo-Webhook-Signature`. */
  header: string;
  /** All of them are accepted, so that a secret can be rotated. */
  secrets: readonly string[];
  /** How old, or how far ahead, a delivery may be. Default `TIMESTAMP_TOLERANCE_MS`. */
  toleranceMs?: number;
}

const PART = /^(t|v1)=([0-9a-f]+)$/i;
const MAX_SIGNATURES = 10;

/**
 * The proof `t=<Unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<body>`. Several `v1` are several signatures, of which one has to fit.
 * @throws TypeError when it is made without a secret.
 */
export function timestampedHmac({ header, secrets, toleranceMs = TIMESTAMP_TOLERANCE_MS }: TimestampedHmacOptions): (delivery: WebhookDelivery) => boolean {
  if (secrets.length === 0 || secrets.includes("")) throw new TypeError("model-3d: a webhook needs at least one secret.");
  const name = header.toLowerCase();

  return (delivery) => {
    const parts = (singleHeader(delivery, name) ?? "").split(",").map((part) => PART.exec(part.trim()));
    const values = (key: string) => parts.flatMap((part) => (part?.[1]?.toLowerCase() === key ? [part[2] ?? ""] : []));
    const [times, signatures] = [values("t"), values("v1")];
    const [time] = times;
    if (time === undefined || times.length > 1 || signatures.length > MAX_SIGNATURES || !isRecent(time, delivery.now, toleranceMs)) return false;
    let isOurs = false;
    for (const secret of secrets) {
      const expected = createHmac("sha256", secret).update(`${time}.`).update(delivery.rawBody).digest("hex");
      for (const signature of signatures) isOurs = isSameBytes(signature.toLowerCase(), expected) || isOurs;
    }
    return isOurs;
  };
}

import type { WebhookDelivery } from "../provider.ts";

/** A header that was sent once, else `null`: which of two was meant cannot be known, and a proof is never guessed. `name` in lower case. */
export function singleHeader(delivery: WebhookDelivery, name: string): string | null {
  const value = delivery.headers[name];
  return typeof value === "string" && value.length > 0 ? value : null;
}

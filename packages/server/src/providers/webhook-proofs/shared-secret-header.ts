import type { WebhookDelivery } from "../provider.ts";
import { isSameBytes } from "./is-same-bytes.ts";
import { singleHeader } from "./single-header.ts";

export interface SharedSecretHeaderOptions {
  /** Name of the header that carries the secret itself, in any case. */
  header: string;
  /** All of them are accepted, so that a secret can be rotated. */
  secrets: readonly string[];
  /** Name of a parameter of the webhook's address that is taken where the header is not there. Addresses end up in logs: only where the service can't send a header. */
  queryParameter?: string;
}

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * The proof by a secret that comes with each delivery (Meshy: `x-meshy-api-webhook-secret-key`). It proves who sent, not what: the body is a hint.
 * @throws TypeError when it is made without a secret, or with one that no header can carry.
 */
export function sharedSecretHeader({ header, secrets, queryParameter }: SharedSecretHeaderOptions): (delivery: WebhookDelivery) => boolean {
  if (secrets.length === 0) throw new TypeError("model-3d: a webhook needs at least one secret.");
  if (!secrets.every((secret) => VISIBLE_ASCII.test(secret))) throw new TypeError("model-3d: a webhook's secret must be made of visible ASCII characters.");
  const name = header.toLowerCase();

  return (delivery) => {
    const given = delivery.headers[name] === undefined && queryParameter !== undefined ? singleParameter(delivery.query, queryParameter) : singleHeader(delivery, name);
    if (given === null) return false;
    let isOurs = false;
    // All of them, always: the time must not tell which one it was.
    for (const secret of secrets) isOurs = isSameBytes(given, secret) || isOurs;
    return isOurs;
  };
}

function singleParameter(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name);
  return values.length === 1 && values[0] ? values[0] : null;
}

import { createHash, createPublicKey, verify } from "node:crypto";
import type { WebhookDelivery } from "../provider.ts";
import { isRecent, TIMESTAMP_TOLERANCE_MS } from "./is-recent.ts";
import { singleHeader } from "./single-header.ts";

export interface Ed25519ProofOptions {
  /** The service's public keys, 32 bytes each (`x` of its JWKS), kept and renewed by whoever gives them. A failure of its own means that nothing can be proven. */
  keys: () => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** What the four headers begin with. Default `x-fal-webhook`. */
  prefix?: string;
  /** How old, or how far ahead, a delivery may be. Default `TIMESTAMP_TOLERANCE_MS`. */
  toleranceMs?: number;
}

const SIGNATURE = /^[0-9a-f]{128}$/i;

/** The proof by Ed25519 (fal): `<prefix>-signature`, in hex, over request id, user id, timestamp and the body's SHA-256 in hex, a line each. */
export function ed25519Proof({ keys, prefix = "x-fal-webhook", toleranceMs = TIMESTAMP_TOLERANCE_MS }: Ed25519ProofOptions): (delivery: WebhookDelivery) => Promise<boolean> {
  const start = prefix.toLowerCase();
  return async (delivery) => {
    const [requestId, userId, timestamp, signature] = ["request-id", "user-id", "timestamp", "signature"].map((part) => singleHeader(delivery, `${start}-${part}`));
    if (!requestId || !userId || !timestamp || !signature || !SIGNATURE.test(signature) || !isRecent(timestamp, delivery.now, toleranceMs)) return false;
    const message = Buffer.from([requestId, userId, timestamp, createHash("sha256").update(delivery.rawBody).digest("hex")].join("\n"));
    const known = await Promise.resolve().then(keys).catch(() => []);
    return known.some((key) => isSignedBy(key, message, Buffer.from(signature, "hex")));
  };
}

function isSignedBy(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(key).toString("base64url") };
    return verify(null, message, createPublicKey({ key: jwk, format: "jwk" }), signature);
  } catch {
    return false;
  }
}

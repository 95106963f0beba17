import { createHash, timingSafeEqual } from "node:crypto";

const digest = (value: string | Uint8Array) => createHash("sha256").update(value).digest();

/** Compares in a time that tells nothing of either, whatever their lengths: `timingSafeEqual` alone throws where these differ. */
export function isSameBytes(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/** A key that nobody has used, for an `Idempotency-Key`; also in pages without TLS, which have no `crypto.randomUUID`. */
export function createKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

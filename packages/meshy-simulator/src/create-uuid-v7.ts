import type { Random } from "./random.ts";

const TIME_DIGITS = 12;

/** UUID version 7 (RFC 9562, 5.7): 48 bits of milliseconds since 1970, then random ones. */
export function createUuidV7(nowMs: number, random: Random): string {
  const bytes = random.bytes(10);
  bytes[0] = (bytes[0]! & 0x0f) | 0x70;
  bytes[2] = (bytes[2]! & 0x3f) | 0x80;
  const hex = nowMs.toString(16).padStart(TIME_DIGITS, "0") + Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Linear light as the numbers that screens and most formats mean by a colour (IEC 61966-2-1). Above 1 it goes on by the same rule. */
export function toSrgb(linear: number): number {
  if (linear <= 0.0031308) return 12.92 * Math.max(0, linear);
  return 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** The other way. */
export function toLinear(srgb: number): number {
  return srgb <= 0.04045 ? srgb / 12.92 : ((srgb + 0.055) / 1.055) ** 2.4;
}

/** A share from 0 to 1 as a byte. */
export function toByte(share: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, share)));
}

/** Linear albedo: red, green, blue 0..1. */
export type Paint = readonly [number, number, number];

/** Linear albedo of an sRGB colour such as `#1f6f78` (IEC 61966-2-1). */
export function paintOf(hex: string): Paint {
  const channel = (from: number): number => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Sets `out` to a paint, scaled by `shade`. */
export function cover(out: Float64Array, paint: Paint, shade = 1): void {
  out[0] = paint[0] * shade;
  out[1] = paint[1] * shade;
  out[2] = paint[2] * shade;
}

/** Lays a paint over `out` with opacity `amount` 0..1. */
export function glaze(out: Float64Array, paint: Paint, amount: number): void {
  const keep = 1 - amount;
  out[0] = (out[0] as number) * keep + paint[0] * amount;
  out[1] = (out[1] as number) * keep + paint[1] * amount;
  out[2] = (out[2] as number) * keep + paint[2] * amount;
}

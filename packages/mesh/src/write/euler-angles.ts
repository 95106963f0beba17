import type { Quaternion } from "../motion.ts";

const FULL = 2 * Math.PI;
/** Where X and Z turn about one axis. */
const LOCKED = 1 - 1e-9;

/** Turns about X, then Y, then Z, in radians; of all that are the same turn the ones nearest to those before. */
export function eulerAngles([i, j, k, w]: Quaternion, before: readonly number[]): [number, number, number] {
  const length = Math.hypot(i, j, k, w);
  if (!(length > 0)) return [before[0]!, before[1]!, before[2]!];
  const [x, y, z, s] = [i / length, j / length, k / length, w / length];
  const down = 2 * (x * z - y * s);
  if (Math.abs(down) > LOCKED) {
    const sign = down < 0 ? 1 : -1;
    const [sin, cos] = [2 * (x * y - z * s), 2 * (x * z + y * s)];
    const about = Math.atan2(sign * sin, sign * cos);
    const first = before[0]!;
    return [first, nearest((sign * Math.PI) / 2, before[1]!), nearest(sign > 0 ? first - about : about - first, before[2]!)];
  }
  const angles = [Math.atan2(2 * (y * z + x * s), 1 - 2 * (x * x + y * y)), Math.asin(-down), Math.atan2(2 * (x * y + z * s), 1 - 2 * (y * y + z * z))] as const;
  const near = (values: readonly number[]) => values.map((value, at) => nearest(value, before[at]!)) as [number, number, number];
  const [one, other] = [near(angles), near([angles[0] + Math.PI, Math.PI - angles[1], angles[2] + Math.PI])];
  const far = (values: readonly number[]) => values.reduce((sum, value, at) => sum + Math.abs(value - before[at]!), 0);
  return far(one) <= far(other) ? one : other;
}

const nearest = (angle: number, before: number): number => angle + FULL * Math.round((before - angle) / FULL);

/** The turn of three angles. */
export function quaternionOf([x, y, z]: readonly number[]): Quaternion {
  const [a, b, c] = [x! / 2, y! / 2, z! / 2];
  const [sa, ca, sb, cb, sc, cc] = [Math.sin(a), Math.cos(a), Math.sin(b), Math.cos(b), Math.sin(c), Math.cos(c)];
  return [sa * cb * cc - ca * sb * sc, ca * sb * cc + sa * cb * sc, ca * cb * sc - sa * sb * cc, ca * cb * cc + sa * sb * sc];
}

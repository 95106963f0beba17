import type { Quaternion, Track } from "../motion.ts";

/** A value between two keys, `share` from 0 to 1. */
export type Between = (key: number, share: number, out: number[]) => void;

/** How many numbers each key of a track has. */
export const sizeOf = ({ times, values, interpolation }: Track): number => values.length / times.length / (interpolation === "cubic" ? 3 : 1);

/** As glTF 2.0, appendix C, has it: straight, along a sphere for rotations, by tangents, or held until the next key. */
export function sampleTrack(track: Track): Between {
  const { path, times, values, interpolation } = track;
  const size = sizeOf(track);
  const isRotation = path === "rotation";
  if (interpolation !== "cubic") {
    return (key, share, out) => {
      const [from, to] = [size * key, size * Math.min(key + 1, times.length - 1)];
      if (isRotation && share > 0) return slerp(values, from, to, share, out);
      for (let at = 0; at < size; at++) out[at] = share === 0 ? values[from + at]! : values[from + at]! + share * (values[to + at]! - values[from + at]!);
    };
  }
  return (key, share, out) => {
    const next = Math.min(key + 1, times.length - 1);
    const [span, t] = [times[next]! - times[key]!, share];
    const [a, b] = [3 * size * key, 3 * size * next];
    for (let at = 0; at < size; at++) {
      const [from, leaving, arriving, to] = [values[a + size + at]!, values[a + 2 * size + at]!, values[b + at]!, values[b + size + at]!];
      out[at] = (2 * t ** 3 - 3 * t ** 2 + 1) * from + span * (t ** 3 - 2 * t ** 2 + t) * leaving + (3 * t ** 2 - 2 * t ** 3) * to + span * (t ** 3 - t ** 2) * arriving;
    }
  };
}

function slerp(values: Float32Array, from: number, to: number, share: number, out: number[]): void {
  const [a, b] = [normalized(values, from), normalized(values, to)];
  const dot = a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const angle = Math.acos(Math.min(1, Math.abs(dot)));
  const sign = dot < 0 ? -1 : 1;
  const [first, second] = angle < 1e-6 ? [1 - share, share] : [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)];
  for (let at = 0; at < 4; at++) out[at] = first * a[at]! + sign * second * b[at]!;
}

function normalized(values: Float32Array, at: number): Quaternion {
  const length = Math.hypot(values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!);
  return length > 0 ? [values[at]! / length, values[at + 1]! / length, values[at + 2]! / length, values[at + 3]! / length] : [0, 0, 0, 1];
}

/** The angle between two turns, in radians. */
export function angleBetween(a: readonly number[], b: readonly number[]): number {
  const dot = Math.abs(a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]! + a[3]! * b[3]!) / (Math.hypot(...a) * Math.hypot(...b));
  return dot < 1 ? 2 * Math.acos(dot) : 0;
}

import type { WeldedMesh } from "../topology/weld-triangles.ts";

export interface Overhangs {
  /** Square metres. */
  area: number;
  /** Nine numbers each: the triangles that need support when the model is printed as it stands. */
  triangles: Float32Array;
}

/** What lies flat on the plate, up to this share of the height, needs none. */
const ON_THE_PLATE = 1e-3;

/** Faces that look down further than the angle (degrees from the vertical) allows, Y up, but for those that stand on the plate. */
export function findOverhangs({ positions, indices }: Pick<WeldedMesh, "positions" | "indices">, angle: number): Overhangs {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const vertex of indices) {
    lowest = Math.min(lowest, positions[3 * vertex + 1]!);
    highest = Math.max(highest, positions[3 * vertex + 1]!);
  }
  const plate = lowest + (highest - lowest) * ON_THE_PLATE;
  const steepest = Math.sin((angle * Math.PI) / 180);
  const found: number[] = [];
  let twice = 0;
  for (let k = 0; k < indices.length; k += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => positions.subarray(3 * indices[k + corner]!, 3 * indices[k + corner]! + 3)) as [Float32Array, Float32Array, Float32Array];
    if (Math.max(a[1]!, b[1]!, c[1]!) <= plate) continue;
    const [x, y, z] = [b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!];
    const [u, v, w] = [c[0]! - a[0]!, c[1]! - a[1]!, c[2]! - a[2]!];
    const cross = [y * w - z * v, z * u - x * w, x * v - y * u] as const;
    const length = Math.hypot(...cross);
    // A little more than rounding: a face at exactly the angle prints.
    if (length === 0 || -cross[1] / length <= steepest + 1e-6) continue;
    twice += length;
    found.push(...a, ...b, ...c);
  }
  return { area: twice / 2, triangles: Float32Array.from(found) };
}

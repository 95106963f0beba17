import { crossOf } from "../topology/planar-regions.ts";
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
  for (let corner = 0; corner < indices.length; corner++) {
    const height = positions[3 * indices[corner]! + 1]!;
    if (height < lowest) lowest = height;
    if (height > highest) highest = height;
  }
  const plate = lowest + (highest - lowest) * ON_THE_PLATE;
  const steepest = Math.sin((angle * Math.PI) / 180);
  const found: number[] = [];
  let twice = 0;
  for (let triangle = 0; triangle < indices.length / 3; triangle++) {
    const [a, b, c] = [3 * indices[3 * triangle]!, 3 * indices[3 * triangle + 1]!, 3 * indices[3 * triangle + 2]!];
    if (Math.max(positions[a + 1]!, positions[b + 1]!, positions[c + 1]!) <= plate) continue;
    const [x, y, z] = crossOf(positions, indices, triangle);
    const length = Math.sqrt(x * x + y * y + z * z);
    // A little more than rounding: a face at exactly the angle prints.
    if (length === 0 || -y / length <= steepest + 1e-6) continue;
    twice += length;
    for (const corner of [a, b, c]) found.push(positions[corner]!, positions[corner + 1]!, positions[corner + 2]!);
  }
  return { area: twice / 2, triangles: Float32Array.from(found) };
}

import type { WeldedMesh } from "../topology/weld-triangles.ts";
import { TriangleGrid } from "./triangle-grid.ts";

export interface ThinWalls {
  /** Metres: the least that was found, of the places that were looked at. Null where no ray met another side. */
  thinnest: number | null;
  /** Nine numbers each: triangles behind whose middle the other side is nearer than the limit. */
  triangles: Float32Array;
  /** How many triangles were looked at: all, or an even choice of a large model's. */
  looked: number;
}

/** So many rays take about a second. */
const MOST_RAYS = 20_000;
const RAYS_BETWEEN_LOOKS = 500;

/** How far it is from the middle of each triangle straight inwards to the other side of a closed surface. */
export function findThinWalls({ positions, indices }: Pick<WeldedMesh, "positions" | "indices">, limit: number, signal?: AbortSignal): ThinWalls {
  const grid = new TriangleGrid(positions, indices);
  const count = indices.length / 3;
  const step = Math.max(1, Math.ceil(count / MOST_RAYS));
  const thin: number[] = [];
  let [thinnest, looked] = [Infinity, 0];
  for (let triangle = 0; triangle < count; triangle += step) {
    if (looked % RAYS_BETWEEN_LOOKS === 0) signal?.throwIfAborted();
    looked += 1;
    const corners = [0, 1, 2].map((corner) => positions.subarray(3 * indices[3 * triangle + corner]!, 3 * indices[3 * triangle + corner]! + 3)) as [Float32Array, Float32Array, Float32Array];
    const [a, b, c] = corners;
    const [x, y, z] = [b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!];
    const [u, v, w] = [c[0]! - a[0]!, c[1]! - a[1]!, c[2]! - a[2]!];
    const inwards = [z * v - y * w, x * w - z * u, y * u - x * v];
    const length = Math.hypot(...inwards);
    if (length === 0) continue;
    const middle = [0, 1, 2].map((axis) => (a[axis]! + b[axis]! + c[axis]!) / 3);
    const distance = grid.firstHit(middle, inwards.map((value) => value / length), triangle);
    if (distance === null) continue;
    thinnest = Math.min(thinnest, distance);
    if (distance < limit) thin.push(...a, ...b, ...c);
  }
  return { thinnest: Number.isFinite(thinnest) ? thinnest : null, triangles: Float32Array.from(thin), looked };
}

import { largestDimension, sampleOccupancy, type ProductObject } from "@model-3d/test-utils";
import type { View } from "../src/index.ts";
import type { VoxelBox } from "./voxelize-mesh.ts";

export const TRUTH_GRID = 160;
const ROOM = 1.06;

export interface GroundTruth {
  occupancy: Uint8Array;
  /** The occupied cells' box, in object units. */
  low: [number, number, number];
  high: [number, number, number];
  center: [number, number, number];
  edge: number;
}

export function groundTruth(object: ProductObject): GroundTruth {
  const { min, max } = object.bounds;
  const center: [number, number, number] = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
  const edge = largestDimension(object) * ROOM;
  const half = edge / 2;
  const bounds = {
    min: [center[0] - half, center[1] - half, center[2] - half] as const,
    max: [center[0] + half, center[1] + half, center[2] + half] as const,
  };
  const occupancy = sampleOccupancy(object, TRUTH_GRID, bounds);
  const low: [number, number, number] = [TRUTH_GRID, TRUTH_GRID, TRUTH_GRID];
  const high: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < occupancy.length; i++) {
    if (occupancy[i] === 0) continue;
    const cell = [i % TRUTH_GRID, Math.floor(i / TRUTH_GRID) % TRUTH_GRID, Math.floor(i / TRUTH_GRID ** 2)];
    for (let k = 0; k < 3; k++) {
      low[k] = Math.min(low[k]!, cell[k]!);
      high[k] = Math.max(high[k]!, cell[k]! + 1);
    }
  }
  const unit = edge / TRUTH_GRID;
  for (let k = 0; k < 3; k++) {
    low[k] = center[k]! - half + low[k]! * unit;
    high[k] = center[k]! - half + high[k]! * unit;
  }
  return { occupancy, low, high, center, edge };
}

/** Where the ground truth's cube lies in the units of a result: equal heights, feet and middles on each other. */
export function truthBoxInResult(truth: GroundTruth, resultHeight: number): VoxelBox {
  const scale = resultHeight / (truth.high[1] - truth.low[1]);
  const middleX = (truth.low[0] + truth.high[0]) / 2;
  const middleZ = (truth.low[2] + truth.high[2]) / 2;
  return {
    center: [(truth.center[0] - middleX) * scale, (truth.center[1] - truth.low[1]) * scale, (truth.center[2] - middleZ) * scale],
    edge: truth.edge * scale,
    gridSize: TRUTH_GRID,
  };
}

/** The exact visual hull: every cell that lies inside all of the object's own outlines; without a side, its true depth. */
export function exactVisualHull(truth: GroundTruth, views: readonly View[]): Uint8Array {
  const n = TRUTH_GRID;
  const front = new Uint8Array(n * n);
  const side = new Uint8Array(n * n);
  const top = new Uint8Array(n * n);
  let nearest = n;
  let farthest = 0;
  for (let i = 0; i < truth.occupancy.length; i++) {
    if (truth.occupancy[i] === 0) continue;
    const x = i % n;
    const y = Math.floor(i / n) % n;
    const z = Math.floor(i / (n * n));
    front[y * n + x] = side[y * n + z] = top[z * n + x] = 1;
    nearest = Math.min(nearest, z);
    farthest = Math.max(farthest, z);
  }
  const hull = new Uint8Array(n * n * n);
  for (let i = 0; i < hull.length; i++) {
    const x = i % n;
    const y = Math.floor(i / n) % n;
    const z = Math.floor(i / (n * n));
    const inSide = views.includes("side") ? side[y * n + z] === 1 : z >= nearest && z <= farthest;
    const inTop = !views.includes("top") || top[z * n + x] === 1;
    if (front[y * n + x] === 1 && inSide && inTop) hull[i] = 1;
  }
  return hull;
}

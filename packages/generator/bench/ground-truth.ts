import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { gunzipSync, gzipSync } from "node:zlib";
import { largestDimension, sampleOccupancy, type ProductObject } from "@model-3d/test-utils";
import type { TexturedMesh, View } from "../src/index.ts";
import { CACHE_FOLDER, keyOf } from "./bench-shots.ts";
import { volumeIou, voxelizeMesh } from "./voxelize-mesh.ts";

export const TRUTH_GRID = 320;
const ROOM = 1.06;
/** The box of the object is known to this share of its longest side. */
const BOX_ACCURACY = 1 / 4000;
/**
 * The grid on which volumes are compared lies askew to the object (by one radian around (1, 2, 3)): of faces along a grid's axes whole layers of cells are in or out by
 * a hair's breadth, which is a tenth of a board.
 */
const ASKEW = rotationAround([1, 2, 3], 1);

export interface GroundTruth {
  /** Cells of a grid along the object's axes, for its outlines. */
  occupancy: Uint8Array;
  /** Cells of the grid that lies askew, for its volume. */
  askew: Uint8Array;
  /** The object's own box, in object units: that of the occupied cells would be off by up to half a cell. */
  low: Vector3;
  high: Vector3;
  center: Vector3;
  /** Of the cube of both grids. */
  edge: number;
}

type Vector3 = [number, number, number];

/** What the object truly is; sampled once for each state of the bench's sources. */
export function groundTruth(object: ProductObject): GroundTruth {
  const file = join(CACHE_FOLDER, "truths", `${object.name}-${keyOf([object.name, TRUTH_GRID, BOX_ACCURACY, ASKEW])}.bin`);
  if (existsSync(file)) {
    const { occupancy, askew, ...rest } = deserialize(gunzipSync(readFileSync(file))) as GroundTruth;
    return { ...rest, occupancy: Uint8Array.from(occupancy), askew: Uint8Array.from(askew) };
  }
  const truth = sampleTruth(object);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(serialize(truth), { level: 1 }));
  return truth;
}

function sampleTruth(object: ProductObject): GroundTruth {
  const { min, max } = object.bounds;
  const center: Vector3 = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
  const [width, height, depth] = [max[0] - min[0], max[1] - min[1], max[2] - min[2]];
  const edge = Math.max(...ASKEW.map(([x, y, z]) => Math.abs(x) * width + Math.abs(y) * height + Math.abs(z) * depth)) * ROOM;
  const half = edge / 2;
  const cube = (of: Vector3): ProductObject["bounds"] => ({ min: [of[0] - half, of[1] - half, of[2] - half], max: [of[0] + half, of[1] + half, of[2] + half] });
  const [first, second, third] = ASKEW;
  const turned: ProductObject = {
    ...object,
    distance: (a, b, c) =>
      object.distance(center[0] + a * first[0] + b * second[0] + c * third[0], center[1] + a * first[1] + b * second[1] + c * third[1], center[2] + a * first[2] + b * second[2] + c * third[2]),
  };
  const occupancy = sampleOccupancy(object, TRUTH_GRID, cube(center));
  return { occupancy, askew: sampleOccupancy(turned, TRUTH_GRID, cube([0, 0, 0])), ...boxOf(object, center, largestDimension(object) * ROOM), center, edge };
}

/** The axes of a grid that is turned, by rows. */
function rotationAround(axis: Vector3, angle: number): readonly [Vector3, Vector3, Vector3] {
  const length = Math.hypot(...axis);
  const [x, y, z] = axis.map((value) => value / length) as Vector3;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const rest = 1 - cosine;
  return [
    [cosine + x * x * rest, x * y * rest - z * sine, x * z * rest + y * sine],
    [y * x * rest + z * sine, cosine + y * y * rest, y * z * rest - x * sine],
    [z * x * rest - y * sine, z * y * rest + x * sine, cosine + z * z * rest],
  ];
}

/** Cells that may hold something of the surface beyond the box so far are cut in eight, until they are small. */
function boxOf({ distance }: ProductObject, center: Vector3, edge: number): Pick<GroundTruth, "low" | "high"> {
  const low: Vector3 = [Infinity, Infinity, Infinity];
  const high: Vector3 = [-Infinity, -Infinity, -Infinity];
  const visit = (x: number, y: number, z: number, cell: number): void => {
    const half = cell / 2;
    if (x - half >= low[0] && x + half <= high[0] && y - half >= low[1] && y + half <= high[1] && z - half >= low[2] && z + half <= high[2]) return;
    const d = distance(x, y, z);
    // Half the diagonal of the cell.
    if (d > cell * 0.87) return;
    const point = [x, y, z];
    // Nothing of the surface is nearer than that.
    if (d < 0) for (let k = 0; k < 3; k++) [low[k], high[k]] = [Math.min(low[k]!, point[k]! + d), Math.max(high[k]!, point[k]! - d)];
    if (cell < BOX_ACCURACY * edge) return;
    const quarter = cell / 4;
    for (let i = 0; i < 8; i++) visit(x + (i & 1 ? quarter : -quarter), y + (i & 2 ? quarter : -quarter), z + (i & 4 ? quarter : -quarter), half);
  };
  visit(...center, edge);
  return { low, high };
}

/** Intersection over union of a result's volume and the true one: equal heights, feet and middles on each other. */
export function volumeIouOf({ positions, indices }: Pick<TexturedMesh, "positions" | "indices">, truth: GroundTruth): number {
  let height = 0;
  for (let i = 1; i < positions.length; i += 3) height = Math.max(height, positions[i]!);
  const scale = (truth.high[1] - truth.low[1]) / height;
  const origin = [(truth.low[0] + truth.high[0]) / 2, truth.low[1], (truth.low[2] + truth.high[2]) / 2] as const;
  const turned = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [0, 1, 2].map((k) => origin[k]! + scale * positions[i + k]! - truth.center[k]!) as Vector3;
    for (let k = 0; k < 3; k++) turned[i + k] = ASKEW[k]![0] * x + ASKEW[k]![1] * y + ASKEW[k]![2] * z;
  }
  return volumeIou(voxelizeMesh({ positions: turned, indices }, { center: [0, 0, 0], edge: truth.edge, gridSize: TRUTH_GRID }), truth.askew);
}

/** The exact visual hull: every cell that lies inside all of the object's own outlines; without a side, its true depth. */
export function exactVisualHull(truth: GroundTruth, views: readonly View[]): Uint8Array {
  const n = TRUTH_GRID;
  const front = new Uint8Array(n * n);
  const side = new Uint8Array(n * n);
  const top = new Uint8Array(n * n);
  let [nearest, farthest] = [n, 0];
  for (let z = 0, i = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++, i++) {
        if (truth.occupancy[i] === 0) continue;
        front[y * n + x] = side[y * n + z] = top[z * n + x] = 1;
        [nearest, farthest] = [Math.min(nearest, z), Math.max(farthest, z)];
      }
    }
  }
  if (!views.includes("side")) for (let y = 0; y < n; y++) side.fill(1, y * n + nearest, y * n + farthest + 1);
  if (!views.includes("top")) top.fill(1);
  const hull = new Uint8Array(n * n * n);
  for (let z = 0, i = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      if (side[y * n + z] === 0) i += n;
      else for (let x = 0; x < n; x++, i++) hull[i] = front[y * n + x]! & top[z * n + x]!;
    }
  }
  return hull;
}

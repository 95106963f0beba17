import type { Model } from "../model.ts";

/** From where, and how wide, a model is looked at. */
export interface Camera {
  /** Where it looks, metres. */
  target: readonly [number, number, number];
  right: readonly [number, number, number];
  up: readonly [number, number, number];
  /** From the target to the camera, of length 1. */
  toward: readonly [number, number, number];
  /** Metres, from the target. */
  distance: number;
  /** Of half the picture's height, at a distance of one. */
  halfHeight: number;
}

export interface FrameOptions {
  /** Degrees. */
  azimuth: number;
  elevation: number;
  fieldOfView: number;
  /** Width by height of the picture. */
  aspect: number;
  /** Share of the picture that stays free around the model. */
  margin: number;
}

/** No vertex nearer to the camera than this share of the model's size. */
const NEAREST = 0.05;

/** Puts the camera so that the model, seen from a direction, fills the picture and is in its middle. */
export function frameModel(model: Pick<Model, "parts">, { azimuth, elevation, fieldOfView, aspect, margin }: FrameOptions): Camera {
  const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  const right = [Math.cos(a), 0, -Math.sin(a)] as const;
  const up = [-Math.sin(a) * Math.sin(e), Math.cos(e), -Math.cos(a) * Math.sin(e)] as const;
  const toward = [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)] as const;
  const halfHeight = Math.tan((fieldOfView * Math.PI) / 360);
  const [high, wide] = [(1 - 2 * margin) * halfHeight, (1 - 2 * margin) * halfHeight * aspect];
  const box = extentAlong(model, [right, up, toward]);
  const middle = box.map(([min, max]) => (min + max) / 2) as [number, number, number];
  const size = Math.max(...box.map(([min, max]) => max - min), 1e-9);
  let distance = size;
  // What is nearer looks larger: the middle of the picture is not the middle of the box.
  for (let round = 0; round < 4; round++) {
    const seen = extentSeen(model, right, up, toward, middle, wide, high);
    distance = Math.max(seen.distance, seen.nearest + NEAREST * size);
    const shown = extentShown(model, right, up, toward, middle, distance);
    middle[0] += ((shown.left + shown.right) / 2) * distance;
    middle[1] += ((shown.top + shown.bottom) / 2) * distance;
  }
  const target = [0, 1, 2].map((axis) => right[axis]! * middle[0] + up[axis]! * middle[1] + toward[axis]! * middle[2]) as [number, number, number];
  return { target, right, up, toward, distance, halfHeight };
}

type Direction = readonly [number, number, number];
const along = ([i, j, k]: Direction, positions: Float32Array, at: number) => i * positions[at]! + j * positions[at + 1]! + k * positions[at + 2]!;

function eachVertex({ parts }: Pick<Model, "parts">, visit: (positions: Float32Array, at: number) => void): void {
  for (const { positions, indices } of parts) if (indices.length > 0) for (let at = 0; at < positions.length; at += 3) visit(positions, at);
}

function extentAlong(model: Pick<Model, "parts">, axes: readonly Direction[]): [number, number][] {
  const box = axes.map((): [number, number] => [Infinity, -Infinity]);
  eachVertex(model, (positions, at) => {
    axes.forEach((axis, k) => {
      const value = along(axis, positions, at);
      if (value < box[k]![0]) box[k]![0] = value;
      if (value > box[k]![1]) box[k]![1] = value;
    });
  });
  return box.map(([min, max]) => (max >= min ? [min, max] : [0, 0]));
}

/** How far away the camera has to be for every vertex to be within the picture, and how near the nearest is. */
function extentSeen(model: Pick<Model, "parts">, right: Direction, up: Direction, toward: Direction, middle: Direction, wide: number, high: number) {
  let [distance, nearest] = [0, -Infinity];
  eachVertex(model, (positions, at) => {
    const z = along(toward, positions, at) - middle[2];
    const needed = z + Math.max(Math.abs(along(right, positions, at) - middle[0]) / wide, Math.abs(along(up, positions, at) - middle[1]) / high);
    if (needed > distance) distance = needed;
    if (z > nearest) nearest = z;
  });
  return { distance, nearest: Math.max(0, nearest) };
}

function extentShown(model: Pick<Model, "parts">, right: Direction, up: Direction, toward: Direction, middle: Direction, distance: number) {
  const shown = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
  eachVertex(model, (positions, at) => {
    const w = distance - along(toward, positions, at) + middle[2];
    const [x, y] = [(along(right, positions, at) - middle[0]) / w, (along(up, positions, at) - middle[1]) / w];
    if (x < shown.left) shown.left = x;
    if (x > shown.right) shown.right = x;
    if (y < shown.bottom) shown.bottom = y;
    if (y > shown.top) shown.top = y;
  });
  return Number.isFinite(shown.left) ? shown : { left: 0, right: 0, bottom: 0, top: 0 };
}

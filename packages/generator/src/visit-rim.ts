import type { Mesh } from "./mesh.ts";
import { photoProjection, type Outline } from "./outline.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";

/** Samples over a picture and some room around it, their centres at .5. */
export interface PictureGrid {
  left: number;
  top: number;
  step: number;
  columns: number;
  rows: number;
}

/** The turns that triangles may have in the picture. */
const LEFT = 1;
const RIGHT = 2;

/**
 * Calls back with places along the outline of a model in a photo, in pixels, and how near to the camera it is there.
 *
 * A sample of the picture just inside of the outline shows what is nearer than the outline itself: of a ball with a radius of 100 pixels by 10 pixels already,
 * half a pixel inside. So what is round tells of its outline by the vertices between what faces the camera and what does not. Those of corners, which a coarse model
 * rounds, lie too far back: what has corners tells by samples.
 *
 * @param width,height the size of the outline in object units.
 */
export function visitRim(mesh: Mesh, outline: Outline, width: number, height: number, grid: PictureGrid, isSharp: boolean, visit: (px: number, py: number, near: number) => void): void {
  const { columns, rows, left, top, step } = grid;
  const points = new PhotoSampler(photoProjection(outline, width, height)).projectAll(mesh.positions, left, top, step);
  const depth = new Float32Array(columns * rows).fill(-Infinity);
  rasterizeTriangles(points, mesh.indices, columns, rows, null, { depth });
  if (isSharp) visitSamples(depth, grid, visit);
  else visitVertices(points, mesh.indices, depth, grid, visit);
}

/** Each covered sample that has an uncovered neighbour. */
function visitSamples(depth: Float32Array, { columns, rows, left, top, step }: PictureGrid, visit: (px: number, py: number, near: number) => void): void {
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const o = y * columns + x;
      if (depth[o] === -Infinity) continue;
      if (Math.min(depth[o - 1]!, depth[o + 1]!, depth[o - columns]!, depth[o + columns]!) !== -Infinity) continue;
      visit(left + (x + 0.5) * step, top + (y + 0.5) * step, depth[o]!);
    }
  }
}

/** Each vertex of triangles that face the camera and of others, with an uncovered sample beside it. */
function visitVertices(points: Float32Array, indices: Uint32Array, depth: Float32Array, { columns, rows, left, top, step }: PictureGrid, visit: (px: number, py: number, near: number) => void): void {
  const turns = new Uint8Array(points.length / 3);
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [indices[t]!, indices[t + 1]!, indices[t + 2]!];
    const x = points[3 * a]!;
    const y = points[3 * a + 1]!;
    const area = (points[3 * b]! - x) * (points[3 * c + 1]! - y) - (points[3 * b + 1]! - y) * (points[3 * c]! - x);
    const turn = area > 0 ? LEFT : RIGHT;
    turns[a] = turns[a]! | turn;
    turns[b] = turns[b]! | turn;
    turns[c] = turns[c]! | turn;
  }
  for (let v = 0; v < turns.length; v++) {
    if (turns[v] !== (LEFT | RIGHT)) continue;
    const x = Math.floor(points[3 * v]!);
    const y = Math.floor(points[3 * v + 1]!);
    if (x < 1 || y < 1 || x >= columns - 1 || y >= rows - 1) continue;
    if (isBesideNothing(depth, columns, x, y)) visit(left + points[3 * v]! * step, top + points[3 * v + 1]! * step, points[3 * v + 2]!);
  }
}

function isBesideNothing(depth: Float32Array, columns: number, x: number, y: number): boolean {
  for (let j = y - 1; j <= y + 1; j++) {
    for (let i = x - 1; i <= x + 1; i++) if (depth[j * columns + i] === -Infinity) return true;
  }
  return false;
}

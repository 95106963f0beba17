import type { ModelView, PhotoView } from "./draw-match.ts";
import type { Outline } from "./outline.ts";
import { LINEAR_OF_BYTE, type PaintedMesh } from "./painted-mesh.ts";
import { PhotoSampler } from "./photo-sampler.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";
import { dot, VIEW_CAMERAS, type ViewCamera } from "./view-cameras.ts";

const SUBSAMPLES = 2;
const FIT_ROUNDS = 3;

/** The photo's crop in linear light, its longer side at most so many pixels. */
export function shrinkPhoto(outline: Outline, side: number): PhotoView {
  const { photo } = outline;
  const scale = Math.max(1, Math.max(photo.width, photo.height) / side);
  const width = Math.max(1, Math.round(photo.width / scale));
  const height = Math.max(1, Math.round(photo.height / scale));
  const colors = new Float32Array(3 * width * height);
  const coverage = new Float32Array(width * height);
  const counts = new Float32Array(width * height);
  const columns = Int32Array.from({ length: photo.width }, (_, x) => Math.min(width - 1, Math.floor((x * width) / photo.width)));
  for (let y = 0, i = 0; y < photo.height; y++) {
    const row = Math.min(height - 1, Math.floor((y * height) / photo.height)) * width;
    for (let x = 0; x < photo.width; x++, i++) {
      const o = row + columns[x]!;
      counts[o] = counts[o]! + 1;
      const share = photo.coverage[i]!;
      if (share === 0) continue;
      coverage[o] = coverage[o]! + share;
      for (let k = 0; k < 3; k++) colors[3 * o + k] = colors[3 * o + k]! + share * LINEAR_OF_BYTE[Math.round(photo.colors[3 * i + k]!)]!;
    }
  }
  for (let i = 0; i < coverage.length; i++) {
    for (let k = 0; k < 3; k++) colors[3 * i + k] = colors[3 * i + k]! / Math.max(1e-6, coverage[i]!);
    coverage[i] = coverage[i]! / Math.max(1, counts[i]!);
  }
  return { width, height, colors, coverage };
}

/** The model without light as the photo's camera sees it, its box on that of the photo's object. */
export function drawModel(model: PaintedMesh, outline: Outline, width: number, height: number): ModelView {
  const wide = width * SUBSAMPLES;
  const tall = height * SUBSAMPLES;
  const { indices } = model;
  const points = projectOnto(model.positions, outline, wide, tall);
  const depth = new Float32Array(wide * tall).fill(-Infinity);
  const seen = new Float32Array(3 * wide * tall);
  const paint = new Float64Array(3);
  const weights = new Float64Array(3);
  rasterizeTriangles(points, indices, wide, tall, (pixel, t) => {
    const a = weights[0]!;
    const b = weights[1]!;
    const c = weights[2]!;
    const near = a * points[3 * indices[3 * t]! + 2]! + b * points[3 * indices[3 * t + 1]! + 2]! + c * points[3 * indices[3 * t + 2]! + 2]!;
    // Asked before the depth is kept: what shines through a hole is no farther than the hole.
    if (near <= depth[pixel]! || !model.paint(t, a, b, c, paint)) return;
    depth[pixel] = near;
    for (let k = 0; k < 3; k++) seen[3 * pixel + k] = paint[k]!;
  }, { weights });
  const colors = new Float32Array(3 * width * height);
  const coverage = new Float32Array(width * height);
  for (let y = 0, p = 0; y < tall; y++) {
    const row = Math.floor(y / SUBSAMPLES) * width;
    for (let x = 0; x < wide; x++, p++) {
      if (depth[p] === -Infinity) continue;
      const o = row + Math.floor(x / SUBSAMPLES);
      coverage[o] = coverage[o]! + 1 / SUBSAMPLES ** 2;
      for (let k = 0; k < 3; k++) colors[3 * o + k] = colors[3 * o + k]! + seen[3 * p + k]! / SUBSAMPLES ** 2;
    }
  }
  for (let i = 0; i < coverage.length; i++) for (let k = 0; k < 3; k++) colors[3 * i + k] = colors[3 * i + k]! / Math.max(1e-6, coverage[i]!);
  return { width, height, colors, coverage };
}

/** Scaled by one factor and moved, until the box of what the camera sees of it lies on that of the photo's object. */
function projectOnto(positions: Float32Array, outline: Outline, wide: number, tall: number): Float32Array {
  const { along, size } = placedBefore(VIEW_CAMERAS[outline.camera], positions);
  const { box, photo, photoScale } = outline;
  const toX = (photoScale * wide) / photo.width;
  const toY = (photoScale * tall) / photo.height;
  const target = pictureBox(photo.box.left / photoScale, photo.box.right / photoScale, photo.box.top / photoScale, photo.box.bottom / photoScale);
  let scale = Math.sqrt(((box.right - box.left) * (box.bottom - box.top)) / Math.max(1e-12, size[0] * size[1]));
  let moveX = 0;
  let moveY = 0;
  const points = new Float32Array(positions.length);
  const place = new Float64Array(3);
  for (let round = 0; round < FIT_ROUNDS; round++) {
    const seen = new PhotoSampler({ outline, scaleX: scale, scaleY: scale, scaleNear: scale });
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < along.length; i += 3) {
      place[0] = along[i]! + moveX;
      place[1] = along[i + 1]! + moveY;
      place[2] = along[i + 2]!;
      seen.projectSeen(place);
      left = Math.min(left, seen.x);
      right = Math.max(right, seen.x);
      top = Math.min(top, seen.y);
      bottom = Math.max(bottom, seen.y);
      points[i] = seen.x * toX;
      points[i + 1] = seen.y * toY;
      points[i + 2] = along[i + 2]!;
    }
    const own = pictureBox(left, right, top, bottom);
    scale *= Math.sqrt(target.area / Math.max(1e-12, own.area));
    moveX += (target.x - own.x) / scale;
    moveY -= (target.y - own.y) / scale;
  }
  return points;
}

function pictureBox(left: number, right: number, top: number, bottom: number): { x: number; y: number; area: number } {
  return { x: (left + right) / 2, y: (top + bottom) / 2, area: (right - left) * (bottom - top) };
}

/** Positions along the camera's axes, from the middle of their box, and how large that is. */
function placedBefore(camera: ViewCamera, positions: Float32Array): { along: Float64Array; size: [number, number, number] } {
  const along = new Float64Array(positions.length);
  const size: [number, number, number] = [0, 0, 0];
  [camera.right, camera.up, camera.toward].forEach((axis, k) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < positions.length; i += 3) {
      const value = dot(axis, positions[i]!, positions[i + 1]!, positions[i + 2]!);
      along[i + k] = value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const middle = (low + high) / 2;
    for (let i = k; i < along.length; i += 3) along[i] = along[i]! - middle;
    size[k] = high - low;
  });
  return { along, size };
}

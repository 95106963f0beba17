import { boxBlur } from "./box-blur.ts";
import type { CroppedPhoto } from "./crop-photo.ts";
import { photoProjection, projectPoint, type Outline, type PhotoProjection } from "./outline.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { pushPull } from "./push-pull.ts";
import { zoomAt } from "./photo-lens.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";
import { dot, VIEW_CAMERAS, type CameraName, type ViewCamera } from "./view-cameras.ts";

/** A photo as the baker sees it: colours without background, and what its camera can see of the mesh. */
export interface BakeView {
  camera: ViewCamera;
  /** The axes by which the photo is looked up: another camera's if the photo stands in for the opposite side. */
  photoAxes: ViewCamera;
  photo: CroppedPhoto;
  colors: Float32Array;
  /** How much this view counts against the others. */
  confidence: number;
  /** Leads into the pixels of the outline's field; `photoScale` of the photo's pixels to one of those. */
  projection: PhotoProjection;
  photoScale: number;
  /** From the eye to the object's centre, in object units; `Infinity` for parallel rays. */
  distance: number;
  /** Nearest surface along the camera's axis, as the camera sees it; `-Infinity` where there is none. Square, `DEPTH_SIZE` wide. */
  depth: Float32Array;
  /** The smallest and the largest of each depth sample's 3 × 3 neighbours: mostly they decide alone. */
  nearby: { lowest: Float32Array; highest: Float32Array };
  depthScale: number;
}

export const DEPTH_SIZE = 512;
const RIM_PIXELS = 2;

/**
 * @param width,height the size of the photo's silhouette in object units.
 * @param camera where the view looks from; by default where the photo was taken from.
 */
export function bakeView(
  outline: Outline,
  colors: Float32Array,
  mesh: TexturedMesh,
  width: number,
  height: number,
  confidence = 1,
  camera: CameraName = outline.camera,
): BakeView {
  const view = VIEW_CAMERAS[camera];
  const projection = photoProjection(outline, width, height);
  const distance = (outline.lens?.distance ?? Infinity) / projection.scaleNear;
  const depthScale = DEPTH_SIZE / (Math.max(width, height) * 1.06 * largestZoom(mesh, view, distance));
  const depth = depthMap(mesh, view, depthScale, distance);
  return {
    camera: view,
    photoAxes: VIEW_CAMERAS[outline.camera],
    photo: outline.photo,
    colors,
    confidence,
    projection,
    photoScale: outline.photoScale,
    distance,
    depth,
    nearby: extremesOf(depth),
    depthScale,
  };
}

/** The photo's colours with the mixed pixels at its outline replaced, and continued beyond it. */
export function continueColors(photo: CroppedPhoto): Float32Array {
  const { width, height } = photo;
  const known = boxBlur(photo.coverage, width, height, RIM_PIXELS);
  for (let i = 0; i < known.length; i++) known[i] = known[i]! > 0.999 ? 1 : 0;
  const colors = photo.colors.slice();
  pushPull(colors, known, width, height, 3);
  return colors;
}

function largestZoom(mesh: TexturedMesh, camera: ViewCamera, distance: number): number {
  if (distance === Infinity) return 1;
  let nearest = 0;
  for (let i = 0; i < mesh.positions.length; i += 3) nearest = Math.max(nearest, dot(camera.toward, mesh.positions[i]!, mesh.positions[i + 1]!, mesh.positions[i + 2]!));
  return zoomAt(distance, nearest);
}

function depthMap(mesh: TexturedMesh, camera: ViewCamera, scale: number, distance: number): Float32Array {
  const { positions: p } = mesh;
  const points = new Float32Array(p.length);
  for (let i = 0; i < p.length; i += 3) {
    const near = dot(camera.toward, p[i]!, p[i + 1]!, p[i + 2]!);
    const zoomed = scale * zoomAt(distance, near);
    points[i] = DEPTH_SIZE / 2 + dot(camera.right, p[i]!, p[i + 1]!, p[i + 2]!) * zoomed;
    points[i + 1] = DEPTH_SIZE / 2 - dot(camera.up, p[i]!, p[i + 1]!, p[i + 2]!) * zoomed;
    points[i + 2] = near;
  }
  const depth = new Float32Array(DEPTH_SIZE * DEPTH_SIZE).fill(-Infinity);
  rasterizeTriangles(points, mesh.indices, DEPTH_SIZE, DEPTH_SIZE, () => undefined, { depth });
  return depth;
}

function extremesOf(depth: Float32Array): BakeView["nearby"] {
  const lowest = new Float32Array(depth.length).fill(-Infinity);
  const highest = new Float32Array(depth.length).fill(Infinity);
  for (let y = 1; y < DEPTH_SIZE - 1; y++) {
    for (let x = 1; x < DEPTH_SIZE - 1; x++) {
      const o = y * DEPTH_SIZE + x;
      let low = Infinity;
      let high = -Infinity;
      for (let j = o - DEPTH_SIZE; j <= o + DEPTH_SIZE; j += DEPTH_SIZE) {
        for (let i = j - 1; i <= j + 1; i++) {
          const z = depth[i]!;
          if (z < low) low = z;
          if (z > high) high = z;
        }
      }
      lowest[o] = low;
      highest[o] = high;
    }
  }
  return { lowest, highest };
}

const TOLERANCE = 0.012;
const GRAZING_TOLERANCE = 0.02;

/** How much of the 3 × 3 depth samples around a point lets the camera see it, 0 to 1: soft at the edge of an occlusion. */
export function visibility(view: BakeView, x: number, y: number, z: number, facing: number): number {
  const { camera, depth, depthScale } = view;
  const near = dot(camera.toward, x, y, z);
  const zoomed = depthScale * zoomAt(view.distance, near);
  const limit = near + TOLERANCE + GRAZING_TOLERANCE * (1 - Math.max(0, facing));
  const px = Math.floor(DEPTH_SIZE / 2 + dot(camera.right, x, y, z) * zoomed);
  const py = Math.floor(DEPTH_SIZE / 2 - dot(camera.up, x, y, z) * zoomed);
  if (px < 0 || py < 0 || px >= DEPTH_SIZE || py >= DEPTH_SIZE) return 1;
  const o = py * DEPTH_SIZE + px;
  if (view.nearby.highest[o]! < limit) return 1;
  if (view.nearby.lowest[o]! >= limit) return 0;
  let seen = 0;
  for (let j = py - 1; j <= py + 1; j++) {
    for (let i = px - 1; i <= px + 1; i++) {
      if (i < 0 || j < 0 || i >= DEPTH_SIZE || j >= DEPTH_SIZE || depth[j * DEPTH_SIZE + i]! < limit) seen++;
    }
  }
  return seen / 9;
}

const seen = new Float64Array(2);

/** Adds the photo's colour at a point, times `weight`, to `sum[0..2]`. */
export function addPhotoColor(view: BakeView, x: number, y: number, z: number, weight: number, sum: Float64Array): void {
  const { photo, photoAxes, photoScale, colors } = view;
  const { width, height } = photo;
  projectPoint(view.projection, dot(photoAxes.right, x, y, z), dot(photoAxes.up, x, y, z), dot(view.camera.toward, x, y, z), seen);
  const px = seen[0]! * photoScale - 0.5;
  const py = seen[1]! * photoScale - 0.5;
  const cx = px < 0 ? 0 : px > width - 1.001 ? width - 1.001 : px;
  const cy = py < 0 ? 0 : py > height - 1.001 ? height - 1.001 : py;
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const u = cx - x0;
  const v = cy - y0;
  const o = (y0 * width + x0) * 3;
  const p = o + width * 3;
  for (let k = 0; k < 3; k++) {
    const upper = colors[o + k]! * (1 - u) + colors[o + 3 + k]! * u;
    const lower = colors[p + k]! * (1 - u) + colors[p + 3 + k]! * u;
    sum[k] = sum[k]! + weight * (upper * (1 - v) + lower * v);
  }
}

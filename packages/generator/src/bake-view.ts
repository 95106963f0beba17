import { boxBlur } from "./box-blur.ts";
import type { CroppedPhoto } from "./crop-photo.ts";
import { photoProjection, type Outline, type PhotoProjection } from "./outline.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { pushPull } from "./push-pull.ts";
import { zoomAt } from "./photo-lens.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";
import { dot, pitchedCamera, VIEW_CAMERAS, type CameraName, type Vector3, type ViewCamera } from "./view-cameras.ts";

/** A photo as the baker sees it: colours without background, and what its camera can see of the mesh. */
export interface BakeView {
  camera: ViewCamera;
  /** Toward the camera if it was level: along this the photo's lens counts how near something is. */
  levelToward: Vector3;
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
/** A depth map is so much larger than what is on it. */
const ROOM = 1.06;

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
  const level = VIEW_CAMERAS[camera];
  const view = pitchedCamera(level, outline.lens?.pitch ?? 0);
  const projection = photoProjection(outline, width, height);
  const distance = (outline.lens?.distance ?? Infinity) / projection.scaleNear;
  const extent = view === level ? Math.max(width, height) * largestZoom(mesh, view, distance) : extentSeen(mesh, view, distance);
  const depthScale = DEPTH_SIZE / (ROOM * extent);
  const depth = depthMap(mesh, view, depthScale, distance);
  return {
    camera: view,
    levelToward: level.toward,
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

/** The side of the square around the camera's axis that holds all of the mesh, at the scale of the object's centre. */
function extentSeen({ positions: p }: TexturedMesh, { right, up, toward }: ViewCamera, distance: number): number {
  let reach = 0;
  for (let i = 0; i < p.length; i += 3) {
    const zoom = zoomAt(distance, dot(toward, p[i]!, p[i + 1]!, p[i + 2]!));
    reach = Math.max(reach, zoom * Math.abs(dot(right, p[i]!, p[i + 1]!, p[i + 2]!)), zoom * Math.abs(dot(up, p[i]!, p[i + 1]!, p[i + 2]!)));
  }
  return 2 * reach;
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
  rasterizeTriangles(points, mesh.indices, DEPTH_SIZE, DEPTH_SIZE, null, { depth });
  return depth;
}

function extremesOf(depth: Float32Array): BakeView["nearby"] {
  const lowest = new Float32Array(depth.length).fill(-Infinity);
  const highest = new Float32Array(depth.length).fill(Infinity);
  const low = new Float32Array(DEPTH_SIZE);
  const high = new Float32Array(DEPTH_SIZE);
  for (let y = 1; y < DEPTH_SIZE - 1; y++) {
    const row = y * DEPTH_SIZE;
    for (let x = 0, o = row; x < DEPTH_SIZE; x++, o++) {
      const above = depth[o - DEPTH_SIZE]!;
      const here = depth[o]!;
      const below = depth[o + DEPTH_SIZE]!;
      low[x] = Math.min(above, here, below);
      high[x] = Math.max(above, here, below);
    }
    for (let x = 1; x < DEPTH_SIZE - 1; x++) {
      lowest[row + x] = Math.min(low[x - 1]!, low[x]!, low[x + 1]!);
      highest[row + x] = Math.max(high[x - 1]!, high[x]!, high[x + 1]!);
    }
  }
  return { lowest, highest };
}

import { largestDimension, type ProductObject } from "@model-3d/test-utils";
import { surfaceNets, vertexNormals, VIEW_CAMERAS, type Image, type Mesh, type View, type ViewCamera } from "../src/index.ts";
import { rasterizeTriangles } from "../src/rasterize-triangles.ts";
import { pitchedCamera } from "../src/view-cameras.ts";

/** How a photo of the bench was taken. */
export interface Shot {
  /** Of the square picture, 0 for parallel rays. */
  fieldOfViewDegrees: number;
  /** Counter-clockwise turn of the picture's content. */
  rollDegrees: number;
  /** How far above the horizon the camera stands, which looks down at the object's middle; of a view from above, how far it stands behind the middle. */
  pitchDegrees: number;
  /** Move of the picture's content to the right and up, in shares of its side. */
  shift: readonly [right: number, up: number];
}

export const PHOTO_SIZE = 960;
const SUBSAMPLES = 3;
const MARGIN = 0.12;
const GRID = 176;
const LIGHT = [-0.4, 0.65, 0.65] as const;

const meshes = new WeakMap<ProductObject, { mesh: Mesh; normals: Float32Array }>();

/** A fine surface of the object, made once. */
export function surfaceOf(object: ProductObject): { mesh: Mesh; normals: Float32Array } {
  let made = meshes.get(object);
  if (!made) {
    const mesh = surfaceNets(sampleDistances(object));
    const { min, max } = object.bounds;
    for (let i = 0; i < mesh.positions.length; i++) mesh.positions[i] = mesh.positions[i]! + (min[i % 3]! + max[i % 3]!) / 2;
    made = { mesh, normals: vertexNormals(mesh) };
    meshes.set(object, made);
  }
  return made;
}

/** Distances on a box of samples; whole blocks far from the surface are told by one look. */
function sampleDistances(object: ProductObject) {
  const { min, max } = object.bounds;
  const cellSize = (largestDimension(object) * 1.02) / GRID;
  const [nx, ny, nz] = [0, 1, 2].map((k) => Math.ceil((max[k]! - min[k]!) / cellSize) + 8) as [number, number, number];
  const at = (i: number, n: number, k: number): number => (min[k]! + max[k]!) / 2 + (i - (n - 1) / 2) * cellSize;
  const values = new Float32Array(nx * ny * nz);
  const block = 6;
  const reach = block * cellSize;
  for (let z = 0; z < nz; z += block) {
    for (let y = 0; y < ny; y += block) {
      for (let x = 0; x < nx; x += block) {
        const middle = object.distance(at(x + 2.5, nx, 0), at(y + 2.5, ny, 1), at(z + 2.5, nz, 2));
        for (let k = z; k < Math.min(nz, z + block); k++) {
          for (let j = y; j < Math.min(ny, y + block); j++) {
            for (let i = x; i < Math.min(nx, x + block); i++) {
              values[(k * ny + j) * nx + i] = Math.abs(middle) > reach ? middle : object.distance(at(i, nx, 0), at(j, ny, 1), at(k, nz, 2));
            }
          }
        }
      }
    }
  }
  return { nx, ny, nz, cellSize, values };
}

/** The object cut out: straight alpha, matt light from above left and from all around. */
export function renderCutOut(object: ProductObject, view: View, shot: Shot): Image {
  const { mesh, normals } = surfaceOf(object);
  const wide = PHOTO_SIZE * SUBSAMPLES;
  const points = project(mesh.positions, object, view, shot, wide);
  const depth = new Float32Array(wide * wide).fill(-Infinity);
  const triangle = new Int32Array(wide * wide).fill(-1);
  const weights = new Float32Array(2 * wide * wide);
  const corners = new Float64Array(3);
  rasterizeTriangles(points, mesh.indices, wide, wide, (pixel, t) => {
    triangle[pixel] = t;
    weights[2 * pixel] = corners[0]!;
    weights[2 * pixel + 1] = corners[1]!;
  }, { weights: corners, depth });
  const data = new Uint8Array(4 * PHOTO_SIZE * PHOTO_SIZE);
  const paint = new Float64Array(3);
  const { right, up, toward } = cameraOf(view, shot);
  for (let y = 0, out = 0; y < PHOTO_SIZE; y++) {
    for (let x = 0; x < PHOTO_SIZE; x++, out += 4) {
      let covered = 0;
      let pixel = -1;
      for (let s = 0; s < SUBSAMPLES * SUBSAMPLES; s++) {
        const o = (y * SUBSAMPLES + Math.floor(s / SUBSAMPLES)) * wide + x * SUBSAMPLES + (s % SUBSAMPLES);
        if (triangle[o]! < 0) continue;
        covered++;
        if (pixel < 0 || s === 4) pixel = o;
      }
      if (covered === 0) continue;
      const a = weights[2 * pixel]!;
      const b = weights[2 * pixel + 1]!;
      const corner = (k: number): number => 3 * mesh.indices[3 * triangle[pixel]! + k]!;
      const mix = (values: Float32Array, e: number): number => a * values[corner(0) + e]! + b * values[corner(1) + e]! + (1 - a - b) * values[corner(2) + e]!;
      object.colour(mix(mesh.positions, 0), mix(mesh.positions, 1), mix(mesh.positions, 2), paint);
      const normal = [mix(normals, 0), mix(normals, 1), mix(normals, 2)] as const;
      const along = (axis: readonly [number, number, number]): number => axis[0] * normal[0] + axis[1] * normal[1] + axis[2] * normal[2];
      const lambert = Math.max(0, along(right) * LIGHT[0] + along(up) * LIGHT[1] + along(toward) * LIGHT[2]);
      const light = 0.5 + 0.08 * normal[1] + 0.55 * lambert;
      for (let k = 0; k < 3; k++) data[out + k] = encodeSrgb(paint[k]! * light);
      data[out + 3] = Math.round((255 * covered) / (SUBSAMPLES * SUBSAMPLES));
    }
  }
  return { width: PHOTO_SIZE, height: PHOTO_SIZE, data };
}

/** The view's camera, turned about its horizontal axis around the object's middle. */
function cameraOf(view: View, { pitchDegrees }: Shot): ViewCamera {
  return pitchedCamera(VIEW_CAMERAS[view === "side" ? "right" : view as "front" | "back" | "top"], (pitchDegrees * Math.PI) / 180);
}

/** The pinhole stands so far away that the nearest face of the object's cube fills the frame up to the margin. */
function project(positions: Float32Array, object: ProductObject, view: View, shot: Shot, size: number): Float32Array {
  const { min, max } = object.bounds;
  const { right, up, toward } = cameraOf(view, shot);
  // From above, a cube that fills the frame shows its lid, too.
  const pitch = (Math.abs(shot.pitchDegrees) * Math.PI) / 180;
  const extent = largestDimension(object) * (Math.cos(pitch) + Math.sin(pitch));
  const filled = 1 - 2 * MARGIN;
  const tangent = Math.tan((shot.fieldOfViewDegrees * Math.PI) / 360);
  const distance = tangent > 0 ? extent / 2 + extent / 2 / (filled * tangent) : Infinity;
  const scale = tangent > 0 ? size / (2 * distance * tangent) : (filled * size) / extent;
  const cosine = Math.cos((shot.rollDegrees * Math.PI) / 180);
  const sine = Math.sin((shot.rollDegrees * Math.PI) / 180);
  const points = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const p = [0, 1, 2].map((k) => positions[i + k]! - (min[k]! + max[k]!) / 2) as [number, number, number];
    const along = (axis: readonly [number, number, number]): number => axis[0] * p[0] + axis[1] * p[1] + axis[2] * p[2];
    const near = along(toward);
    const zoom = tangent > 0 ? scale * (distance / (distance - near)) : scale;
    const u = along(right) * zoom;
    const v = along(up) * zoom;
    points[i] = size * (0.5 + shot.shift[0]) + cosine * u - sine * v;
    points[i + 1] = size * (0.5 - shot.shift[1]) - (sine * u + cosine * v);
    points[i + 2] = near;
  }
  return points;
}

export function encodeSrgb(linear: number): number {
  const v = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055));
}

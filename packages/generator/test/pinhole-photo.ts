import { dot, pitchedCamera, VIEW_CAMERAS, type CameraName } from "../src/view-cameras.ts";
import type { Image, Mesh } from "../src/index.ts";
import { rasterizeTriangles } from "../src/rasterize-triangles.ts";

export interface PinholeOptions {
  size?: number;
  /** From the eye to the origin in the mesh's units; `Infinity` for parallel rays. */
  distance: number;
  /** Pixels an object unit at the origin. */
  scale: number;
  rollDegrees?: number;
  /** How far above its axis the camera stands, looking down at the origin. */
  pitchDegrees?: number;
}

const SUBSAMPLES = 6;

/** A mesh cut out as a camera on one of the axes sees it, turned counter-clockwise, in one colour. */
export function pinholePhoto(mesh: Mesh, camera: CameraName, options: PinholeOptions): Image {
  const { size = 400, distance, scale, rollDegrees = 0, pitchDegrees = 0 } = options;
  const wide = SUBSAMPLES * size;
  const [cosine, sine] = [Math.cos((rollDegrees * Math.PI) / 180), Math.sin((rollDegrees * Math.PI) / 180)];
  const { right, up, toward } = pitchedCamera(VIEW_CAMERAS[camera], (pitchDegrees * Math.PI) / 180);
  const points = new Float32Array(mesh.positions.length);
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [mesh.positions[i]!, mesh.positions[i + 1]!, mesh.positions[i + 2]!];
    const zoom = SUBSAMPLES * scale * (distance === Infinity ? 1 : distance / (distance - dot(toward, x, y, z)));
    const u = dot(right, x, y, z) * zoom;
    const v = dot(up, x, y, z) * zoom;
    points[i] = wide / 2 + cosine * u - sine * v;
    points[i + 1] = wide / 2 - sine * u - cosine * v;
  }
  const hit = new Uint8Array(wide * wide);
  rasterizeTriangles(points, mesh.indices, wide, wide, (pixel) => (hit[pixel] = 1));
  const data = new Uint8Array(4 * size * size);
  for (let y = 0, o = 0; y < size; y++) {
    for (let x = 0; x < size; x++, o += 4) {
      let covered = 0;
      for (let s = 0; s < SUBSAMPLES ** 2; s++) covered += hit[(SUBSAMPLES * y + Math.floor(s / SUBSAMPLES)) * wide + SUBSAMPLES * x + (s % SUBSAMPLES)]!;
      data.set([170, 90, 60, Math.round((255 * covered) / SUBSAMPLES ** 2)], o);
    }
  }
  return { width: size, height: size, data };
}

import type { Image } from "./image.ts";
import type { TexturedMesh } from "./pack-charts.ts";
import { rasterizeTriangles } from "./rasterize-triangles.ts";

export interface ThumbnailOptions {
  /** Width and height in pixels. Default 512. */
  size?: number;
  /** Degrees around the object from its front, positive to its right. Default 35. */
  azimuth?: number;
  /** Degrees above the horizon. Default 20. */
  elevation?: number;
}

export const THUMBNAIL_DEFAULTS = { size: 512, azimuth: 35, elevation: 20 } as const;

const OVERSAMPLING = 2;
const FILL = 0.9;
const AMBIENT = 0.62;
const KEY = 0.5;
const KEY_LIGHT = [-0.35, 0.75, 0.56] as const;
const SKY = 0.12;

const LINEAR = Float32Array.from({ length: 256 }, (_, i) => {
  const v = i / 255;
  return v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92;
});

/** Draws the textured mesh with one soft light from above and in front, on a transparent background, orthographic. */
export function renderThumbnail(mesh: TexturedMesh, texture: Image, options: ThumbnailOptions = {}): Image {
  const { size, azimuth, elevation } = { ...THUMBNAIL_DEFAULTS, ...options };
  const wide = size * OVERSAMPLING;
  const points = projectToView(mesh.positions, wide, (azimuth * Math.PI) / 180, (elevation * Math.PI) / 180);
  const linear = new Float32Array(wide * wide * 4);
  const depth = new Float32Array(wide * wide).fill(-Infinity);
  const { normals: n, uvs, indices } = mesh;
  const weights = new Float64Array(3);
  rasterizeTriangles(points, indices, wide, wide, (pixel, t) => {
    const a = weights[0]!;
    const b = weights[1]!;
    const c = weights[2]!;
    const i = indices[3 * t]!;
    const j = indices[3 * t + 1]!;
    const k = indices[3 * t + 2]!;
    const nx = a * n[3 * i]! + b * n[3 * j]! + c * n[3 * k]!;
    const ny = a * n[3 * i + 1]! + b * n[3 * j + 1]! + c * n[3 * k + 1]!;
    const nz = a * n[3 * i + 2]! + b * n[3 * j + 2]! + c * n[3 * k + 2]!;
    const lambert = Math.max(0, nx * KEY_LIGHT[0] + ny * KEY_LIGHT[1] + nz * KEY_LIGHT[2]);
    const light = AMBIENT + SKY * ny + KEY * lambert;
    const u = a * uvs[2 * i]! + b * uvs[2 * j]! + c * uvs[2 * k]!;
    const v = a * uvs[2 * i + 1]! + b * uvs[2 * j + 1]! + c * uvs[2 * k + 1]!;
    const tx = Math.min(texture.width - 1, Math.max(0, Math.floor(u * texture.width)));
    const ty = Math.min(texture.height - 1, Math.max(0, Math.floor(v * texture.height)));
    const o = 4 * (ty * texture.width + tx);
    for (let e = 0; e < 3; e++) linear[4 * pixel + e] = LINEAR[texture.data[o + e]!]! * light;
    linear[4 * pixel + 3] = 1;
  }, { weights, depth });
  return shrink(linear, wide, size);
}

function projectToView(positions: Float32Array, size: number, azimuth: number, elevation: number): Float32Array {
  const right = [Math.cos(azimuth), 0, -Math.sin(azimuth)] as const;
  const toward = [Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation), Math.cos(azimuth) * Math.cos(elevation)] as const;
  const up = [-Math.sin(azimuth) * Math.sin(elevation), Math.cos(elevation), -Math.cos(azimuth) * Math.sin(elevation)] as const;
  const points = new Float32Array(positions.length);
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]!;
    const y = positions[i + 1]!;
    const z = positions[i + 2]!;
    points[i] = right[0] * x + right[2] * z;
    points[i + 1] = -(up[0] * x + up[1] * y + up[2] * z);
    points[i + 2] = toward[0] * x + toward[1] * y + toward[2] * z;
    for (let k = 0; k < 2; k++) {
      low[k] = Math.min(low[k]!, points[i + k]!);
      high[k] = Math.max(high[k]!, points[i + k]!);
    }
  }
  const scale = (size * FILL) / Math.max(high[0]! - low[0]!, high[1]! - low[1]!, 1e-9);
  for (let i = 0; i < points.length; i += 3) {
    for (let k = 0; k < 2; k++) points[i + k] = size / 2 + (points[i + k]! - (low[k]! + high[k]!) / 2) * scale;
  }
  return points;
}

function shrink(linear: Float32Array, wide: number, size: number): Image {
  const data = new Uint8Array(size * size * 4);
  const samples = OVERSAMPLING * OVERSAMPLING;
  const sum = new Float64Array(4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      sum.fill(0);
      for (let s = 0; s < samples; s++) {
        const o = 4 * ((y * OVERSAMPLING + Math.floor(s / OVERSAMPLING)) * wide + x * OVERSAMPLING + (s % OVERSAMPLING));
        for (let k = 0; k < 4; k++) sum[k] = sum[k]! + linear[o + k]!;
      }
      if (sum[3] === 0) continue;
      const o = 4 * (y * size + x);
      for (let k = 0; k < 3; k++) data[o + k] = toByte(sum[k]! / sum[3]!);
      data[o + 3] = Math.round((255 * sum[3]!) / samples);
    }
  }
  return { width: size, height: size, data };
}

function toByte(linear: number): number {
  const v = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (v > 0.0031308 ? 1.055 * v ** (1 / 2.4) - 0.055 : v * 12.92));
}

import { pause } from "../pause.ts";
import type { Pixels } from "../images/image-codec.ts";
import type { Model } from "../model.ts";
import { toByte, toLinear, toSrgb } from "../write/srgb.ts";
import type { ContactShadow } from "./contact-shadow.ts";
import type { Camera } from "./frame-model.ts";
import { projectParts, walkTriangle, type ProjectedPart } from "./project-parts.ts";
import { SurfaceShader } from "./surface-shader.ts";
import type { Levels } from "./texture-sampler.ts";

/** Two by two places are looked at for each pixel. */
const SAMPLES = 2;
const ROWS_AT_ONCE = 64;

export interface View {
  camera: Camera;
  width: number;
  height: number;
  /** Red, green, blue, 0–255, as screens have them; null: transparent. */
  background: readonly [number, number, number] | null;
  shadow: ContactShadow | null;
  /** 0–1. */
  shadowStrength: number;
  signal: AbortSignal | undefined;
  onProgress: (share: number) => void;
}

/**
 * A model as a camera sees it. What is opaque, or has holes by its alpha, goes by depth; what is seen through is laid over it, the farthest triangle first.
 */
export async function renderView(model: Model, textures: readonly (Levels | null)[], view: View): Promise<Pixels> {
  const { camera, signal, onProgress } = view;
  const [width, height] = [SAMPLES * view.width, SAMPLES * view.height];
  const parts = projectParts(model, camera, width, height);
  const shader = new SurfaceShader(model, textures, camera);
  const depth = new Float32Array(width * height);
  const seen = new Int32Array(width * height).fill(-1);
  const modeOf = ({ part }: ProjectedPart) => model.materials[part.material]!.alphaMode;
  for (const projected of parts) {
    if (modeOf(projected) === "blend") continue;
    const { isDoubleSided, alphaCutoff, alphaMode } = model.materials[projected.part.material]!;
    for (let triangle = 0; triangle < projected.part.indices.length / 3; triangle++) {
      walkTriangle(projected, triangle, isDoubleSided, width, height, (pixel, _triangle, a, b, c, nearness) => {
        if (nearness <= depth[pixel]!) return;
        if (alphaMode === "mask" && shader.alphaAt(projected, triangle, a, b, c) < alphaCutoff) return;
        depth[pixel] = nearness;
        seen[pixel] = projected.first + triangle;
      });
    }
    await pause();
    signal?.throwIfAborted();
  }
  onProgress(0.3);
  const light = new Float32Array(4 * width * height);
  const shading: Shading = { width, height, parts, current: parts[0]!, seen, light, shader, view };
  for (let row = 0; row < view.height; row++) {
    shadeRow(row, shading);
    if (row % ROWS_AT_ONCE > 0) continue;
    onProgress(0.3 + (0.6 * row) / view.height);
    await pause();
    signal?.throwIfAborted();
  }
  layOver(parts.filter((projected) => modeOf(projected) === "blend"), { model, width, height, depth, light, shader });
  signal?.throwIfAborted();
  return shrink(light, view);
}

interface Shading {
  width: number;
  height: number;
  parts: readonly ProjectedPart[];
  /** That of the pixel before: mostly that of the next, too. */
  current: ProjectedPart;
  seen: Int32Array;
  light: Float32Array;
  shader: SurfaceShader;
  view: View;
}

/** A row of the picture: a pixel that one triangle covers is looked at once, in its middle. */
function shadeRow(row: number, shading: Shading): void {
  const { width, seen, light } = shading;
  for (let column = 0; column < width; column += SAMPLES) {
    const first = SAMPLES * row * width + column;
    const triangle = seen[first]!;
    const isWhole = triangle >= 0 && triangle === seen[first + 1] && triangle === seen[first + width] && triangle === seen[first + width + 1];
    for (let down = 0; down < SAMPLES; down++) {
      for (let across = 0; across < SAMPLES; across++) {
        const pixel = first + down * width + across;
        if (isWhole && pixel > first) light.copyWithin(4 * pixel, 4 * first, 4 * first + 4);
        else shadeSample(pixel, column + (isWhole ? SAMPLES / 2 : across + 0.5), SAMPLES * row + (isWhole ? SAMPLES / 2 : down + 0.5), shading);
      }
    }
  }
}

function shadeSample(pixel: number, column: number, row: number, shading: Shading): void {
  const { width, height, parts, seen, light, shader, view } = shading;
  const triangle = seen[pixel]!;
  if (triangle < 0) {
    light[4 * pixel + 3] = shadowAt(column, row, width, height, view);
    return;
  }
  const isIn = ({ first, part }: ProjectedPart) => triangle >= first && triangle < first + part.indices.length / 3;
  if (!isIn(shading.current)) shading.current = parts.find(isIn)!;
  const { part: { indices }, first, x, y } = shading.current;
  const at = 3 * (triangle - first);
  const [i, j, k] = [indices[at]!, indices[at + 1]!, indices[at + 2]!];
  const area = (x[j]! - x[i]!) * (y[k]! - y[i]!) - (x[k]! - x[i]!) * (y[j]! - y[i]!);
  const [dx, dy] = [column - x[i]!, row - y[i]!];
  const [b, c] = [(dx * (y[k]! - y[i]!) - (x[k]! - x[i]!) * dy) / area, ((x[j]! - x[i]!) * dy - dx * (y[j]! - y[i]!)) / area];
  shader.shade(shading.current, triangle - first, 1 - b - c, b, c);
  for (let channel = 0; channel < 3; channel++) light[4 * pixel + channel] = shader.colour[channel]!;
  light[4 * pixel + 3] = 1;
}

/** How dark the ground is where one looks past the model: what is behind a pixel, by its alpha. */
function shadowAt(column: number, row: number, width: number, height: number, { camera: { target, right, up, toward, distance, halfHeight }, shadow, shadowStrength }: View): number {
  if (!shadow) return 0;
  const [x, y] = [((column / width) * 2 - 1) * halfHeight * (width / height), (1 - (row / height) * 2) * halfHeight];
  const ray = [0, 1, 2].map((axis) => x * right[axis]! + y * up[axis]! - toward[axis]!) as [number, number, number];
  const eye = target.map((value, axis) => value + distance * toward[axis]!) as [number, number, number];
  const far = (shadow.ground - eye[1]) / ray[1];
  if (!(ray[1] < -1e-3 && far > 0)) return 0;
  return shadowStrength * shadow.at(eye[0] + far * ray[0], eye[2] + far * ray[2]);
}

function layOver(parts: readonly ProjectedPart[], { model, width, height, depth, light, shader }: { model: Model; width: number; height: number; depth: Float32Array; light: Float32Array; shader: SurfaceShader }): void {
  const triangles = parts.flatMap((projected) => {
    const { part: { indices }, nearness } = projected;
    return Array.from({ length: indices.length / 3 }, (_, triangle) => ({ projected, triangle, nearness: nearness[indices[3 * triangle]!]! + nearness[indices[3 * triangle + 1]!]! + nearness[indices[3 * triangle + 2]!]! }));
  });
  triangles.sort((a, b) => a.nearness - b.nearness);
  for (const { projected, triangle } of triangles) {
    walkTriangle(projected, triangle, model.materials[projected.part.material]!.isDoubleSided, width, height, (pixel, _triangle, a, b, c, nearness) => {
      if (nearness <= depth[pixel]!) return;
      shader.shade(projected, triangle, a, b, c);
      const alpha = Math.min(1, Math.max(0, shader.colour[3]!));
      for (let channel = 0; channel < 3; channel++) light[4 * pixel + channel] = alpha * shader.colour[channel]! + (1 - alpha) * light[4 * pixel + channel]!;
      light[4 * pixel + 3] = alpha + (1 - alpha) * light[4 * pixel + 3]!;
    });
  }
}

/** The mean of the places that were looked at for a pixel, as a screen has it. */
function shrink(light: Float32Array, { width, height, background }: View): Pixels {
  const data = new Uint8Array(4 * width * height);
  const ground = background?.map((value) => toLinear(value / 255)) ?? null;
  const sum = new Float64Array(4);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      sum.fill(0);
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const from = 4 * ((row * SAMPLES + Math.floor(sample / SAMPLES)) * width * SAMPLES + column * SAMPLES + (sample % SAMPLES));
        for (let k = 0; k < 4; k++) sum[k]! += light[from + k]! / (SAMPLES * SAMPLES);
      }
      const [at, alpha] = [4 * (row * width + column), sum[3]!];
      for (let k = 0; k < 3; k++) data[at + k] = ground ? toByte(toSrgb(sum[k]! + (1 - alpha) * ground[k]!)) : alpha > 0 ? toByte(toSrgb(sum[k]! / alpha)) : 0;
      data[at + 3] = ground ? 255 : toByte(alpha);
    }
  }
  return { width, height, data };
}

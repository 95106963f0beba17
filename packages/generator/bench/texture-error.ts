import type { ProductObject } from "@model-3d/test-utils";
import { paintWithTexture, type Image, type TexturedMesh } from "../src/index.ts";
import { linearToOklab } from "../src/oklab.ts";
import type { GroundTruth } from "./ground-truth.ts";

/** The middle of a triangle is compared if it lies this near to the true surface, in shares of the object's height. */
const ON_SURFACE = 0.02;

export interface TextureError {
  /** Mean distance in OKLab (a and b weighted as the masks do) times 100, weighted by area. */
  color: number;
  /** The same of the lightness alone. */
  lightness: number;
}

/** How far the texture is from the object's paint, after one factor of brightness for all: the median that fits. */
export function textureError(object: ProductObject, truth: GroundTruth, mesh: TexturedMesh, texture: Image): TextureError {
  const { positions: p, indices } = mesh;
  let height = 0;
  for (let i = 1; i < p.length; i += 3) height = Math.max(height, p[i]!);
  const unit = (truth.high[1] - truth.low[1]) / height;
  const origin = [(truth.low[0] + truth.high[0]) / 2, truth.low[1], (truth.low[2] + truth.high[2]) / 2] as const;
  const painted = paintWithTexture(mesh, texture);
  const found = new Float64Array(3);
  const paint = new Float64Array(3);
  const samples: { found: number[]; paint: number[]; area: number; ratio: number }[] = [];
  for (let t = 0; t < indices.length; t += 3) {
    const corners = [0, 1, 2].map((k) => [0, 1, 2].map((axis) => p[3 * indices[t + k]! + axis]!));
    const [x, y, z] = [0, 1, 2].map((axis) => origin[axis]! + (unit * (corners[0]![axis]! + corners[1]![axis]! + corners[2]![axis]!)) / 3) as [number, number, number];
    if (Math.abs(object.distance(x, y, z)) > ON_SURFACE * height * unit) continue;
    object.colour(x, y, z, paint);
    painted.paint(t / 3, 1 / 3, 1 / 3, 1 / 3, found);
    samples.push({ found: [...found], paint: [...paint], area: areaOf(corners), ratio: Math.log((paint[0]! + paint[1]! + paint[2]! + 1e-4) / (found[0]! + found[1]! + found[2]! + 1e-4)) });
  }
  const sorted = samples.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const factor = Math.exp(sorted[sorted.length >> 1] ?? 0);
  const lab = new Float32Array(6);
  let [color, lightness, total] = [0, 0, 0];
  for (const sample of samples) {
    linearToOklab(sample.found[0]! * factor, sample.found[1]! * factor, sample.found[2]! * factor, lab, 0);
    linearToOklab(sample.paint[0]!, sample.paint[1]!, sample.paint[2]!, lab, 3);
    color += 100 * sample.area * Math.hypot(lab[0]! - lab[3]!, lab[1]! - lab[4]!, lab[2]! - lab[5]!);
    lightness += 100 * sample.area * Math.abs(lab[0]! - lab[3]!);
    total += sample.area;
  }
  return { color: color / total, lightness: lightness / total };
}

function areaOf([a, b, c]: readonly (readonly number[])[]): number {
  const [u, v] = [b!.map((value, i) => value - a![i]!), c!.map((value, i) => value - a![i]!)];
  return Math.hypot(u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!) / 2;
}

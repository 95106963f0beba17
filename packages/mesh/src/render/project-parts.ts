import type { Model, Part } from "../model.ts";
import type { Camera } from "./frame-model.ts";

/** A part as a picture sees it. */
export interface ProjectedPart {
  part: Part;
  /** Of its first triangle, among those of all parts. */
  first: number;
  /** Pixels, to the right and downwards. */
  x: Float32Array;
  y: Float32Array;
  /** One over the distance from the camera's plane: linear over the picture, larger is nearer. */
  nearness: Float32Array;
}

export function projectParts(model: Pick<Model, "parts">, { target, right, up, toward, distance, halfHeight }: Camera, width: number, height: number): ProjectedPart[] {
  const focal = height / 2 / halfHeight;
  let first = 0;
  return model.parts.map((part) => {
    const count = part.positions.length / 3;
    const projected = { part, first, x: new Float32Array(count), y: new Float32Array(count), nearness: new Float32Array(count) };
    for (let vertex = 0; vertex < count; vertex++) {
      const [x, y, z] = [part.positions[3 * vertex]! - target[0], part.positions[3 * vertex + 1]! - target[1], part.positions[3 * vertex + 2]! - target[2]];
      const nearness = 1 / (distance - (toward[0] * x + toward[1] * y + toward[2] * z));
      projected.x[vertex] = width / 2 + focal * nearness * (right[0] * x + right[1] * y + right[2] * z);
      projected.y[vertex] = height / 2 - focal * nearness * (up[0] * x + up[1] * y + up[2] * z);
      projected.nearness[vertex] = nearness;
    }
    first += part.indices.length / 3;
    return projected;
  });
}

/** Called for a pixel of which the middle a triangle covers, with the shares of its corners in the picture, and how near it is there. */
export type Visit = (pixel: number, triangle: number, a: number, b: number, c: number, nearness: number) => void;

/** Walks over the pixels of a triangle that looks at the camera, or of any, where both sides are seen. */
export function walkTriangle({ part: { indices }, x, y, nearness }: ProjectedPart, triangle: number, isTwoSided: boolean, width: number, height: number, visit: Visit): void {
  const [i, j, k] = [indices[3 * triangle]!, indices[3 * triangle + 1]!, indices[3 * triangle + 2]!];
  const [x0, y0, x1, y1, x2, y2] = [x[i]!, y[i]!, x[j]!, y[j]!, x[k]!, y[k]!];
  const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  // Downwards is positive, so that what goes round against the clock is below nought.
  if (!(area < 0 || (isTwoSided && area > 0))) return;
  const [left, end] = [Math.max(0, Math.ceil(Math.min(x0, x1, x2) - 0.5)), Math.min(width - 1, Math.floor(Math.max(x0, x1, x2) - 0.5))];
  const [top, bottom] = [Math.max(0, Math.ceil(Math.min(y0, y1, y2) - 0.5)), Math.min(height - 1, Math.floor(Math.max(y0, y1, y2) - 0.5))];
  const [stepB, stepC] = [(y2 - y0) / area, (y0 - y1) / area];
  const [n0, n1, n2] = [nearness[i]!, nearness[j]!, nearness[k]!];
  for (let row = top; row <= bottom; row++) {
    let b = ((left + 0.5 - x0) * (y2 - y0) - (x2 - x0) * (row + 0.5 - y0)) / area;
    let c = ((x1 - x0) * (row + 0.5 - y0) - (left + 0.5 - x0) * (y1 - y0)) / area;
    for (let column = left; column <= end; column++, b += stepB, c += stepC) {
      const a = 1 - b - c;
      if (a < -1e-6 || b < -1e-6 || c < -1e-6) continue;
      visit(row * width + column, triangle, a, b, c, a * n0 + b * n1 + c * n2);
    }
  }
}

import { boundsOf, type Model } from "../model.ts";

const SIZE = 96;
/** Of the footprint's longer side: how far the shadow may reach beyond it, and at which height a surface throws half as much. */
const [REACH, FADE] = [0.3, 0.12] as const;
const BLUR = 4;

/** How dark the ground is under a model. */
export interface ContactShadow {
  /** Metres: where the ground is. */
  ground: number;
  /** 0–1 at a place on the ground. */
  at(x: number, z: number): number;
}

/** What stands on the ground, or is not far above it, takes its light: the picture of it from above, darker the nearer, blurred. */
export function contactShadow(model: Model): ContactShadow {
  const { min, max } = boundsOf(model);
  const side = Math.max(max[0] - min[0], max[2] - min[2], 1e-9);
  const tall = Math.max(side, max[1] - min[1]);
  const cell = (side * (1 + 2 * REACH)) / SIZE;
  const [left, back] = [(min[0] + max[0] - SIZE * cell) / 2, (min[2] + max[2] - SIZE * cell) / 2];
  const map = new Float32Array(SIZE * SIZE);
  for (const { positions, indices, material } of model.parts) {
    if (model.materials[material]?.alphaMode === "blend") continue;
    for (let at = 0; at < indices.length; at += 3) {
      const [p, q, r] = [3 * indices[at]!, 3 * indices[at + 1]!, 3 * indices[at + 2]!];
      const height = (positions[p + 1]! + positions[q + 1]! + positions[r + 1]!) / 3 - min[1];
      const dark = 0.5 ** (height / (FADE * tall));
      if (dark > 0.02) cover(map, dark, [p, q, r].map((corner) => [(positions[corner]! - left) / cell, (positions[corner + 2]! - back) / cell]));
    }
  }
  for (let round = 0; round < 3; round++) blur(map);
  return {
    ground: min[1],
    at(x, z) {
      const [across, down] = [(x - left) / cell - 0.5, (z - back) / cell - 0.5];
      const [column, row] = [Math.floor(across), Math.floor(down)];
      if (column < 0 || row < 0 || column >= SIZE - 1 || row >= SIZE - 1) return 0;
      const [s, t] = [across - column, down - row];
      const k = row * SIZE + column;
      return (1 - t) * ((1 - s) * map[k]! + s * map[k + 1]!) + t * ((1 - s) * map[k + SIZE]! + s * map[k + SIZE + 1]!);
    },
  };
}

function cover(map: Float32Array, dark: number, corners: readonly (readonly number[])[]): void {
  const [[x0, y0], [x1, y1], [x2, y2]] = corners as [[number, number], [number, number], [number, number]];
  const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  // A cell that is touched counts: small triangles would fall between the middles.
  const [left, right] = [Math.max(0, Math.floor(Math.min(x0, x1, x2))), Math.min(SIZE - 1, Math.floor(Math.max(x0, x1, x2)))];
  const [top, bottom] = [Math.max(0, Math.floor(Math.min(y0, y1, y2))), Math.min(SIZE - 1, Math.floor(Math.max(y0, y1, y2)))];
  const isSmall = right - left < 2 && bottom - top < 2;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const b = ((column + 0.5 - x0) * (y2 - y0) - (x2 - x0) * (row + 0.5 - y0)) / area;
      const c = ((x1 - x0) * (row + 0.5 - y0) - (column + 0.5 - x0) * (y1 - y0)) / area;
      if ((isSmall || (b >= 0 && c >= 0 && b + c <= 1)) && map[row * SIZE + column]! < dark) map[row * SIZE + column] = dark;
    }
  }
}

/** The mean of the neighbours, along rows and then along columns. */
function blur(map: Float32Array): void {
  const line = new Float32Array(SIZE);
  for (const [along, across] of [[1, SIZE], [SIZE, 1]] as const) {
    for (let at = 0; at < SIZE; at++) {
      for (let k = 0; k < SIZE; k++) {
        let sum = 0;
        for (let near = Math.max(0, k - BLUR); near <= Math.min(SIZE - 1, k + BLUR); near++) sum += map[at * across + near * along]!;
        line[k] = sum / (2 * BLUR + 1);
      }
      for (let k = 0; k < SIZE; k++) map[at * across + k * along] = line[k]!;
    }
  }
}

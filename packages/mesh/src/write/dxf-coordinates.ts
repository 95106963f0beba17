import { decimal } from "./text-chunks.ts";
import type { Axes } from "./write-options.ts";

/** Where a model's places are in the file. */
export interface DxfPlace extends Axes {
  digits: number;
}

export function pointAt(place: DxfPlace, positions: ArrayLike<number>, vertex: number): number[] {
  const point: number[] = [];
  place.point(positions, vertex, point);
  return point;
}

/** Groups 10, 20 and 30, or 11, 21 and 31 …: x, y and z of a corner. */
export const coordinates = ([x, y, z]: readonly number[], corner: number, digits: number): string => `1${corner}\n${decimal(x!, digits)}\n2${corner}\n${decimal(y!, digits)}\n3${corner}\n${decimal(z!, digits)}\n`;

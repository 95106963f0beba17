import type { ByteText } from "./byte-text.ts";
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

const [ONE, ZERO, LINE_END] = [0x31, 0x30, 0x0a];

/** {@link coordinates} of a vertex as bytes, of which there are millions. There must be room for three numbers. */
export function addCoordinates(text: ByteText, [x, y, z]: readonly number[], corner: number, digits: number): void {
  addGroup(text, 0, corner, x!, digits);
  addGroup(text, 1, corner, y!, digits);
  addGroup(text, 2, corner, z!, digits);
}

function addGroup(text: ByteText, axis: number, corner: number, value: number, digits: number): void {
  text.code(ONE + axis);
  text.code(ZERO + corner);
  text.code(LINE_END);
  text.number(value, digits);
  text.code(LINE_END);
}

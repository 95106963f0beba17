import type { Model } from "../src/model.ts";
import { modelOf } from "./measure.ts";

export type Outline = readonly (readonly [x: number, z: number])[];

export interface ExtrudeOptions {
  /** A place from which all of the outline can be seen: there the flats' triangles meet. */
  within?: readonly [x: number, z: number];
  /** How it is turned aslant, as most things lie. */
  slant?: number;
  /** Whether it has a flat below and above. */
  hasFlats?: boolean;
}

/** An outline, clockwise as seen from above, that goes up from the ground through some heights. */
export function extrude(outline: Outline, heights: readonly number[], { within: [x, z] = [0, 0], slant = 0.5, hasFlats = true }: ExtrudeOptions = {}): Model {
  const [sin, cos] = [Math.sin(slant), Math.cos(slant)];
  const place = ([a, b]: readonly [number, number], height: number) => [cos * a - sin * height, sin * a + cos * height, b];
  const positions = [...heights.flatMap((height) => outline.flatMap((corner) => place(corner, height))), ...place([x, z], heights[0]!), ...place([x, z], heights.at(-1)!)];
  const count = outline.length;
  const indices: number[] = [];
  for (let corner = 0; corner < count; corner++) {
    const next = (corner + 1) % count;
    for (let at = 0; at + 1 < heights.length; at++) {
      const [a, b, c, d] = [at * count + corner, at * count + next, (at + 1) * count + next, (at + 1) * count + corner];
      indices.push(a, c, b, a, d, c);
    }
    const [low, high] = [count * heights.length, count * heights.length + 1];
    const top = (heights.length - 1) * count;
    if (hasFlats) indices.push(low, corner, next, high, top + next, top + corner);
  }
  return modelOf(positions, indices);
}

/** Points of an arc, with both its ends, from one angle in degrees to another. */
export const bend = ([x, z]: readonly [number, number], radius: number, from: number, to: number, steps: number): Outline =>
  Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), z + radius * Math.sin(angle)] as const;
  });

/** Of a bar of four by two metres with its corners rounded off and a groove along it, by how many steps each of them has. */
export const milledPath = (steps: number): Outline =>
  [[1.5, 0.5], [-1.5, 0.5], [-1.5, -0.5], [1.5, -0.5]].flatMap(([x, z], corner) => [...bend([x!, z!], 0.5, 90 * corner, 90 * (corner + 1), steps), ...(corner === 0 ? bend([0, 1.25], 0.5, -30, -150, steps) : [])]);

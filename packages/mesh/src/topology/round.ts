import type { PlanarFace } from "./merge-coplanar.ts";
import type { Point } from "./vector.ts";

/** A whole circle that an outline is made of, or, with one vertex, the tip of a cone or the pole of a ball. */
export interface Rim {
  center: Point;
  /** Its vertices, counter-clockwise about the axis of its round. */
  vertices: readonly number[];
}

/** The circle whose turning about the axis a ball, or the tube of a ring, comes from. */
export interface Arc {
  /** On the axis. */
  center: Point;
  /** From the axis to the middle of the circle: 0 of a ball. */
  major: number;
  minor: number;
  /** Whether it goes from the first rim to the second counter-clockwise, as seen with the axis upwards and to the left. */
  isCounter: boolean;
  /** Whether it is seen from away from its middle, as a ball is, and not from within, as a bowl is. */
  isBulging: boolean;
}

/** What flat faces all around an axis are the facets of: a cylinder, a cone to its tip or between two circles, or a part of a ball or of a ring's tube. */
export interface Round {
  faces: ReadonlySet<PlanarFace>;
  /** Of length 1; of a cylinder or cone from one circle to the other. */
  axis: Point;
  /** Of a cone the smaller one comes first. Both are the same of a whole ring. */
  rims: readonly [Rim, Rim];
  radii: readonly [number, number];
  /** A line from the first circle to the second, where each of them begins and ends: the same for rounds that share a circle. */
  seam: readonly [number, number];
  /** Whether the first circle has what is round to its left, as seen from outside and walked counter-clockwise: so has a rod, and not so a hole. */
  isOutside: boolean;
  /** Null of a cylinder or cone. */
  arc: Arc | null;
}

/** Before it is known where its circles begin: every line from the one to the other. */
export type Candidate = Omit<Round, "seam"> & { lines: readonly (readonly [number, number])[]; part: number };

export const isTip = ({ vertices }: Rim): boolean => vertices.length === 1;

/** The same of a circle from both its sides. */
export const rimKey = ({ vertices }: Rim): number => vertices.reduce((least, vertex) => Math.min(least, vertex));

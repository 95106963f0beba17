import type { PlanarFace } from "./merge-coplanar.ts";
import type { Point } from "./vector.ts";

/** A part of a circle, from its first vertex to its last. */
export interface Bow {
  center: Point;
  /** Of length 1. */
  axis: Point;
  /** Counter-clockwise about the axis. */
  vertices: readonly number[];
}

/** What flat faces beside each other are the facets of: a part of a cylinder between two lines along it, such as an edge that is rounded off. */
export interface Sector {
  faces: ReadonlySet<PlanarFace>;
  part: number;
  /** From the first bow to the second, of length 1. */
  axis: Point;
  radius: number;
  /** Their vertices are opposite each other. */
  bows: readonly [Bow, Bow];
  /** Whether it is seen from away from its axis, as what is rounded off is, and not as a groove. */
  isOutside: boolean;
}

/** A bow as an outline goes along it. */
export interface Passage {
  bow: Bow;
  isForth: boolean;
}

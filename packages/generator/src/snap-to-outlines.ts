import type { AlignedViews } from "./align-views.ts";
import { vertexNormals, type Mesh } from "./mesh.ts";
import { frontDistance, sideDistance, topDistance } from "./outline-grids.ts";

const ROUNDS = 2;
/** Vertices farther from an outline than this many cells stay where they are: a wide reach bends the surface. */
const REACH_CELLS = 1;
/** How far a normal may lean toward the camera and its vertex still be part of the rim: fully, and not at all. */
const FULL_RIM = 0.05;
const NO_RIM = 0.15;
const MIN_SLOPE = 0.25;
const MIN_FACING = 0.5;

interface SnapPlane {
  horizontal: 0 | 1 | 2;
  vertical: 0 | 1 | 2;
  depth: 0 | 1 | 2;
  distance: (a: number, b: number) => number;
}

/** Moves the rim seen from each camera onto that photo's outline, and whatever sticks out of an outline back to it. In place. */
export function snapToOutlines(mesh: Mesh, views: AlignedViews, depth: number, cellSize: number): void {
  const { front, back, side, top } = views.outlines;
  const planes: SnapPlane[] = [{ horizontal: 0, vertical: 1, depth: 2, distance: (x, y) => frontDistance(views, front, back, x, y) }];
  if (side) planes.push({ horizontal: 2, vertical: 1, depth: 0, distance: (z, y) => sideDistance(side, z, y, depth) });
  if (top) planes.push({ horizontal: 0, vertical: 2, depth: 1, distance: (x, z) => topDistance(top, x, z, views.width, depth) });
  for (let round = 0; round < ROUNDS; round++) {
    const normals = vertexNormals(mesh);
    for (const plane of planes) snapToPlane(mesh.positions, normals, plane, cellSize);
  }
}

function snapToPlane(p: Float32Array, normals: Float32Array, plane: SnapPlane, cellSize: number): void {
  const { horizontal, vertical, distance } = plane;
  const e = 0.5 * cellSize;
  for (let i = 0; i < p.length; i += 3) {
    const a = p[i + horizontal]!;
    const b = p[i + vertical]!;
    const d = distance(a, b);
    if (Math.abs(d) > REACH_CELLS * cellSize) continue;
    const lean = Math.abs(normals[i + plane.depth]!);
    const weight = d > 0 ? 1 : Math.min(1, (NO_RIM - lean) / (NO_RIM - FULL_RIM));
    if (weight <= 0) continue;
    const ga = (distance(a + e, b) - distance(a - e, b)) / (2 * e);
    const gb = (distance(a, b + e) - distance(a, b - e)) / (2 * e);
    const slope = ga * ga + gb * gb;
    if (slope < MIN_SLOPE) continue;
    const facing = (normals[i + horizontal]! * ga + normals[i + vertical]! * gb) / Math.sqrt(slope);
    if (d < 0 && facing < MIN_FACING) continue;
    const step = (-weight * d) / slope;
    p[i + horizontal] = a + step * ga;
    p[i + vertical] = b + step * gb;
  }
}

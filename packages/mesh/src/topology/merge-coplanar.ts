import { ALONE, nextSide, pairEdges } from "./pair-edges.ts";
import { findPlanarRegions, NO_REGION, planeOf, type Plane } from "./planar-regions.ts";
import { findStraightVertices } from "./straighten-loops.ts";
import type { WeldedMesh } from "./weld-triangles.ts";

/** A polygon in a plane, with holes. */
export interface PlanarFace {
  plane: Plane;
  /** Vertices: first the outline, counter-clockwise as seen from outside, then the holes, clockwise. No vertex is there twice. */
  loops: readonly (readonly number[])[];
  /** The part that it came from. */
  part: number;
}

export interface PlanarFaces {
  /** How many faces there will be, at most. */
  count: number;
  /** Makes them. */
  faces(): PlanarFace[];
  /** How far a vertex may be off the plane of its face. */
  tolerance: number;
}

/** Of no triangles, or of more planes than are wanted. */
const noFaces = (): PlanarFace[] => [];

/**
 * Neighbours in one plane become one polygon, if they are of the same kind; edges that go straight on become one edge. What the merged outline would
 * touch itself, such as two squares that meet at a corner, stays triangles: readers take a face by simple outlines. Where they are in more planes than
 * `most`, these are counted, and no faces are made.
 */
export function mergeCoplanar({ positions, indices, parts }: WeldedMesh, kindOf: (part: number) => number, most = Infinity): PlanarFaces {
  const pairs = pairEdges(indices);
  const { regions, seeds, fitted, tolerance } = findPlanarRegions(positions, indices, pairs, (triangle) => kindOf(parts[triangle]!));
  if (seeds.length > most) return { count: seeds.length, faces: noFaces, tolerance };
  const planes = Array.from(seeds, (seed, region) => fitted.get(region) ?? planeOf(positions, indices, seed));
  const outlines = traceOutlines(indices, pairs, regions, planes.length);
  const isWhole = planes.map((plane, region) => isSimple(outlines[region]!, positions, plane));
  let count = isWhole.filter(Boolean).length;
  for (const region of regions) if (region !== NO_REGION && !isWhole[region]) count++;
  const faces = () => {
    const isMade = new Uint8Array(planes.length);
    const made: PlanarFace[] = [];
    regions.forEach((region, triangle) => {
      if (region === NO_REGION) return;
      const part = parts[triangle]!;
      if (!isWhole[region]) made.push({ plane: planeOf(positions, indices, triangle), loops: [[...indices.subarray(3 * triangle, 3 * triangle + 3)]], part });
      else if (!isMade[region]) made.push({ plane: planes[region]!, loops: outerFirst(outlines[region]!, positions, planes[region]!), part });
      isMade[region] = 1;
    });
    return withoutStraight(made, positions, tolerance);
  };
  return { count, faces, tolerance };
}

/** The loops around each region, by the sides of triangles beyond which it does not go on. */
function traceOutlines(indices: Uint32Array, pairs: Int32Array, regions: Int32Array, count: number): number[][][] {
  const outlines = Array.from({ length: count }, (): number[][] => []);
  const regionOf = (side: number) => regions[Math.floor(side / 3)]!;
  const isOutline = (side: number) => pairs[side] === ALONE || regionOf(pairs[side]!) !== regionOf(side);
  const isDone = new Uint8Array(indices.length);
  for (let first = 0; first < indices.length; first++) {
    if (isDone[first] || regionOf(first) === NO_REGION || !isOutline(first)) continue;
    const loop: number[] = [];
    for (let side = first; !isDone[side]; ) {
      isDone[side] = 1;
      loop.push(indices[side]!);
      // Around the side's end, through the triangles of the region, to the next side of its outline.
      side = nextSide(side);
      while (!isOutline(side)) side = nextSide(pairs[side]!);
    }
    outlines[regionOf(first)]!.push(loop);
  }
  return outlines;
}

function isSimple(loops: readonly (readonly number[])[], positions: Float32Array, plane: Plane): boolean {
  const corners = loops.reduce((sum, { length }) => sum + length, 0);
  return new Set(loops.flat()).size === corners && loops.filter((loop) => areaWithin(loop, positions, plane) > 0).length === 1;
}

const outerFirst = (loops: readonly number[][], positions: Float32Array, plane: Plane): number[][] => [...loops].sort((a, b) => areaWithin(b, positions, plane) - areaWithin(a, positions, plane));

/** Twice what a loop encloses, negative if it goes clockwise. */
function areaWithin(loop: readonly number[], positions: Float32Array, { normal }: Plane): number {
  const first = 3 * loop[0]!;
  let sum = 0;
  for (let at = 1; at + 1 < loop.length; at++) {
    const [b, c] = [3 * loop[at]!, 3 * loop[at + 1]!];
    const [x, y, z] = [0, 1, 2].map((axis) => positions[b + axis]! - positions[first + axis]!) as [number, number, number];
    const [u, v, w] = [0, 1, 2].map((axis) => positions[c + axis]! - positions[first + axis]!) as [number, number, number];
    sum += normal[0] * (y * w - z * v) + normal[1] * (z * u - x * w) + normal[2] * (x * v - y * u);
  }
  return sum;
}

/** What is thinner than the tolerance may lose its outline; then it is no face, and what was beside it meets. */
function withoutStraight(faces: readonly PlanarFace[], positions: Float32Array, tolerance: number): PlanarFace[] {
  const point = (vertex: number) => [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!] as const;
  const straight = findStraightVertices(faces.flatMap(({ loops }) => loops), point, tolerance);
  return faces.flatMap(({ loops: whole, ...face }) => {
    const [outer, ...holes] = whole.map((loop) => loop.filter((vertex) => !straight.has(vertex)));
    if (!outer || outer.length < 3) return [];
    return [{ ...face, loops: [outer, ...holes.filter(({ length }) => length >= 3)] }];
  });
}

import { pointOf } from "../repair/surface.ts";
import { BoxTree } from "./box-tree.ts";
import type { EdgeTable } from "./edge-table.ts";
import { labelPieces } from "./label-pieces.ts";
import { crossOf } from "./planar-regions.ts";
import { trianglesCross } from "./triangles-cross.ts";
import type { WeldedMesh } from "./weld-triangles.ts";
import { windingOf } from "./winding-of.ts";

/** Where a surface is in the way of itself. */
export interface Overlaps {
  /** Pieces that share some of their inside with another piece: they go through it, or are within it and no hollow. */
  bodies: number;
  /** Nine numbers each: triangles that go through others, of the same piece or of another. */
  triangles: Float32Array;
  /** False where there was more to look at than there is time for: what was found is some of it. */
  isComplete: boolean;
}

export interface OverlapOptions {
  /** Whether each piece is to be looked at for what it does to itself, too. */
  isThorough: boolean;
  signal?: AbortSignal | undefined;
}

/** Looks at boxes and triangles that take a second or two. */
const MOST_LOOKS = 40_000_000;
/** How many looks at boxes take as long as one at two triangles. */
const LOOKS_A_PAIR = 20;
const MOST_ANGLES = 500_000;
const LOOKS_AN_ANGLE = 20;
/** Pairs of pieces whose boxes meet. */
const MOST_NEIGHBOURS = 500_000;
const LOOKS_BETWEEN_SIGNALS = 500_000;
/** Triangles of a piece from which one looks whether another is around: it may be there on one side only. */
const PLACES_A_PIECE = 16;
/** Of the model's size: what is nearer touches. */
const TOUCHING = 1e-5;

type Mesh = Pick<WeldedMesh, "positions" | "indices">;

export function findOverlaps(mesh: Mesh, table: EdgeTable, { isThorough, signal }: OverlapOptions): Overlaps {
  const { pieces, count } = labelPieces(mesh.indices.length / 3, table);
  if (count === 0 || (count === 1 && !isThorough)) return { bodies: 0, triangles: new Float32Array(0), isComplete: true };
  const boxes = boxesOf(mesh);
  const outer = Array.from({ length: count }, () => [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]);
  pieces.forEach((piece, triangle) => grow(outer[piece]!, boxes, triangle));
  const bounds = Float32Array.from(outer.flat());
  let looks = 0;
  const look = (added: number) => {
    if (Math.floor(looks / LOOKS_BETWEEN_SIGNALS) !== Math.floor((looks + added) / LOOKS_BETWEEN_SIGNALS)) signal?.throwIfAborted();
    return (looks += added) <= MOST_LOOKS;
  };
  const neighbours = Array.from({ length: count }, (): number[] => []);
  let pairs = 0;
  const areBeside = (one: number, other: number) => {
    pairs++;
    neighbours[one]!.push(other);
    neighbours[other]!.push(one);
  };
  let isComplete = new BoxTree(bounds, Array.from({ length: count }, (_, piece) => piece)).pairs(areBeside, (looked) => look(looked) && pairs < MOST_NEIGHBOURS);
  const diagonal = Math.hypot(...[0, 1, 2].map((axis) => Math.max(...strided(bounds, axis + 3)) - Math.min(...strided(bounds, axis))));
  const overlapping = new Set<number>();
  const crossing = new Set<number>();
  const candidates: number[] = [];
  pieces.forEach((piece, triangle) => (isThorough || neighbours[piece]!.length > 0) && candidates.push(triangle));
  const { indices, positions } = mesh;
  const corners = (triangle: number) => indices.subarray(3 * triangle, 3 * triangle + 3);
  const meet = (one: number, other: number) => {
    if ((!isThorough && pieces[one] === pieces[other]) || shareCorner(indices, one, other)) return;
    looks += LOOKS_A_PAIR;
    if (!trianglesCross(positions, indices, one, other, TOUCHING * diagonal)) return;
    crossing.add(one).add(other);
    if (pieces[one] !== pieces[other]) overlapping.add(pieces[one]!).add(pieces[other]!);
  };
  isComplete = new BoxTree(boxes, candidates).pairs(meet, look) && isComplete;
  isComplete = findContained(mesh, { pieces, neighbours, bounds, step: TOUCHING * diagonal }, overlapping, signal) && isComplete;
  return { bodies: overlapping.size, triangles: Float32Array.from([...crossing].sort((a, b) => a - b).flatMap((triangle) => [...corners(triangle)].flatMap((vertex) => pointOf(mesh, vertex)))), isComplete };
}

interface Pieces {
  pieces: Int32Array;
  /** Of each piece those whose boxes meet its own. */
  neighbours: readonly (readonly number[])[];
  bounds: Float32Array;
  /** Metres. */
  step: number;
}

/** Adds the pieces behind whose triangles another one is. What others enclose, and hollow out again, is free. Gives whether all were looked at. */
function findContained(mesh: Mesh, { pieces, neighbours, bounds, step }: Pieces, overlapping: Set<number>, signal?: AbortSignal): boolean {
  const members = neighbours.map((): number[] => []);
  pieces.forEach((piece, triangle) => neighbours[piece]!.length > 0 && members[piece]!.push(triangle));
  const loopsOf = (piece: number) => members[piece]!.map((triangle) => mesh.indices.subarray(3 * triangle, 3 * triangle + 3));
  let angles = 0;
  for (const [piece, others] of neighbours.entries()) {
    if (overlapping.has(piece) || others.length === 0 || volumeOf(mesh, members[piece]!) <= 0) continue;
    signal?.throwIfAborted();
    let places = 0;
    for (const triangle of members[piece]!) {
      const point = behind(mesh, triangle, step);
      const around = others.filter((other) => isWithin(point, bounds, other));
      angles += others.length / LOOKS_AN_ANGLE;
      if (angles > MOST_ANGLES) return false;
      if (around.length === 0) continue;
      if (++places > PLACES_A_PIECE || overlapping.has(piece)) break;
      angles += around.reduce((sum, other) => sum + members[other]!.length, 0);
      if (angles > MOST_ANGLES) return false;
      const windings = around.map((other) => windingOf(point, loopsOf(other), mesh.positions));
      if (windings.reduce((sum, winding) => sum + winding, 0) < 0.5) continue;
      overlapping.add(piece);
      around.forEach((other, at) => windings[at]! > 0.5 && overlapping.add(other));
    }
  }
  return true;
}

function behind(mesh: Mesh, triangle: number, step: number): [number, number, number] {
  const cross = crossOf(mesh.positions, mesh.indices, triangle);
  const length = Math.hypot(...cross) || 1;
  const corners = [0, 1, 2].map((k) => pointOf(mesh, mesh.indices[3 * triangle + k]!));
  return [0, 1, 2].map((axis) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / 3 - (step * cross[axis]!) / length) as [number, number, number];
}

function volumeOf(mesh: Mesh, triangles: readonly number[]): number {
  const origin = pointOf(mesh, mesh.indices[3 * triangles[0]!]!);
  return triangles.reduce((sum, triangle) => {
    const cross = crossOf(mesh.positions, mesh.indices, triangle);
    const corner = pointOf(mesh, mesh.indices[3 * triangle]!);
    return sum + cross.reduce((part, value, axis) => part + value * (corner[axis]! - origin[axis]!), 0);
  }, 0);
}

const isWithin = (point: readonly number[], bounds: Float32Array, piece: number): boolean => point.every((value, axis) => value >= bounds[6 * piece + axis]! && value <= bounds[6 * piece + 3 + axis]!);
const strided = (values: Float32Array, first: number): Float32Array => values.filter((_, at) => at % 6 === first);

function shareCorner(indices: Uint32Array, one: number, other: number): boolean {
  for (let k = 0; k < 9; k++) if (indices[3 * one + (k % 3)] === indices[3 * other + Math.trunc(k / 3)]) return true;
  return false;
}

function boxesOf({ positions, indices }: Mesh): Float32Array {
  const boxes = new Float32Array(2 * indices.length);
  for (let triangle = 0; triangle < indices.length / 3; triangle++) {
    for (let axis = 0; axis < 3; axis++) {
      const [a, b, c] = [positions[3 * indices[3 * triangle]! + axis]!, positions[3 * indices[3 * triangle + 1]! + axis]!, positions[3 * indices[3 * triangle + 2]! + axis]!];
      boxes[6 * triangle + axis] = Math.min(a, b, c);
      boxes[6 * triangle + 3 + axis] = Math.max(a, b, c);
    }
  }
  return boxes;
}

function grow(bounds: number[], boxes: Float32Array, triangle: number): void {
  for (let axis = 0; axis < 3; axis++) {
    bounds[axis] = Math.min(bounds[axis]!, boxes[6 * triangle + axis]!);
    bounds[3 + axis] = Math.max(bounds[3 + axis]!, boxes[6 * triangle + 3 + axis]!);
  }
}

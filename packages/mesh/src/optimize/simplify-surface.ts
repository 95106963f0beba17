import type { MeshoptSimplifier, SimplifierFlags } from "meshoptimizer";
import { loadEdgeCollapser } from "./collapse-edges.ts";
import { findFolds } from "./find-folds.ts";
import { mergeCrowded } from "./merge-crowded.ts";
import { roundPlaces } from "./round-places.ts";
import { splitSides } from "./split-sides.ts";
import { thinOut } from "./thin-out.ts";

/** Up to this error, a piece that is smaller than it is a speck; above it, what goes could be all that there is. */
const MOST_PRUNED = 0.05;
const [FREE, LOCKED, PROTECTED] = [0, 1, 2] as const;

export interface Surface {
  /** Three numbers a vertex. */
  positions: Float32Array;
  /** As many numbers a vertex as there are weights. */
  attributes: Float32Array;
  /** Three a triangle. */
  indices: Uint32Array;
  /** Of each vertex; left out of a surface of one part. */
  parts?: Uint32Array;
  /** Of each vertex the first at its place, where that is known. */
  places?: Uint32Array;
}

export interface SurfaceGoals {
  targetTriangles: number;
  /** Share of the longest side. */
  maxError: number;
  lockBorder: boolean;
  /** Whether pieces that are smaller than the error stay: of a surface that is a piece of another one. */
  keepsSpecks?: boolean;
  /** One for each number of a vertex's attributes. */
  weights: readonly number[];
  /** True for a vertex that must not be taken for another at its place, whatever happens: it is of another part, or has another picture. */
  isSeam?: (vertex: number, other: number) => boolean;
}

export interface SimplifiedSurface {
  /** Three a triangle. */
  indices: Uint32Array;
  /** As a share of the longest side. */
  error: number;
  /** Whether the triangles are in an order that graphics cards and compression like. */
  isOrdered: boolean;
}

/**
 * The triangles that are left, with vertices of the surface, and the error that was made. Where the error alone says when to
 * end, a surface that is far denser than what is left of it is thinned out first, and then edges collapse by {@link loadEdgeCollapser}; where a number of
 * triangles is asked for, meshoptimizer's simplification with attributes finds as many
 * (both are Garland and Heckbert's quadrics, 1998). Vertices on the outermost planes stay, so that the
 * bounds do, and the rims of sheets that have both of their sides. Where seams of the normals or colours hold
 * up a number that is asked for, it goes across them, and then lets go of pieces that are specks.
 */
export async function simplifySurface({ positions, ...surface }: Surface, goals: SurfaceGoals): Promise<SimplifiedSurface> {
  const { targetTriangles, maxError, lockBorder, keepsSpecks = false, weights, isSeam } = goals;
  const target = 3 * targetTriangles;
  if (surface.indices.length <= target || maxError === 0) return { indices: surface.indices, error: 0, isOrdered: false };
  const { MeshoptSimplifier } = await import("meshoptimizer/simplifier");
  await MeshoptSimplifier.ready;
  const places = surface.places ?? findPlaces(MeshoptSimplifier, positions);
  const crowded = mergeCrowded(surface, weights.length, places, surface.parts);
  const whole = { positions, attributes: (crowded ?? surface).attributes, indices: (crowded ?? surface).indices };
  const outermost = outermostOf(positions);
  const longest = longestOf(positions, outermost);
  const thinned = target > 0 ? null : thinOut(whole, { maxError: maxError * longest, longest, weights, findFixed: () => findFixed(places, whole.indices, outermost) });
  const left = thinned ?? whole;
  const leftPlaces = thinned ? findPlaces(MeshoptSimplifier, left.positions) : places;
  const findLocks = (isTurning: boolean) => lockPlaces(leftPlaces, [...(thinned ? outermostOf(left.positions) : outermost), ...(isTurning ? findFolds(left.positions, left.indices, leftPlaces) : [])]);
  // The one step takes what the other leaves to it: they are off by themselves, so that their squares add up.
  const lost = thinned ? thinned.error / longest : 0;
  const most = Math.sqrt(maxError ** 2 - lost ** 2);
  const restored = (indices: Uint32Array, error: number, isOrdered = false): SimplifiedSurface => {
    const known = thinned ? indices.map((vertex) => thinned.origins[vertex]!) : indices;
    crowded?.restore(known);
    return { indices: known, error: Math.hypot(lost, error), isOrdered };
  };
  const isPruned = (limit: number) => limit <= MOST_PRUNED && !keepsSpecks;
  // Seams that lie in one place but for rounding would be ends of the surface to it.
  let settled: Float32Array | null = null;
  const settle = () => (settled ??= settleAtPlaces(left.positions, leftPlaces));
  const collapse = async (): Promise<SimplifiedSurface | null> => {
    const collapseEdges = await loadEdgeCollapser();
    const edgeGoals = { maxError: most, lockBorder, weights, findLocks };
    const together = await collapseEdges?.({ ...left, places: leftPlaces }, edgeGoals);
    const sides = together ? null : splitSides(left.positions, left.indices, leftPlaces);
    // Where two sides end together their vertices are those of both.
    const collapsed = sides ? await collapseEdges?.({ ...left, places: sides }, { ...edgeGoals, lockBorder: true }) : together;
    if (!collapsed) return null;
    const { indices, error, pieces } = collapsed;
    return restored(isPruned(most) && pieces > 1 ? MeshoptSimplifier.simplifyPrune(indices, settle(), 3, most) : indices, error, true);
  };
  const collapsed = target === 0 ? await collapse() : null;
  if (collapsed) return collapsed;
  const run = (given: Uint8Array, limit: number, ...flags: SimplifierFlags[]) => {
    const all: SimplifierFlags[] = [...flags, ...(lockBorder ? (["LockBorder"] as const) : []), ...(isPruned(limit) ? (["Prune"] as const) : [])];
    return MeshoptSimplifier.simplifyWithAttributes(left.indices, settle(), 3, left.attributes, weights.length, [...weights], given, target, limit, all);
  };
  const locks = findLocks(true);
  let best = run(locks, most);
  if (best[0].length <= target || target === 0) return restored(...best);
  const protection = protectSeams(locks, leftPlaces, isSeam);
  for (const limit of new Set([most, Math.min(most, MOST_PRUNED)])) {
    const freer = run(protection, limit, "Permissive");
    if (freer[0].length < best[0].length) best = freer;
    if (best[0].length <= target) break;
  }
  if (best[0].length <= target) return restored(...best);
  // So many cannot be had within the error: then as few as can.
  const fewest = await collapse();
  return fewest && fewest.indices.length < best[0].length ? fewest : restored(...best);
}

/** Each vertex where the first at its place is. */
function settleAtPlaces(positions: Float32Array, places: Uint32Array): Float32Array {
  const settled = positions.slice();
  for (let vertex = 0; vertex < places.length; vertex++) {
    const place = places[vertex]!;
    if (place === vertex) continue;
    settled[3 * vertex] = positions[3 * place]!;
    settled[3 * vertex + 1] = positions[3 * place + 1]!;
    settled[3 * vertex + 2] = positions[3 * place + 2]!;
  }
  return settled;
}

function findPlaces({ generatePositionRemap }: typeof MeshoptSimplifier, positions: Float32Array): Uint32Array {
  return generatePositionRemap(roundPlaces(positions), 3);
}

/** By the first and last vertex along each axis. */
function longestOf(positions: Float32Array, outermost: readonly number[]): number {
  const sides = [0, 1, 2].map((axis) => positions[3 * outermost[2 * axis + 1]! + axis]! - positions[3 * outermost[2 * axis]! + axis]!);
  return Math.max(...sides) || 0;
}

/**
 * The outermost vertices, those that have others at their places, and those beside them: of sides that end there none is new, so that no two, which are of
 * different vertices, lie at the same places.
 */
function findFixed(places: Uint32Array, indices: Uint32Array, outermost: readonly number[]): Uint8Array {
  const isShared = new Uint8Array(places.length);
  for (let vertex = 0; vertex < places.length; vertex++) {
    const place = places[vertex]!;
    if (place === vertex) continue;
    isShared[vertex] = 1;
    isShared[place] = 1;
  }
  const fixed = isShared.slice();
  fixBeside(indices, isShared, fixed);
  for (const vertex of outermost) fixed[vertex] = 1;
  return fixed;
}

function fixBeside(indices: Uint32Array, isShared: Uint8Array, fixed: Uint8Array): void {
  for (let at = 0; at < indices.length; at += 3) {
    const a = indices[at]!;
    const b = indices[at + 1]!;
    const c = indices[at + 2]!;
    if ((isShared[a]! | isShared[b]! | isShared[c]!) === 0) continue;
    fixed[a] = 1;
    fixed[b] = 1;
    fixed[c] = 1;
  }
}

/** A vertex on each of the six planes around the surface. */
function outermostOf(positions: Float32Array): number[] {
  let left = 0;
  let right = 0;
  let below = 0;
  let above = 0;
  let behind = 0;
  let before = 0;
  for (let at = 3; at < positions.length; at += 3) {
    const x = positions[at]!;
    const y = positions[at + 1]!;
    const z = positions[at + 2]!;
    if (x < positions[left]!) left = at;
    if (x > positions[right]!) right = at;
    if (y < positions[below + 1]!) below = at;
    if (y > positions[above + 1]!) above = at;
    if (z < positions[behind + 2]!) behind = at;
    if (z > positions[before + 2]!) before = at;
  }
  return positions.length === 0 ? [] : [left, right, below, above, behind, before].map((at) => at / 3);
}

/** All vertices at the places of some. */
function lockPlaces(places: Uint32Array, locked: readonly number[]): Uint8Array {
  const locks = new Uint8Array(places.length).fill(FREE);
  for (const vertex of locked) locks[places[vertex]!] = LOCKED;
  for (let vertex = 0; vertex < places.length; vertex++) locks[vertex] = locks[places[vertex]!]!;
  return locks;
}

function protectSeams(locks: Uint8Array, places: Uint32Array, isSeam: SurfaceGoals["isSeam"]): Uint8Array {
  const protection = locks.slice();
  if (!isSeam) return protection;
  const seams = new Uint8Array(places.length);
  places.forEach((first, vertex) => {
    if (first !== vertex && isSeam(vertex, first)) seams[first] = 1;
  });
  places.forEach((first, vertex) => {
    if (seams[first] && protection[vertex] === FREE) protection[vertex] = PROTECTED;
  });
  return protection;
}

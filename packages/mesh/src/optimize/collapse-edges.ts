/** More vertices than this are too many for the tables of this step, some 300 bytes each. */
export const MOST_VERTICES = 1 << 20;
/** Memory of more bytes is given back when it is not needed any more. */
const KEPT_MEMORY = 1 << 27;

export interface CollapsibleSurface {
  /** Three numbers a vertex. */
  positions: Float32Array;
  /** As many numbers a vertex as there are weights. */
  attributes: Float32Array;
  /** Three a triangle. */
  indices: Uint32Array;
  /** Of each vertex the first at its place. */
  places: Uint32Array;
}

export interface CollapseGoals {
  /** Of the longest side. */
  maxError: number;
  lockBorder: boolean;
  /** One for each number of a vertex's attributes: what it counts, as against the longest side. */
  weights: readonly number[];
  /** Nonzero for a place, by the first vertex there, that stays. */
  locks: Uint8Array;
}

export interface Collapsed {
  /** Three a triangle, of the vertices that there were. */
  indices: Uint32Array;
  /** The farthest that a vertex that went was from the planes that it stood for, by the root of the mean square: of the longest side. */
  error: number;
  /** How many pieces hang together. */
  pieces: number;
}

/** Null for a surface that is tangled all over, such as a sheet of which both sides have the same vertices. */
export type EdgeCollapser = (surface: CollapsibleSurface, goals: CollapseGoals) => Collapsed | null;

/** What stands for no number in the module, as JavaScript reads it. */
const NONE = -1;

/** What the module has, compiled from `assembly/`. Offsets are in its memory. */
interface Exports {
  memory: WebAssembly.Memory;
  prepare(vertices: number, triangles: number, numbers: number): void;
  positionsAt(): number;
  attributesAt(): number;
  weightsAt(): number;
  indicesAt(): number;
  placesAt(): number;
  locksAt(): number;
  run(maxError: number, locksBorder: boolean): number;
  largestError(): number;
  countPieces(): number;
}

let loading: Promise<EdgeCollapser | null> | null = null;

/**
 * What takes the triangles out of a surface that an error allows: vertices go to neighbours, the cheapest by Garland and Heckbert's quadrics (1997) with
 * Hoppe's for attributes (1999) about first, for as long as the root of what it costs is within the error. Ends of the surface and seams go along themselves, and
 * what is closed stays so: no triangle turns, no two sheets meet. Null where WebAssembly has no SIMD.
 */
export function loadEdgeCollapser(): Promise<EdgeCollapser | null> {
  return (loading ??= compile());
}

async function compile(): Promise<EdgeCollapser | null> {
  const { COLLAPSER } = await import("./collapser-module.ts");
  const bytes = Uint8Array.from(atob(COLLAPSER), (letter) => letter.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  const module = await WebAssembly.compile(bytes);
  let kept: Exports | null = null;
  return (surface, goals) => {
    const own = kept ?? (new WebAssembly.Instance(module).exports as unknown as Exports);
    kept = null;
    const collapsed = collapse(own, surface, goals);
    // After a fault it is not used again.
    if (own.memory.buffer.byteLength <= KEPT_MEMORY) kept = own;
    return collapsed;
  };
}

function collapse(own: Exports, { positions, attributes, indices, places }: CollapsibleSurface, { maxError, lockBorder, weights, locks }: CollapseGoals): Collapsed | null {
  own.prepare(places.length, indices.length / 3, weights.length);
  const { buffer } = own.memory;
  new Float32Array(buffer, own.positionsAt(), positions.length).set(positions);
  new Float32Array(buffer, own.attributesAt(), attributes.length).set(attributes);
  new Float32Array(buffer, own.weightsAt(), weights.length).set(weights);
  new Uint32Array(buffer, own.indicesAt(), indices.length).set(indices);
  new Uint32Array(buffer, own.placesAt(), places.length).set(places);
  new Uint8Array(buffer, own.locksAt(), locks.length).set(locks);
  const left = own.run(maxError, lockBorder);
  if (left === NONE) return null;
  // It may have grown, and the old buffer is none then.
  return { indices: new Uint32Array(own.memory.buffer, own.indicesAt(), 3 * left).slice(), error: own.largestError(), pieces: own.countPieces() };
}

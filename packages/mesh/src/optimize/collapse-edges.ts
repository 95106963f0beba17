/** Tables may take so much memory, by what a vertex, one of its numbers and a triangle take of it. */
const MOST_MEMORY = 1 << 29;
const [VERTEX_BYTES, NUMBER_BYTES, TRIANGLE_BYTES] = [280, 20, 60] as const;
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
  /** Nonzero for a place, by the first vertex there, that stays. It is told whether the surface turns by a right angle or more at some place. */
  findLocks: (isTurning: boolean) => Uint8Array;
}

export interface Collapsed {
  /** Three a triangle, of the vertices that there were. */
  indices: Uint32Array;
  /** The farthest that a vertex that went was from the planes that it stood for, by the root of the mean square: of the longest side. */
  error: number;
  /** How many pieces hang together. */
  pieces: number;
}

/**
 * Takes the triangles out of a surface that an error allows: vertices go to neighbours, the cheapest by Garland and Heckbert's quadrics (1997) with
 * Hoppe's for attributes (1999) about first, for as long as the root of what it costs is within the error. Ends of the surface and seams go along themselves, and
 * what is closed stays so: no triangle turns, no two sheets meet. Null for a surface that is tangled all over, such as a sheet of which both sides have the same
 * vertices, and for one that would take too much memory.
 */
export type EdgeCollapser = (surface: CollapsibleSurface, goals: CollapseGoals) => Promise<Collapsed | null>;

/** What is compiled from `assembly/` has. Offsets are in its memory. */
interface Exports {
  memory: WebAssembly.Memory;
  prepare(vertices: number, triangles: number, numbers: number): void;
  positionsAt(): number;
  attributesAt(): number;
  weightsAt(): number;
  indicesAt(): number;
  placesAt(): number;
  locksAt(): number;
  read(): number;
  run(maxError: number, locksBorder: boolean): number;
  largestError(): number;
  countPieces(): number;
}

/** What stands for no number in the module, as JavaScript reads it. */
const NONE = -1;

let loading: Promise<EdgeCollapser | null> | null = null;

/** Null where WebAssembly has no SIMD. */
export function loadEdgeCollapser(): Promise<EdgeCollapser | null> {
  loading ??= compile().catch((error: unknown) => {
    // What could not be fetched may be there the next time.
    loading = null;
    throw error;
  });
  return loading;
}

async function compile(): Promise<EdgeCollapser | null> {
  const { COLLAPSER } = await import("./collapser-module.ts");
  const bytes = Uint8Array.from(atob(COLLAPSER), (letter) => letter.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  const module = await WebAssembly.compile(bytes);
  let kept: Exports | null = null;
  return async (surface, goals) => {
    if (memoryOf(surface, goals) > MOST_MEMORY) return null;
    const there = kept;
    // Not by two at once, and not after a fault.
    kept = null;
    const own = there ?? ((await WebAssembly.instantiate(module)).exports as unknown as Exports);
    try {
      const collapsed = collapse(own, surface, goals);
      if (own.memory.buffer.byteLength <= KEPT_MEMORY) kept = own;
      return collapsed;
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) return null;
      throw error;
    }
  };
}

const memoryOf = ({ places, indices }: CollapsibleSurface, { weights }: CollapseGoals) => places.length * (VERTEX_BYTES + NUMBER_BYTES * weights.length) + (indices.length / 3) * TRIANGLE_BYTES;

function collapse(own: Exports, { positions, attributes, indices, places }: CollapsibleSurface, { maxError, lockBorder, weights, findLocks }: CollapseGoals): Collapsed | null {
  own.prepare(places.length, indices.length / 3, weights.length);
  const { buffer } = own.memory;
  new Float32Array(buffer, own.positionsAt(), positions.length).set(positions);
  new Float32Array(buffer, own.attributesAt(), attributes.length).set(attributes);
  new Float32Array(buffer, own.weightsAt(), weights.length).set(weights);
  new Uint32Array(buffer, own.indicesAt(), indices.length).set(indices);
  new Uint32Array(buffer, own.placesAt(), places.length).set(places);
  new Uint8Array(buffer, own.locksAt(), places.length).set(findLocks(own.read() !== 0));
  const left = own.run(maxError, lockBorder);
  if (left === NONE) return null;
  // It may have grown, and the old buffer is none then.
  return { indices: new Uint32Array(own.memory.buffer, own.indicesAt(), 3 * left).slice(), error: own.largestError(), pieces: own.countPieces() };
}

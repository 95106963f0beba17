export interface Welded {
  /** For each vertex, which of the different ones it is. */
  indices: Uint32Array;
  /** Of each different one, the first vertex that is so. */
  vertices: Uint32Array;
}

/** All that minus zero has beside zero, which is the same place. */
const SIGN = 0x8000_0000 | 0;

/** Unknown to whoever makes a file, so that nobody can make one of which all vertices meet in one place of the table. The result does not depend on it. */
const SEED = (Math.random() * 2 ** 32) | 0;

/**
 * Vertices that are alike to the last bit, each once, in the order in which they first come: what splits a surface at every seam of its normals
 * and texture coordinates into pieces is gone. Each of `values` has the same number of numbers for every vertex.
 */
export function weldVertices(count: number, ...values: readonly Float32Array[]): Welded {
  const bits = values.map(({ buffer, byteOffset, length }) => new Int32Array(buffer, byteOffset, length));
  if (bits.length === 1 && bits[0]!.length === 3 * count) return weldTriples(bits[0]!);
  const sizes = bits.map(({ length }) => (count === 0 ? 0 : length / count));
  const isSame = (a: number, b: number) => bits.every((of, at) => isSameRun(of, a * sizes[at]!, b * sizes[at]!, sizes[at]!));
  const capacity = 2 ** Math.ceil(Math.log2(2 * count + 2));
  const slots = new Int32Array(capacity).fill(-1);
  const indices = new Uint32Array(count);
  const vertices = new Uint32Array(count);
  let found = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    let slot = hash(bits, sizes, vertex) & (capacity - 1);
    while (slots[slot]! >= 0 && !isSame(vertices[slots[slot]!]!, vertex)) slot = (slot + 1) & (capacity - 1);
    if (slots[slot]! < 0) {
      slots[slot] = found;
      vertices[found++] = vertex;
    }
    indices[vertex] = slots[slot]!;
  }
  return { indices, vertices: vertices.slice(0, found) };
}

/** The same of places alone, which is what is asked for most, and of millions. */
function weldTriples(bits: Int32Array): Welded {
  const count = bits.length / 3;
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * count + 2))).fill(-1);
  const indices = new Uint32Array(count);
  const vertices = new Uint32Array(count);
  let found = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    const slot = slotOf(bits, slots, vertex);
    const same = slots[slot]!;
    if (same < 0) {
      slots[slot] = vertex;
      indices[vertex] = found;
      vertices[found++] = vertex;
    } else indices[vertex] = indices[same]!;
  }
  return { indices, vertices: vertices.slice(0, found) };
}

/** Where in the table the place of a vertex is, or else where it belongs. */
function slotOf(bits: Int32Array, slots: Int32Array, vertex: number): number {
  const at = 3 * vertex;
  const x = unsigned(bits[at]!);
  const y = unsigned(bits[at + 1]!);
  const z = unsigned(bits[at + 2]!);
  const last = slots.length - 1;
  let slot = mix(mix(mix(SEED, x), y), z) & last;
  for (let other = 3 * slots[slot]!; other >= 0; other = 3 * slots[slot]!) {
    // In one step, since engines translate early, when no place was seen yet that is another in its last number only.
    if (((unsigned(bits[other]!) ^ x) | (unsigned(bits[other + 1]!) ^ y) | (unsigned(bits[other + 2]!) ^ z)) === 0) break;
    slot = (slot + 1) & last;
  }
  return slot;
}

const unsigned = (bits: number): number => (bits === SIGN ? 0 : bits);

function mix(sum: number, bits: number): number {
  const mixed = Math.imul(sum ^ bits, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function isSameRun(bits: Int32Array, a: number, b: number, size: number): boolean {
  for (let k = 0; k < size; k++) if (unsigned(bits[a + k]!) !== unsigned(bits[b + k]!)) return false;
  return true;
}

function hash(bits: readonly Int32Array[], sizes: readonly number[], vertex: number): number {
  let sum = SEED;
  for (let of = 0; of < bits.length; of++) {
    for (let at = vertex * sizes[of]!, end = at + sizes[of]!; at < end; at++) {
      sum = mix(sum, unsigned(bits[of]![at]!));
    }
  }
  return sum;
}

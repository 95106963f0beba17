export interface Welded {
  /** For each vertex, which of the different ones it is. */
  indices: Uint32Array;
  /** Of each different one, the first vertex that is so. */
  vertices: Uint32Array;
}

/** All that minus zero has beside zero, which is the same place. */
const SIGN = 0x8000_0000;

/** Unknown to whoever makes a file, so that nobody can make one of which all vertices meet in one place of the table. The result does not depend on it. */
const SEED = Math.trunc(Math.random() * 2 ** 32);

/**
 * Vertices that are alike to the last bit, each once, in the order in which they first come: what splits a surface at every seam of its normals
 * and texture coordinates into pieces is gone. Each of `values` has the same number of numbers for every vertex.
 */
export function weldVertices(count: number, ...values: readonly Float32Array[]): Welded {
  const bits = values.map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length));
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

function isSameRun(bits: Uint32Array, a: number, b: number, size: number): boolean {
  for (let k = 0; k < size; k++) {
    const [one, other] = [bits[a + k]!, bits[b + k]!];
    if (one !== other && ((one | other) & ~SIGN) !== 0) return false;
  }
  return true;
}

function hash(bits: readonly Uint32Array[], sizes: readonly number[], vertex: number): number {
  let sum = SEED;
  for (let of = 0; of < bits.length; of++) {
    for (let at = vertex * sizes[of]!, end = at + sizes[of]!; at < end; at++) {
      const number = bits[of]![at]!;
      sum = Math.imul(sum ^ (number === SIGN ? 0 : number), 0x9e3779b1);
      sum ^= sum >>> 15;
    }
  }
  return sum;
}

const EMPTY = 0xffff_ffff;
export const ALONE = -1;
/** Unknown to whoever makes a file, so that nobody can make one of which all edges meet in one place of the table. The result does not depend on it. */
const SEED = Math.trunc(Math.random() * 2 ** 32);

/** The next and the one before of a triangle's three sides, which are numbered `3 * triangle + k` and go from corner `k` to the next. */
export const nextSide = (side: number): number => (side % 3 === 2 ? side - 2 : side + 1);

/**
 * For each side of each triangle, the side that runs the other way along it: where exactly these two use the edge. `ALONE` where a surface ends, where
 * more than two meet, or where two triangles beside each other disagree which side is outside.
 */
export function pairEdges(indices: Uint32Array): Int32Array {
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(2 * indices.length + 2))).fill(EMPTY);
  const slotOf = (from: number, to: number): number => {
    let slot = hashOf(from, to) & (table.length - 1);
    for (; table[slot] !== EMPTY; slot = (slot + 1) & (table.length - 1)) {
      const side = table[slot]!;
      if (indices[side] === from && indices[nextSide(side)] === to) break;
    }
    return slot;
  };
  const isRepeated = new Uint8Array(indices.length);
  for (let side = 0; side < indices.length; side++) {
    const slot = slotOf(indices[side]!, indices[nextSide(side)]!);
    if (table[slot] === EMPTY) table[slot] = side;
    else isRepeated[table[slot]!] = isRepeated[side] = 1;
  }
  const pairs = new Int32Array(indices.length).fill(ALONE);
  for (let side = 0; side < indices.length; side++) {
    const other = table[slotOf(indices[nextSide(side)]!, indices[side]!)]!;
    if (other !== EMPTY && !isRepeated[side] && !isRepeated[other]) pairs[side] = other;
  }
  return pairs;
}

/** Spreads two numbers over the bits of one. */
function hashOf(from: number, to: number): number {
  const mixed = Math.imul(from ^ SEED, 0x9e37_79b1) ^ Math.imul(to ^ (to >>> 15), 0x85eb_ca77);
  const hash = Math.imul(mixed ^ (mixed >>> 16) ^ SEED, 0x7feb_352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}

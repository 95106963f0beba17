/** Of a vertex that nobody has looked at yet. */
const OPEN = 0xffffffff;
/** Tilts of the planes around a vertex count in all directions, of which a way goes along one: half of their square. */
const ALONG_ONE = 0.5;
/** One triangle in so many says enough of all: an odd number, so that of squares of two now the one and now the other has its turn. */
const LOOKED_AT = 51;

/** The triangles around each vertex of a surface. */
export interface Fans {
  /** Of each vertex where its triangles begin, and after the last one where they end. */
  firsts: Uint32Array;
  /** Of each triangle at a vertex, the corners after it and before it, in two numbers. */
  pairs: Uint32Array;
  /** Zero where each neighbour comes once as the next corner and once as the one before, as it does where the surface goes on all around. */
  balance: Int32Array;
}

/** Of each vertex the triangles that it is a corner of, by counting. */
export function findFans(indices: Uint32Array, count: number): Fans {
  const firsts = new Uint32Array(count + 1);
  const balance = new Int32Array(count);
  countCorners(indices, firsts, balance);
  addUp(firsts);
  const pairs = new Uint32Array(2 * indices.length);
  listPairs(indices, firsts, pairs);
  return { firsts, pairs, balance };
}

function countCorners(indices: Uint32Array, firsts: Uint32Array, balance: Int32Array): void {
  for (let at = 0; at < indices.length; at += 3) {
    const i = indices[at]!;
    const j = indices[at + 1]!;
    const k = indices[at + 2]!;
    const p = mixed(i);
    const q = mixed(j);
    const r = mixed(k);
    balance[i]! += q - r;
    balance[j]! += r - p;
    balance[k]! += p - q;
    firsts[i]!++;
    firsts[j]!++;
    firsts[k]!++;
  }
}

/** A number that says nothing of its neighbours', so that sums of some are the same for the same ones only (Knuth's multiplicative hashing). */
function mixed(vertex: number): number {
  const value = Math.imul(vertex + 1, 0x9e3779b1);
  return value ^ (value >>> 15);
}

function addUp(counts: Uint32Array): void {
  let sum = 0;
  for (let vertex = 0; vertex < counts.length; vertex++) {
    sum += counts[vertex]!;
    counts[vertex] = sum;
  }
}

function listPairs(indices: Uint32Array, firsts: Uint32Array, pairs: Uint32Array): void {
  for (let at = indices.length - 3; at >= 0; at -= 3) {
    const i = indices[at]!;
    const j = indices[at + 1]!;
    const k = indices[at + 2]!;
    const a = --firsts[i]!;
    const b = --firsts[j]!;
    const c = --firsts[k]!;
    pairs[2 * a] = j;
    pairs[2 * a + 1] = k;
    pairs[2 * b] = k;
    pairs[2 * b + 1] = i;
    pairs[2 * c] = i;
    pairs[2 * c + 1] = j;
  }
}

/** Of each vertex the neighbour that it goes to, or itself, if it stays: each in turn takes all around it that lie as good as in its planes, and are free. */
export function takeStars(positions: Float32Array, frames: Float32Array, { firsts, pairs, balance }: Fans, fixed: Uint8Array, limit: number): Uint32Array {
  const centres = new Uint32Array(fixed.length).fill(OPEN);
  for (let vertex = 0; vertex < centres.length; vertex++) if (fixed[vertex] !== 0 || balance[vertex] !== 0) centres[vertex] = vertex;
  const most = limit * limit;
  for (let centre = 0; centre < centres.length; centre++) {
    if (centres[centre] !== OPEN) continue;
    centres[centre] = centre;
    const cx = positions[3 * centre]!;
    const cy = positions[3 * centre + 1]!;
    const cz = positions[3 * centre + 2]!;
    const end = 2 * firsts[centre + 1]!;
    for (let at = 2 * firsts[centre]!; at < end; at += 2) {
      const vertex = pairs[at]!;
      if (centres[vertex] !== OPEN) continue;
      const dx = cx - positions[3 * vertex]!;
      const dy = cy - positions[3 * vertex + 1]!;
      const dz = cz - positions[3 * vertex + 2]!;
      if (offOf(frames, vertex, dx, dy, dz) <= most) centres[vertex] = centre;
    }
  }
  return centres;
}

/** Of each vertex the mean of the normals around it, of length 1, and the mean square of the angle by which they are off it. */
export function findFrames(positions: Float32Array, indices: Uint32Array): Float32Array {
  const frames = new Float32Array((4 * positions.length) / 3);
  sumNormals(positions, indices, frames);
  toTilts(frames);
  return frames;
}

function sumNormals(positions: Float32Array, indices: Uint32Array, frames: Float32Array): void {
  for (let at = 0; at < indices.length; at += 3) {
    const i = indices[at]!;
    const j = indices[at + 1]!;
    const k = indices[at + 2]!;
    const ax = positions[3 * i]!;
    const ay = positions[3 * i + 1]!;
    const az = positions[3 * i + 2]!;
    const ux = positions[3 * j]! - ax;
    const uy = positions[3 * j + 1]! - ay;
    const uz = positions[3 * j + 2]! - az;
    const vx = positions[3 * k]! - ax;
    const vy = positions[3 * k + 1]! - ay;
    const vz = positions[3 * k + 2]! - az;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    const area = Math.sqrt(x * x + y * y + z * z);
    frames[4 * i]! += x;
    frames[4 * i + 1]! += y;
    frames[4 * i + 2]! += z;
    frames[4 * i + 3]! += area;
    frames[4 * j]! += x;
    frames[4 * j + 1]! += y;
    frames[4 * j + 2]! += z;
    frames[4 * j + 3]! += area;
    frames[4 * k]! += x;
    frames[4 * k + 1]! += y;
    frames[4 * k + 2]! += z;
    frames[4 * k + 3]! += area;
  }
}

/** Of unit vectors whose sum is as long as a share of their number, that share is the mean cosine to it. */
function toTilts(frames: Float32Array): void {
  for (let at = 0; at < frames.length; at += 4) {
    const x = frames[at]!;
    const y = frames[at + 1]!;
    const z = frames[at + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    const area = frames[at + 3]!;
    frames[at + 3] = length > 0 ? Math.max(0, 2 * (1 - length / area)) : Infinity;
    const factor = length > 0 ? 1 / length : 0;
    frames[at] = x * factor;
    frames[at + 1] = y * factor;
    frames[at + 2] = z * factor;
  }
}

/** Of one side in each of some triangles, how large a share lies within the limit of the planes around where it begins. */
export function shareOfFlat(positions: Float32Array, indices: Uint32Array, limit: number): number {
  const isLookedAt = new Uint8Array(positions.length / 3);
  for (let at = 0, looked = 0; at < indices.length; at += 3 * LOOKED_AT, looked++) isLookedAt[indices[at + (looked % 3)]!] = 1;
  const frames = findFrames(positions, trianglesAt(indices, isLookedAt));
  const most = limit * limit;
  let [looked, flat] = [0, 0];
  for (let side = 0; side < indices.length; side += 3 * LOOKED_AT, looked++) {
    const corner = looked % 3;
    const vertex = indices[side + corner]!;
    const [from, to] = [3 * vertex, 3 * indices[side + ((corner + 1) % 3)]!];
    if (offOf(frames, vertex, positions[to]! - positions[from]!, positions[to + 1]! - positions[from + 1]!, positions[to + 2]! - positions[from + 2]!) <= most) flat++;
  }
  return looked > 0 ? flat / looked : 0;
}

function trianglesAt(indices: Uint32Array, isLookedAt: Uint8Array): Uint32Array {
  const corners: number[] = [];
  for (let at = 0; at < indices.length; at += 3) {
    const a = indices[at]!;
    const b = indices[at + 1]!;
    const c = indices[at + 2]!;
    if ((isLookedAt[a]! | isLookedAt[b]! | isLookedAt[c]!) !== 0) corners.push(a, b, c);
  }
  return Uint32Array.from(corners);
}

/** How far a step from a vertex is off the planes around it, by the mean of their squares. */
function offOf(frames: Float32Array, vertex: number, dx: number, dy: number, dz: number): number {
  const at = 4 * vertex;
  const off = frames[at]! * dx + frames[at + 1]! * dy + frames[at + 2]! * dz;
  return off * off + ALONG_ONE * frames[at + 3]! * (dx * dx + dy * dy + dz * dz);
}

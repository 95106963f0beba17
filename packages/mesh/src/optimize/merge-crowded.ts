/** A place with more vertices of one part than this is crowded, as the pole of a ball is, where each triangle has coordinates of its own. */
const MANY = 16;
/** So many of them are looked at for a triangle that none of them was in. */
const MOST_LOOKED_AT = 256;

interface Crowded {
  /** Three a triangle, one vertex for each crowded place; those without a surface are left out. */
  indices: Uint32Array;
  /** That one has the mean of what the others have. */
  attributes: Float32Array;
  /** Gives triangles the vertices that there were: of those at a place the one that both neighbours had, or that is most like them. */
  restore(indices: Uint32Array): void;
}

/**
 * Makes one vertex of all that crowd in one place. The simplifier lets one neighbour after the other go there, each in a pass over the whole surface, so
 * that a single pole of some hundred vertices takes it several times as long as all the rest. Null where there is no such place.
 *
 * @param places Of each vertex, the first at its place. @param parts Of each vertex its part, which it stays in.
 */
export function mergeCrowded({ indices, attributes }: { indices: Uint32Array; attributes: Float32Array }, size: number, places: Uint32Array, parts?: Uint32Array): Crowded | null {
  const counts = countByPlace(places);
  if (!isAnyCrowded(counts)) return null;
  const groups = new Map<string, number[]>();
  for (let vertex = 0; vertex < places.length; vertex++) {
    if (counts[places[vertex]!]! <= MANY) continue;
    const key = `${places[vertex]!} ${parts?.[vertex] ?? 0}`;
    const group = groups.get(key);
    if (group) group.push(vertex);
    else groups.set(key, [vertex]);
  }
  const members = new Map<number, readonly number[]>();
  const merged = attributes.slice();
  for (const group of groups.values()) {
    if (group.length <= MANY) continue;
    const leader = group[0]!;
    members.set(leader, group);
    for (let k = 0; k < size; k++) merged[size * leader + k] = group.reduce((sum, vertex) => sum + attributes[size * vertex + k]!, 0) / group.length;
  }
  if (members.size === 0) return null;

  const isLeader = new Uint8Array(places.length);
  const leads = new Uint32Array(places.length);
  for (let vertex = 0; vertex < leads.length; vertex++) leads[vertex] = vertex;
  for (const [leader, group] of members) {
    isLeader[leader] = 1;
    for (const vertex of group) leads[vertex] = leader;
  }
  const { one, changed } = leadCorners(indices, leads, isLeader);
  /** By a leader and a neighbour: the vertices in whose triangles that was. */
  const known = new Map<string, number[]>();
  for (const at of changed) {
    const first = at - (at % 3);
    const leader = leads[indices[at]!]!;
    for (const step of [1, 2]) {
      const key = `${leader} ${leads[indices[first + ((at + step) % 3)]!]!}`;
      const vertices = known.get(key);
      if (vertices) vertices.push(indices[at]!);
      else known.set(key, [indices[at]!]);
    }
  }
  const nearest = (leader: number, a: number, b: number): number => {
    const group = members.get(leader)!;
    const step = Math.max(1, Math.floor(group.length / MOST_LOOKED_AT));
    let [best, least] = [leader, Infinity];
    for (let at = 0; at < group.length; at += step) {
      const vertex = group[at]!;
      let off = 0;
      for (let k = 0; k < size; k++) {
        const change = 2 * attributes[size * vertex + k]! - attributes[size * a + k]! - attributes[size * b + k]!;
        off += change * change;
      }
      if (off < least) [best, least] = [vertex, off];
    }
    return best;
  };
  const vertexOf = (leader: number, a: number, b: number): number => {
    const beside = known.get(`${leader} ${b}`) ?? [];
    return known.get(`${leader} ${a}`)?.find((vertex) => beside.includes(vertex)) ?? nearest(leader, a, b);
  };
  const restore = (left: Uint32Array) => {
    for (let at = 0; at < left.length; at += 3) {
      const [a, b, c] = [left[at]!, left[at + 1]!, left[at + 2]!];
      if (isLeader[a] === 1) left[at] = vertexOf(a, b, c);
      if (isLeader[b] === 1) left[at + 1] = vertexOf(b, c, a);
      if (isLeader[c] === 1) left[at + 2] = vertexOf(c, a, b);
    }
  };
  return { indices: one, attributes: merged, restore };
}

function countByPlace(places: Uint32Array): Uint32Array {
  const counts = new Uint32Array(places.length);
  for (let vertex = 0; vertex < places.length; vertex++) counts[places[vertex]!]!++;
  return counts;
}

function isAnyCrowded(counts: Uint32Array): boolean {
  for (let place = 0; place < counts.length; place++) if (counts[place]! > MANY) return true;
  return false;
}

/** Triangles by their leaders, without those that have one twice, and at which of the corners that there were a leader is one of a group. */
function leadCorners(indices: Uint32Array, leads: Uint32Array, isLeader: Uint8Array): { one: Uint32Array; changed: number[] } {
  const one = new Uint32Array(indices.length);
  const changed: number[] = [];
  let count = 0;
  for (let at = 0; at < indices.length; at += 3) {
    const a = leads[indices[at]!]!;
    const b = leads[indices[at + 1]!]!;
    const c = leads[indices[at + 2]!]!;
    if (a === b || b === c || c === a) continue;
    one[count++] = a;
    one[count++] = b;
    one[count++] = c;
    if (isLeader[a] === 1) changed.push(at);
    if (isLeader[b] === 1) changed.push(at + 1);
    if (isLeader[c] === 1) changed.push(at + 2);
  }
  return { one: one.subarray(0, count), changed };
}

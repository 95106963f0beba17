/** A place with more vertices of one part than this is crowded, as the pole of a ball is, where each triangle has coordinates of its own. */
const MANY = 16;
/** So many of them are looked at for a triangle that none of them was in. */
const MOST_LOOKED_AT = 256;

interface Crowded {
  /** Three a triangle, one vertex for each crowded place; those without a surface are left out. */
  indices: Uint32Array;
  /** That one has the mean of what the others have. */
  attributes: Float32Array;
  /** Triangles with the vertices that there were: of those at a place the one that both neighbours had, or that is most like them. */
  restore(indices: Uint32Array): Uint32Array;
}

/**
 * Makes one vertex of all that crowd in one place. The simplifier lets one neighbour after the other go there, each in a pass over the whole surface, so
 * that a single pole of some hundred vertices takes it several times as long as all the rest. Null where there is no such place.
 *
 * @param places Of each vertex, the first at its place. @param parts Of each vertex its part, which it stays in.
 */
export function mergeCrowded({ indices, attributes }: { indices: Uint32Array; attributes: Float32Array }, size: number, places: Uint32Array, parts?: Uint32Array): Crowded | null {
  const counts = new Uint32Array(places.length);
  let most = 0;
  for (let vertex = 0; vertex < places.length; vertex++) most = Math.max(most, ++counts[places[vertex]!]!);
  if (most <= MANY) return null;
  const groups = new Map<string, number[]>();
  for (let vertex = 0; vertex < places.length; vertex++) {
    if (counts[places[vertex]!]! <= MANY) continue;
    const key = `${places[vertex]!} ${parts?.[vertex] ?? 0}`;
    const group = groups.get(key);
    if (group) group.push(vertex);
    else groups.set(key, [vertex]);
  }
  const leaders = new Map<number, number>();
  const members = new Map<number, readonly number[]>();
  const merged = attributes.slice();
  for (const group of groups.values()) {
    if (group.length <= MANY) continue;
    const leader = group[0]!;
    members.set(leader, group);
    for (const vertex of group) leaders.set(vertex, leader);
    for (let k = 0; k < size; k++) merged[size * leader + k] = group.reduce((sum, vertex) => sum + attributes[size * vertex + k]!, 0) / group.length;
  }
  if (members.size === 0) return null;

  const one = new Uint32Array(indices.length);
  /** By a leader and a neighbour: the vertices in whose triangles that was. */
  const known = new Map<string, readonly number[]>();
  let count = 0;
  for (let at = 0; at < indices.length; at += 3) {
    const corners = [0, 1, 2].map((k) => leaders.get(indices[at + k]!) ?? indices[at + k]!);
    if (corners[0] === corners[1] || corners[1] === corners[2] || corners[2] === corners[0]) continue;
    for (let k = 0; k < 3; k++) {
      one[count++] = corners[k]!;
      if (members.has(corners[k]!)) for (const neighbour of [corners[(k + 1) % 3]!, corners[(k + 2) % 3]!]) known.set(`${corners[k]!} ${neighbour}`, [...(known.get(`${corners[k]!} ${neighbour}`) ?? []), indices[at + k]!]);
    }
  }
  const nearest = (leader: number, a: number, b: number): number => {
    const group = members.get(leader)!;
    const step = Math.max(1, Math.floor(group.length / MOST_LOOKED_AT));
    let [best, least] = [leader, Infinity];
    for (let at = 0; at < group.length; at += step) {
      const vertex = group[at]!;
      let off = 0;
      for (let k = 0; k < size; k++) off += (2 * attributes[size * vertex + k]! - attributes[size * a + k]! - attributes[size * b + k]!) ** 2;
      if (off < least) [best, least] = [vertex, off];
    }
    return best;
  };
  const restore = (left: Uint32Array) =>
    left.map((vertex, at) => {
      if (!members.has(vertex)) return vertex;
      const first = at - (at % 3);
      const [a, b] = [left[first + ((at + 1) % 3)]!, left[first + ((at + 2) % 3)]!];
      const beside = known.get(`${vertex} ${b}`) ?? [];
      return known.get(`${vertex} ${a}`)?.find((own) => beside.includes(own)) ?? nearest(vertex, a, b);
    });
  return { indices: one.slice(0, count), attributes: merged, restore };
}

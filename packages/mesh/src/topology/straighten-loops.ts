/** A place by its vertex: three numbers. */
type PointOf = (vertex: number) => readonly [number, number, number];

/**
 * The vertices that outlines do not need: where exactly two edges meet, and both lie on one straight line within the tolerance. Outlines that run
 * along each other lose the same ones, so that they still share their edges.
 */
export function findStraightVertices(loops: readonly (readonly number[])[], pointOf: PointOf, tolerance: number): Set<number> {
  const neighbours = new Map<number, Set<number>>();
  const link = (from: number, to: number) => {
    const known = neighbours.get(from);
    if (known) known.add(to);
    else neighbours.set(from, new Set([to]));
  };
  for (const loop of loops) {
    loop.forEach((vertex, at) => {
      const next = loop[(at + 1) % loop.length]!;
      link(vertex, next);
      link(next, vertex);
    });
  }
  const straight = new Set<number>();
  const walked = new Set<number>();
  const walk = (corner: number, first: number): number[] => {
    const chain = [corner];
    for (let [before, vertex] = [corner, first]; ; ) {
      chain.push(vertex);
      const around = neighbours.get(vertex)!;
      if (vertex === corner || around.size !== 2) return chain;
      walked.add(vertex);
      const [one, other] = [...around] as [number, number];
      [before, vertex] = [vertex, one === before ? other : one];
    }
  };
  const straighten = (chain: readonly number[]) => straightWithin(chain, pointOf, tolerance).forEach((vertex) => straight.add(vertex));
  for (const [corner, around] of neighbours) {
    if (around.size === 2) continue;
    for (const first of around) if (!walked.has(first)) straighten(walk(corner, first));
  }
  // What is left are rings without a corner that others share. Their first in every direction is one, and so is what is farthest from it.
  for (const [vertex, around] of neighbours) {
    if (walked.has(vertex) || around.size !== 2) continue;
    const [first] = around;
    const ring = walk(vertex, first!).slice(1);
    const start = ring.reduce((best, _, at) => (isBefore(pointOf(ring[at]!), pointOf(ring[best]!)) ? at : best), 0);
    const turned = [...ring.slice(start), ...ring.slice(0, start), ring[start]!];
    const far = turned.reduce((best, _, at) => (distance(pointOf(turned[at]!), pointOf(turned[0]!)) > distance(pointOf(turned[best]!), pointOf(turned[0]!)) ? at : best), 0);
    straighten(turned.slice(0, far + 1));
    straighten(turned.slice(far));
  }
  return straight;
}

/** Of a chain, those between its ends that a line within the tolerance can pass by (Ramer 1972; Douglas and Peucker 1973). */
function straightWithin(chain: readonly number[], pointOf: PointOf, tolerance: number): number[] {
  const dropped: number[] = [];
  const open: [number, number][] = [[0, chain.length - 1]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to] = range;
    let [farthest, most] = [from, tolerance];
    for (let at = from + 1; at < to; at++) {
      const off = distanceToSegment(pointOf(chain[at]!), pointOf(chain[from]!), pointOf(chain[to]!));
      if (off > most) [farthest, most] = [at, off];
    }
    if (farthest === from) for (let at = from + 1; at < to; at++) dropped.push(chain[at]!);
    else open.push([from, farthest], [farthest, to]);
  }
  return dropped;
}

const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
const isBefore = (a: readonly number[], b: readonly number[]): boolean => (a[0] !== b[0] ? a[0]! < b[0]! : a[1] !== b[1] ? a[1]! < b[1]! : a[2]! < b[2]!);

function distanceToSegment(point: readonly number[], from: readonly number[], to: readonly number[]): number {
  const [x, y, z] = [to[0]! - from[0]!, to[1]! - from[1]!, to[2]! - from[2]!];
  const square = x * x + y * y + z * z;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((point[0]! - from[0]!) * x + (point[1]! - from[1]!) * y + (point[2]! - from[2]!) * z) / square));
  return distance(point, [from[0]! + share * x, from[1]! + share * y, from[2]! + share * z]);
}

import { findArcs, SMOOTH } from "./find-arcs.ts";
import { findBands, isFacet, LEAST_FACETS, wayKey, type Beside } from "./find-bands.ts";
import type { PlanarFace } from "./merge-coplanar.ts";
import { isTip, rimKey, type Candidate, type Rim, type Round } from "./round.ts";
import { dot } from "./vector.ts";

export interface Rounds {
  /** By each of their faces. */
  rounds: ReadonlyMap<PlanarFace, Round>;
  /** By the loop of a face beside that is one of their circles. */
  circles: ReadonlyMap<readonly number[], { round: Round; rim: Rim }>;
}

/** What meets a round at less than this angle goes on smoothly, as the rings of a ball do. */
const LEAST_KINK = Math.cos(SMOOTH);

/**
 * What is round all around an axis: rings of four-sided faces, and fans of triangles about a tip, that are the facets of one cylinder or cone; and of
 * several beside each other that have an arc for their outline, one part of a ball or of a ring's tube. Each of its circles is a whole outline of a flat
 * face beside it, the end of the surface, or the circle of another round.
 */
export function findRounds(faces: readonly PlanarFace[], beside: Beside, positions: Float32Array, tolerance: number): Rounds {
  if (faces.filter((face) => isFacet(face, 4) || isFacet(face, 3)).length < LEAST_FACETS) return { rounds: new Map(), circles: new Map() };
  let found = findArcs(findBands(faces, beside, positions, tolerance), tolerance);
  const ownersOf = <Kind extends Pick<Round, "faces">>(all: readonly Kind[]) => new Map(all.flatMap((round) => [...round.faces].map((face) => [face, round] as const)));
  // What is beside a round that is none after all has to have its corners.
  for (let before = -1; before !== found.length; ) {
    before = found.length;
    const owners = ownersOf(found);
    found = found.filter((round) => round.rims.every((rim) => isBordered(round, rim, beside, owners)));
  }
  const rounds = ownersOf(withSeams(anchored(found)));
  const circles = new Map<readonly number[], { round: Round; rim: Rim }>();
  for (const round of new Set(rounds.values())) {
    for (const rim of round.rims.filter((one) => !isTip(one))) {
      const [a, b] = [rim.vertices[0]!, rim.vertices[1]!];
      for (const other of [beside.get(wayKey(a, b)), beside.get(wayKey(b, a))]) if (other && !rounds.has(other.face)) circles.set(other.loop, { round, rim });
    }
  }
  return { rounds, circles };
}

/** Without those cylinders and cones of which a chain closes on itself: it goes around, as a ring of a few steps does, and is no work of cones. */
function anchored(found: readonly Candidate[]): Candidate[] {
  const sharing = new Map<number, Candidate[]>();
  for (const round of found) for (const rim of round.rims) sharing.set(rimKey(rim), [...(sharing.get(rimKey(rim)) ?? []), round]);
  const held = new Set(found.filter(({ arc, rims }) => arc || rims.some((rim) => sharing.get(rimKey(rim))!.length === 1)));
  // What is added is visited in its turn.
  for (const { rims } of held) for (const rim of rims) for (const other of sharing.get(rimKey(rim))!) held.add(other);
  return found.filter((round) => held.has(round));
}

/** A circle has one place where it begins: what shares one has its line there. */
function withSeams(found: readonly Candidate[]): Round[] {
  const begins = new Map<number, number>();
  const made: Round[] = [];
  const left = new Set(found);
  const settle = (round: Candidate, seam: readonly [number, number]) => {
    left.delete(round);
    const { lines, part, ...others } = round;
    made.push({ ...others, seam });
    round.rims.forEach((rim, at) => begins.set(rimKey(rim), seam[at]!));
  };
  while (left.size > 0) {
    const next = [...left].find((round) => round.rims.some((rim) => begins.has(rimKey(rim)))) ?? [...left][0]!;
    const given = next.rims.map((rim) => begins.get(rimKey(rim)));
    settle(next, next.lines.find((line) => line.every((vertex, at) => given[at] === undefined || given[at] === vertex)) ?? next.lines[0]!);
  }
  return made;
}

/** Whether all of a circle is beside one outline, one other round, or nothing, which it meets at an edge that can be seen. */
function isBordered(round: Candidate, rim: Rim, beside: Beside, owners: ReadonlyMap<PlanarFace, Candidate>): boolean {
  if (isTip(rim)) return true;
  const { vertices } = rim;
  const neighbours = new Set<PlanarFace | Candidate | null>();
  const loops = new Set<readonly number[] | null>();
  for (const [at, from] of vertices.entries()) {
    const to = vertices[(at + 1) % vertices.length]!;
    const both = [beside.get(wayKey(from, to)), beside.get(wayKey(to, from))];
    const own = both.find((one) => one && round.faces.has(one.face));
    const other = both.find((one) => one && !round.faces.has(one.face));
    if (!own) return false;
    const owner = other ? (owners.get(other.face) ?? null) : null;
    // An arc may go on smoothly: it is known by its own bands.
    if (other && !round.arc && !owner?.arc && dot(own.face.plane.normal, other.face.plane.normal) > LEAST_KINK) return false;
    neighbours.add(owner ?? other?.face ?? null);
    loops.add(owner ? null : (other?.loop ?? null));
  }
  const [loop] = loops;
  return neighbours.size === 1 && loops.size === 1 && (!loop || loop.length === vertices.length);
}


import type { PlanarFace } from "./merge-coplanar.ts";

/** Faces that hang together by their edges. */
export interface Shell {
  faces: PlanarFace[];
  /** Each edge is used exactly twice, the one way and the other. */
  isClosed: boolean;
  /** What is in it, in the cube of the positions' unit: negative if its faces look inwards. Of an open one it says nothing. */
  volume: number;
}

/** Faces by the edges that they share, in the order in which the faces come. */
export function findShells(faces: readonly PlanarFace[], positions: Float32Array): Shell[] {
  const vertices = positions.length / 3;
  const edges = new Map<number, { faces: number[]; balance: number }>();
  faces.forEach(({ loops }, face) => {
    for (const loop of loops) {
      loop.forEach((from, at) => {
        const to = loop[(at + 1) % loop.length]!;
        const key = Math.min(from, to) * vertices + Math.max(from, to);
        const edge = edges.get(key) ?? { faces: [], balance: 0 };
        edge.faces.push(face);
        edge.balance += from < to ? 1 : -1;
        edges.set(key, edge);
      });
    }
  });
  const parents = Int32Array.from(faces, (_, face) => face);
  const rootOf = (face: number): number => {
    let root = face;
    while (parents[root] !== root) root = parents[root] = parents[parents[root]!]!;
    return root;
  };
  for (const { faces: users } of edges.values()) {
    for (const user of users) {
      const [a, b] = [rootOf(users[0]!), rootOf(user)];
      parents[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const shells = new Map<number, Shell>();
  faces.forEach((face, at) => {
    const shell = shells.get(rootOf(at)) ?? { faces: [], isClosed: true, volume: 0 };
    shell.faces.push(face);
    shell.volume += face.loops.reduce((sum, loop) => sum + coneOver(loop, positions), 0);
    shells.set(rootOf(at), shell);
  });
  for (const { faces: users, balance } of edges.values()) {
    if (users.length !== 2 || balance !== 0) shells.get(rootOf(users[0]!))!.isClosed = false;
  }
  return [...shells.values()];
}

/** What is between a loop and the origin. */
function coneOver(loop: readonly number[], positions: Float32Array): number {
  let sum = 0;
  const point = (vertex: number) => [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!] as const;
  const a = point(loop[0]!);
  for (let at = 1; at + 1 < loop.length; at++) {
    const [b, c] = [point(loop[at]!), point(loop[at + 1]!)];
    sum += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  }
  return sum / 6;
}

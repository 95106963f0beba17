import { EdgeTable } from "./edge-table.ts";
import { Groups } from "./groups.ts";
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
  const [vertices, following, owners]: [number[], number[], number[]] = [[], [], []];
  faces.forEach(({ loops }, face) => {
    for (const loop of loops) {
      const start = vertices.length;
      loop.forEach((vertex, at) => {
        vertices.push(vertex);
        following.push(at + 1 < loop.length ? start + at + 1 : start);
        owners.push(face);
      });
    }
  });
  const table = new EdgeTable(Uint32Array.from(vertices), (side) => following[side]!);
  const groups = new Groups(faces.length);
  table.edges.forEach((edge, side) => groups.join(owners[table.firstOf(edge)]!, owners[side]!));
  const shells = new Map<number, Shell>();
  faces.forEach((face, at) => {
    const shell = shells.get(groups.rootOf(at)) ?? { faces: [], isClosed: true, volume: 0 };
    shell.faces.push(face);
    shell.volume += face.loops.reduce((sum, loop) => sum + coneOver(loop, positions), 0);
    shells.set(groups.rootOf(at), shell);
  });
  for (let edge = 0; edge < table.count; edge++) {
    if (table.usesOf(edge) !== 2 || table.balanceOf(edge) !== 0) shells.get(groups.rootOf(owners[table.firstOf(edge)]!))!.isClosed = false;
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

import { EdgeTable } from "./edge-table.ts";
import { isTooLittle } from "./encloses-nothing.ts";
import { Groups } from "./groups.ts";
import type { PlanarFace } from "./merge-coplanar.ts";

/** Faces that hang together by their edges. */
export interface Shell {
  faces: PlanarFace[];
  /** Each edge is used exactly twice, the one way and the other. */
  isClosed: boolean;
  /** How many edges are not. */
  openEdges: number;
  /** What is in it, in the cube of the positions' unit: negative if its faces look inwards. Of an open one it says nothing. */
  volume: number;
  /** Square of the positions' unit. */
  area: number;
}

/** Whether it closes around something: a sheet with two sides closes, too. */
export const isBody = ({ isClosed, volume, area }: Shell): boolean => isClosed && !isTooLittle(volume, area);

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
    const shell = shells.get(groups.rootOf(at)) ?? { faces: [], isClosed: true, openEdges: 0, volume: 0, area: 0 };
    shell.faces.push(face);
    // From a corner of the shell: seen from far away, rounding would be more than a small thing.
    const from = shell.faces[0]!.loops[0]![0]!;
    for (const loop of face.loops) {
      const [x, y, z] = twiceAreaOf(loop, positions);
      const [a, b] = [3 * loop[0]!, 3 * from];
      shell.area += (x * face.plane.normal[0] + y * face.plane.normal[1] + z * face.plane.normal[2]) / 2;
      shell.volume += ((positions[a]! - positions[b]!) * x + (positions[a + 1]! - positions[b + 1]!) * y + (positions[a + 2]! - positions[b + 2]!) * z) / 6;
    }
    shells.set(groups.rootOf(at), shell);
  });
  for (let edge = 0; edge < table.count; edge++) {
    if (table.usesOf(edge) === 2 && table.balanceOf(edge) === 0) continue;
    const shell = shells.get(groups.rootOf(owners[table.firstOf(edge)]!))!;
    shell.isClosed = false;
    shell.openEdges++;
  }
  return [...shells.values()];
}

/** What a loop goes around, as a vector across it: of a hole it points the other way. */
function twiceAreaOf(loop: readonly number[], positions: Float32Array): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  const a = 3 * loop[0]!;
  const at = (vertex: number, axis: number) => positions[3 * vertex + axis]! - positions[a + axis]!;
  for (let k = 1; k + 1 < loop.length; k++) {
    const [b, c] = [loop[k]!, loop[k + 1]!];
    sum[0] += at(b, 1) * at(c, 2) - at(b, 2) * at(c, 1);
    sum[1] += at(b, 2) * at(c, 0) - at(b, 0) * at(c, 2);
    sum[2] += at(b, 0) * at(c, 1) - at(b, 1) * at(c, 0);
  }
  return sum;
}

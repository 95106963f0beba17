import type { Model } from "../src/model.ts";
import { modelOf } from "./measure.ts";

/** A ring around Y, 2 metres from its middle to that of its tube of 1 metre: `around` pieces of a tube with `across` sides. */
export function ringOf(around: number, across: number): Model {
  const positions = Array.from({ length: around * across }, (_, at) => {
    const [turn, tilt] = [(2 * Math.PI * Math.floor(at / across)) / around, (2 * Math.PI * (at % across)) / across];
    return [(2 + Math.cos(tilt)) * Math.cos(turn), Math.sin(tilt), -(2 + Math.cos(tilt)) * Math.sin(turn)];
  }).flat();
  const vertex = (turn: number, tilt: number) => (turn % around) * across + (tilt % across);
  const indices = Array.from({ length: around * across }, (_, at) => {
    const [turn, tilt] = [Math.floor(at / across), at % across];
    const [a, b, c, d] = [vertex(turn, tilt), vertex(turn + 1, tilt), vertex(turn + 1, tilt + 1), vertex(turn, tilt + 1)];
    return [a, b, c, a, c, d];
  }).flat();
  return modelOf(positions, indices, "ring");
}

/** The outside of cubes of one metre, each side cut into `cuts` × `cuts` squares of two triangles, every square with vertices, normals and coordinates of its own. */
export function cubesOf(cuts: number, ...corners: (readonly [number, number, number])[]): Model {
  const [positions, normals, uvs, indices]: number[][] = [[], [], [], []];
  for (const corner of corners.length > 0 ? corners : [[0, 0, 0] as const]) {
    for (const axis of [0, 1, 2]) {
      for (const side of [0, 1]) {
        for (let square = 0; square < cuts * cuts; square++) {
          const first = positions!.length / 3;
          for (const [u, v] of side === 1 ? ([[0, 0], [1, 0], [1, 1], [0, 1]] as const) : ([[0, 0], [0, 1], [1, 1], [1, 0]] as const)) {
            const at = [...corner];
            const [across, up] = [((square % cuts) + u) / cuts, (Math.floor(square / cuts) + v) / cuts];
            at[axis]! += side;
            at[(axis + 1) % 3]! += across;
            at[(axis + 2) % 3]! += up;
            positions!.push(...at);
            normals!.push(...[0, 1, 2].map((k) => (k === axis ? 2 * side - 1 : 0)));
            uvs!.push(across, up);
          }
          indices!.push(first, first + 1, first + 2, first, first + 2, first + 3);
        }
      }
    }
  }
  const model = modelOf(positions!, indices!, "cubes");
  return { ...model, parts: [{ ...model.parts[0]!, normals: Float32Array.from(normals!), uvs: Float32Array.from(uvs!) }] };
}

/** With the same triangles, of which some are turned over, given by their numbers. */
export const withIndices = (model: Model, change: (indices: number[]) => ArrayLike<number>): Model => ({ ...model, parts: model.parts.map((part, at) => (at === 0 ? { ...part, indices: Uint32Array.from(change([...part.indices])) } : part)) });

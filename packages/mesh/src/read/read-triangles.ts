import { Primitive } from "@gltf-transform/core";
import { InvalidGlbError } from "../checks/invalid-glb-error.ts";

/** Three indices a triangle, of lists, strips and fans (glTF 2.0, 3.7.2.1). @throws InvalidGlbError for a vertex that is not there. */
export function readTriangles(primitive: Primitive, vertices: number): Uint32Array {
  const given = primitive.getIndices()?.getArray();
  const order = given instanceof Uint32Array ? given : given ? new Uint32Array(given) : Uint32Array.from({ length: vertices }, (_, at) => at);
  const most = largestOf(order);
  if (order.length > 0 && most >= vertices) throw new InvalidGlbError("invalid", `A triangle uses vertex ${most} of ${vertices}.`);
  const mode = primitive.getMode();
  if (mode === Primitive.Mode.TRIANGLES) return order.length % 3 === 0 ? order : order.slice(0, order.length - (order.length % 3));
  const count = Math.max(0, order.length - 2);
  const triangles = new Uint32Array(3 * count);
  for (let at = 0; at < count; at++) {
    const isFan = mode === Primitive.Mode.TRIANGLE_FAN;
    const corners = isFan ? [at + 1, at + 2, 0] : at % 2 === 0 ? [at, at + 1, at + 2] : [at, at + 2, at + 1];
    corners.forEach((corner, k) => (triangles[3 * at + k] = order[corner]!));
  }
  return triangles;
}

/** 0 where there is none. Walked by number: where there are millions, an iterator takes several times as long. */
function largestOf(indices: Uint32Array): number {
  let most = 0;
  for (let at = 0; at < indices.length; at++) if (indices[at]! > most) most = indices[at]!;
  return most;
}

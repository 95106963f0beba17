import { MeshError } from "../mesh-error.ts";
import { countTriangles, type Model } from "../model.ts";
import { judgeByTable } from "./judge-by-table.ts";
import type { Format } from "./format.ts";
import { axesOf, type ResolvedWriteOptions } from "./write-options.ts";

const HEADER_BYTES = 84;
const TRIANGLE_BYTES = 50;
const TRIANGLES_AT_ONCE = 20_000;
const MOST_TRIANGLES = 0xffff_ffff;

/**
 * STL, binary (3D Systems, "StereoLithography Interface Specification", 1989): triangles and their normals, 50 bytes each. It has no unit; readers
 * take millimetres, Z up. The first 80 bytes say so, and do not begin with `solid`, by which readers tell text.
 */
export const stl: Format = {
  name: "stl",
  extension: "stl",
  mediaType: "model/stl",
  unit: "mm",
  upAxis: "z",
  takes: ["unit", "upAxis"],
  isForSolids: true,
  judge: judgeByTable({ kept: ["triangles", "size"], changed: ["normals", "parts"] }),
  write: writeStl,
};

async function* writeStl(model: Model, { signal, onProgress, ...options }: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  const count = countTriangles(model);
  if (count === 0) throw new MeshError("no_triangles", "The model has no surface that could be printed.");
  if (count > MOST_TRIANGLES) throw new MeshError("too_large", `An STL holds ${MOST_TRIANGLES} triangles; the model has ${count}. Simplify it first.`);
  const header = new Uint8Array(HEADER_BYTES);
  new TextEncoder().encodeInto(`binary STL, unit ${options.unit}, ${options.upAxis} up`.padEnd(80), header);
  new DataView(header.buffer).setUint32(80, count, true);
  yield header;
  const { point } = axesOf(options);
  const corners: [number[], number[], number[]] = [[], [], []];
  let done = 0;
  for (const { positions, indices } of model.parts) {
    for (let from = 0; from < indices.length; from += 3 * TRIANGLES_AT_ONCE) {
      signal?.throwIfAborted();
      const to = Math.min(indices.length, from + 3 * TRIANGLES_AT_ONCE);
      const chunk = new DataView(new ArrayBuffer(((to - from) / 3) * TRIANGLE_BYTES));
      for (let at = from, offset = 0; at < to; at += 3, offset += TRIANGLE_BYTES) {
        for (let k = 0; k < 3; k++) point(positions, indices[at + k]!, corners[k]!);
        writeTriangle(chunk, offset, corners);
      }
      done += (to - from) / 3;
      onProgress(done / count);
      yield new Uint8Array(chunk.buffer);
    }
  }
}

function writeTriangle(view: DataView, offset: number, [a, b, c]: readonly [number[], number[], number[]]): void {
  const [x, y, z] = [b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!];
  const [u, v, w] = [c[0]! - a[0]!, c[1]! - a[1]!, c[2]! - a[2]!];
  const normal = [y * w - z * v, z * u - x * w, x * v - y * u];
  const length = Math.hypot(normal[0]!, normal[1]!, normal[2]!) || 1;
  for (let k = 0; k < 3; k++) {
    view.setFloat32(offset + 4 * k, normal[k]! / length, true);
    view.setFloat32(offset + 12 + 4 * k, a[k]!, true);
    view.setFloat32(offset + 24 + 4 * k, b[k]!, true);
    view.setFloat32(offset + 36 + 4 * k, c[k]!, true);
  }
}
